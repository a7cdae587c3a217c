"""What a person was told, read in the browser."""
