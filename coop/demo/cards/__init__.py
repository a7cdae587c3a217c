"""A make-believe card processor: Stripe's interface over HTTP on loopback, with state, faults and a clock of its own.

Nothing here moves money. It stands in for the processor in the demo and in tests, so that the real client library,
the real signatures and the real order of events are met without an account anywhere. See docs/cards-fake.md.
"""
