"""Payout runs: what workers earned leaves for their bank accounts, once."""
