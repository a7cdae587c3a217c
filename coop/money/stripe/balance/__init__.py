"""Stripe's balance transactions: every one is kept, and each is booked once."""
