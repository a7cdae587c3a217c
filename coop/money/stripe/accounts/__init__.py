"""Workers' own accounts with Stripe, to which their share is sent as soon as the work is done."""
