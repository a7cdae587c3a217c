"""The one place that asks what time it is, so that tests can answer."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """The present moment, aware, UTC."""
    return dt.datetime.now(dt.UTC)
