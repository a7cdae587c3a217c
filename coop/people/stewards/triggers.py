"""What triggers of others ask about stewards."""

from __future__ import annotations


def in_office(person: str, moment: str) -> str:
    """SQL: whether a person, as an expression, is a steward at a moment, as another."""
    return (
        f"EXISTS (SELECT 1 FROM stewardships s WHERE s.person_id = {person} AND s.begins_at <= {moment} "  # noqa: S608
        f"AND (s.ends_at IS NULL OR s.ends_at > {moment}))"
    )
