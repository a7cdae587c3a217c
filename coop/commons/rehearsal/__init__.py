"""A month of a co-op on real input, from its founding to a verified dividend, on one page."""
