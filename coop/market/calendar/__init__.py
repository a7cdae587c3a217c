"""A worker's coming days: what is booked, what is still open."""
