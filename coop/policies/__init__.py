"""The co-op's rules as dated data, and the decisions that set them."""
