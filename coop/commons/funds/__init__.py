"""The funds with a purpose, for anyone to read."""
