"""Where everything is."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.shapes.coops import Root

LINKS = {
    **{
        name: f"{ROOT}/{name}"
        for name in ("coop", "accounts", "entries", "periods", "rules", "decisions", "distributions", "categories",
                     "listings", "search")
    },
    "ranking": f"{ROOT}/algorithms/ranking",
    "description": f"{ROOT}/openapi.json",
    "log": "/log",
    "help": "/api",
    "data": "/data",
    "export": "/exports/export.zip",
    "dataset": "/data/datapackage.json",
}
"""The log has addresses of its own (docs/log.md), fixed by the specifications it follows."""


def root(_session: Session, asked: Asked) -> Root:
    """The way in."""
    return Root(api="v1", name=asked.coop.name, links=LINKS)
