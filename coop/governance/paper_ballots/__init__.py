"""Ballots filled in on paper at a meeting: entered by one steward, checked against the paper and signed by another."""
