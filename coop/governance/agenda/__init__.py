"""What is open: dates of all proposals under way, and what waits for the reader."""
