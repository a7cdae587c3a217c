"""What a worker earned: by booking and month, with running balances."""
