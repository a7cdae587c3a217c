"""Dividends kept in capital accounts as dated obligations: each comes due by itself, on the day its rule gave it."""
