"""Entries of the public ledger, from a line to its rule and its decision."""
