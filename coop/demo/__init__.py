"""The demo: a made-up co-op, seeded through the same actions as the pages, and its own site and database."""
