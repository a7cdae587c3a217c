"""Stripe's only door: nothing outside this folder imports its library.

Three things hold everywhere in here. Money moves in the books only by what Stripe's own balance transactions say, each
booked once. What we ask of Stripe is written down as an attempt, with its idempotency key, and committed before it is
asked. What Stripe tells us is stored, then asked for again: an event is a reason to look, never a fact.
"""
