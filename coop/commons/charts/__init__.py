"""The fund in charts: drawn, and written beside it."""
