"""What Stripe tells us: stored first, settled afterwards by asking again."""
