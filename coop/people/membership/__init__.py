"""Membership: applying, probation, admission, share, leaving."""
