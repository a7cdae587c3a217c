"""Every proposal that was ever put before the members, to be searched."""
