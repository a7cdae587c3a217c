"""Funds with a purpose: what they hold, what is reserved and promised of it, and what came of every promise."""
