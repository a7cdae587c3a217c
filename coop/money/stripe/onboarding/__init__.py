"""A worker's way to an account of their own with Stripe, and what they see of it here."""
