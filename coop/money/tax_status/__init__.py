"""How a supplier stands with VAT, and the name and address on their invoices: worker by worker, and the co-op."""
