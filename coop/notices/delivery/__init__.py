"""Sending what waits in the outbox, again after a failure."""
