"""Past bookings brought in from another platform."""
