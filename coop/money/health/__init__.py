"""The invariants of the books, watched on a clock."""
