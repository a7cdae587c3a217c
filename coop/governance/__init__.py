"""Proposals, ballots, tallies and what they enact."""
