"""Recomputes a co-op's public export from the export alone.

It shares no code with the site and needs nothing but Python's standard library: a fault in the site's
arithmetic cannot hide in its own check. This folder runs where it is copied: `python -m verify EXPORT`.
"""
