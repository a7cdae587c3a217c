"""Stripe's own page, where a client pays; no card number ever touches this site."""
