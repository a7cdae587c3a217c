"""Closed periods and their statements."""
