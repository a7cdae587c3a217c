"""Contested votes, held in Belenios: what an election there needs from here, and bringing its result in."""
