"""Statements of any days, for anyone: each figure leads to the entries behind it."""
