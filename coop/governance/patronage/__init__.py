"""Dividends on patronage: each member's part of what the members voted to pay out."""
