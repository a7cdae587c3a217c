"""Persons, sign-in, membership and share capital."""
