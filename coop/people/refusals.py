"""What the people floor refuses, in words a page can show."""

from __future__ import annotations


class NotPossible(ValueError):
    """What was asked does not fit the state of this membership; the message says why (an English msgid)."""


def N_(message: str) -> str:
    """Mark a message for translation; views translate it."""
    return message
