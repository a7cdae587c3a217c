"""The rules in force, with their history and the decisions that set them."""
