"""Projects that a fund promised money to: their pages, receipts and ends."""
