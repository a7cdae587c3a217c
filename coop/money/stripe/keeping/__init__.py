"""Cards that stay with Stripe: kept on its own page, charged when their owner agreed to it, and given up."""
