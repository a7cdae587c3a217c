"""Invoices and credit notes: numbered without gaps by their issuer, frozen when they are made."""
