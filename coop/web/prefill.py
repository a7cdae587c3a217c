"""Values in an address that fill in a form: what is no such value is left out, never an error."""

from __future__ import annotations

import datetime as dt

from flask import request


def prefilled_cents(name: str = "cents") -> int | None:
    """Positive cents of the address, such as `?cents=12345`."""
    cents = request.args.get(name, type=int)
    return cents if cents is not None and 0 < cents < 10**12 else None


def prefilled_day(name: str = "day") -> dt.date | None:
    """A day of the address, such as `?day=2026-03-02`."""
    try:
        return dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def prefilled_text(name: str, most: int = 80) -> str:
    """A short text of the address."""
    text = request.args.get(name, "")
    return text if text.isprintable() and len(text) <= most else ""
