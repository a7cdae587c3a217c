"""Carrying out what was decided: once, after the grace period, and loudly when it fails."""
