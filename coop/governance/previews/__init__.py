"""What a proposal would change, in exact figures from the co-op's own books."""
