"""Dividends kept, or in cash on a later day, as dated obligations: each comes due by itself on its rule's day."""
