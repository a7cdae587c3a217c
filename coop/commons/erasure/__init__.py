"""Leaving for good: a person asks to be erased, waits, and nothing here leads to them any more."""
