"""What the house can say of a booking when a client's bank asks: floors above offer it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

Gather = Callable[[Session, str], str]
_GATHERS: list[Gather] = []


def evidence(gather: Gather) -> Gather:
    """Offer what `gather(session, subject)` finds, as plain text; empty for nothing."""
    if gather not in _GATHERS:
        _GATHERS.append(gather)
    return gather


def gathered(session: Session, subject: str) -> str:
    """All that is known of a subject, for a steward to read, cut and send."""
    return "\n\n".join(text for text in (gather(session, subject) for gather in _GATHERS) if text)
