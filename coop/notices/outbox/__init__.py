"""The visible outbox of a demonstration: mail that would have been sent."""
