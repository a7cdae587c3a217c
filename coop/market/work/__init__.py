"""A person's bookings: those they made, and those they work."""
