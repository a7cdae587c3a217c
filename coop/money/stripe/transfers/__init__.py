"""A worker's share, sent on to their own account with Stripe; and taken back for a refund."""
