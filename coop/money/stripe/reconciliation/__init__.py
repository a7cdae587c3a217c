"""Stripe's balance beside the books, to the cent."""
