"""Elections as files: the formats of others, read strictly and written so that they read back the same."""
