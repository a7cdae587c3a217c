"""The public face: ledger pages, rules, decisions, exports. Read-only."""
