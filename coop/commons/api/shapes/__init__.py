"""What the API answers with: one class for each object, every field told by the dictionary."""
