"""The photos of a listing: sent, described, removed, and served by their content."""
