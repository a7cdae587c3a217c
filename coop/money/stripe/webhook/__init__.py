"""The address that Stripe tells things to."""
