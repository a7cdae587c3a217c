"""Who may vote on a proposal: the roll, frozen when voting opens."""
