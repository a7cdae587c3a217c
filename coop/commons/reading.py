"""Whatever the public face shows is of the public reading of the books: small days summed, not one by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, request

from coop.ledger import readings
from coop.web.database import session

_FACE = "coop.commons."
_OWN = frozenset(f"{_FACE}{subject}.views" for subject in ("receipts", "personal_data", "erasure"))
"""Pages of the one who asks: what concerns them is read as it was recorded."""


def init_app(app: Flask) -> None:
    """Choose the reading before a view asks anything."""
    app.before_request(_choose)


def _choose() -> None:
    blueprint = current_app.blueprints.get(request.blueprint or "")
    module = "" if blueprint is None else blueprint.import_name
    if module.startswith(_FACE) and module not in _OWN:
        readings.read_as(session, readings.PUBLIC)


@contextmanager
def as_recorded() -> Iterator[None]:
    """Within this block, read the books as they were recorded: for who may, and for what tells no single amount."""
    with readings.reading(session, readings.INNER):
        yield
