"""Listings, availability, search, bookings, reviews."""
