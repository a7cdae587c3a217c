"""What the demo co-op says: people, listings, reviews. Data, so not translated."""
