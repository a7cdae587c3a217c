"""What a worker gives to their accountant, on one page and as files."""
