"""Stewards: elected, recallable, with a term."""
