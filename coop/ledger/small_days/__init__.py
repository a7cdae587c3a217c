"""Small days: entries that tell one person's amount are summed, by whole days, before anyone reads them.

The rule `ledger.small_days` says how many bookings a sum must cover; 0 is off. While it is on, an entry of an inner
kind is committed to the books as ever and read there at once by whoever it concerns, but the public reads it only
within a summary entry. docs/decisions/0015-small-days.md says why it is made so.
"""
