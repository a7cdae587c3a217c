"""Periods of the books: closed once over, with their statement, and shut for good."""
