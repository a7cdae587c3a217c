"""A worker's statement of a month: what came, what was taken, what was paid, and the balances around it."""
