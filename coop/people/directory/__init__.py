"""Who the members are, as far as they want it known."""
