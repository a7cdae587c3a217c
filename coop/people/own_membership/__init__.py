"""One's own membership, as pages."""
