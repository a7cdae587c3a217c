"""What a cancelled booking gives back."""
