"""A category's name in the reader's language, where translators know it."""

from __future__ import annotations

from flask_babel import gettext


def said(name: str) -> str:
    """The name translated if it is one of the seed's, else as the steward wrote it."""
    return str(gettext(name)) if "%" not in name else name
