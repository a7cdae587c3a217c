"""What we ask of Stripe, written down before it is asked."""
