"""Payouts that the bank sent back: owed again, until the next run."""
