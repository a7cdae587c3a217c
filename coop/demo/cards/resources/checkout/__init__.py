"""Checkout sessions: the hosted page's side of a payment, or of a card that is saved."""
