"""The pages of a team: the lead proposes it on the listing, each of it says yes or no."""
