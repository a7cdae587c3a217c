"""Clients' payments: received, held, shared out at completion, tipped on top, given back."""
