"""Applications as the members see them."""
