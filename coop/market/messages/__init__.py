"""The conversation on a booking."""
