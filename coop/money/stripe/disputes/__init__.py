"""A client's bank takes a card payment back, and asks why it should not."""
