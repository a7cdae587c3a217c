"""Answering a dispute: what is known of the booking, read by a steward, sent once."""
