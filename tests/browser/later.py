"""The demo's site for gunicorn, on a clock that a walk may put forward: work booked for Tuesday is done on Tuesday.

`COOP_DATA_DIR/hours-later` holds the number of hours; it is read at each look at the clock.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import Flask

import coop
from coop.web import clock

FILE = "hours-later"


def create_app() -> Flask:
    """The site of the environment's settings, on that clock."""
    site = coop.create_app()
    hours = Path(site.extensions["coop_settings"].data_dir) / FILE

    def later() -> dt.datetime:
        put_forward = int(hours.read_text()) if hours.exists() else 0
        return dt.datetime.now(dt.UTC) + dt.timedelta(hours=put_forward)

    clock.now = later
    return site
