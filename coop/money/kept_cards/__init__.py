"""Cards that clients keep with the processor for later bookings, and what they agreed may be charged to one."""
