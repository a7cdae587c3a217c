"""The double-entry ledger, append-only."""
