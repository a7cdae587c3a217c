"""Detached ballots: their form, their receipts, and how they are published at close."""
