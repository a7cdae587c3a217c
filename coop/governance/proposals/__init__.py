"""Proposals and their discussion, from the first draft to the opening of the vote."""
