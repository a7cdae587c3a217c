"""Bookings paid by card: the slot kept while the client pays, booked when the money is there, given back when it is
too late. Who the processor is, nothing here knows."""
