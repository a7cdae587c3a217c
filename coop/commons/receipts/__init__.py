"""Receipts to take home: facts of the log with their proofs, and what opens them for those they concern."""
