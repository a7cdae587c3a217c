"""Listings: what workers offer."""
