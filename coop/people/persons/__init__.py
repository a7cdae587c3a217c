"""Persons: who signs in."""
