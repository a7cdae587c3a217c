"""The shared fund: expenses with their receipts, donations, grants, write-offs."""
