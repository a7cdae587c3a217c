"""Invoices that clients ask for, notes of refunds, and a client's own list of what they paid."""
