"""Bank statements as files: CSV, OFX and camt.053 become one `Statement`. Nothing here knows a database."""
