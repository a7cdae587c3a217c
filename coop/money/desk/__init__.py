"""The steward desk: what waits for somebody."""
