"""Nominations: members put each other forward, and whoever is nominated says whether they stand."""
