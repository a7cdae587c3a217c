"""Refunds that go back to the card they came from."""
