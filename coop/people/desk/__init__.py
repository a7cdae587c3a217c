"""The steward's desk for membership: applications, shares, redemptions."""
