"""Watching the public logs of sister co-ops: who keeps what they signed can tell when they take it back."""
