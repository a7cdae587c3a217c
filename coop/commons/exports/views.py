"""The exports page and its downloads, streamed from one snapshot, without a cap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from coop.commons.exports import journals, spreadsheets
from coop.commons.exports.archive import json_line, zip_stream
from coop.commons.exports.snapshot import snapshot
from coop.commons.exports.tables import FILES
from coop.commons.versions import versioned
from coop.verify.packing import packed
from coop.web import clock
from coop.web.database import db

bp = Blueprint("commons_exports", __name__)

Made = Callable[[Session], Iterator[Any]]

TEXTS: dict[str, tuple[str, Made]] = {
    "entries.csv": ("text/csv", spreadsheets.entries_csv),
    "postings.csv": ("text/csv", spreadsheets.postings_csv),
    "books.beancount": ("text/plain", journals.beancount),
    "books.journal": ("text/plain", journals.journal),
}


@bp.get("/exports")
@versioned
def index() -> ResponseReturnValue:
    return render_template("commons/exports/index.html", tables=list(FILES), verifier=_verifier()[1])


@bp.get("/verify/coop-verify.pyz")
def verifier() -> Response:
    """The verifier as one file; who has reason to doubt this site takes it from elsewhere and compares."""
    response = Response(_verifier()[0], mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="coop-verify.pyz"'
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@cache
def _verifier() -> tuple[bytes, str]:
    body = packed()
    return body, sha256(body).hexdigest()


@bp.get("/exports/export.zip")
def archive() -> ResponseReturnValue:
    at = clock.now()
    day = at.date().isoformat()
    return _streamed(lambda session: zip_stream(session, at=at), "application/zip", f"export-{day}.zip")


@bp.get("/exports/<name>")
def download(name: str) -> ResponseReturnValue:
    if name in TEXTS:
        mimetype, made = TEXTS[name]
        return _streamed(made, mimetype, name)
    if name not in FILES:
        abort(404)
    return _streamed(lambda session: map(json_line, FILES[name](session)), "application/jsonl", name)


def _streamed(made: Made, mimetype: str, name: str) -> Response:
    """The answer leaves while it is made, in a session of its own: the request's is closed by then."""
    if g.get("coop") is None:
        abort(404)
    engine = db.engine

    def body() -> Iterator[Any]:
        with snapshot(engine) as session:
            yield from _batched(made(session))

    response = Response(body(), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _batched(parts: Iterator[Any]) -> Iterator[Any]:
    """Small parts together: a write to the network for every line would cost more than the line."""
    waiting: list[Any] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size > 32_768:
            yield waiting[0][:0].join(waiting)
            waiting, size = [], 0
    if waiting:
        yield waiting[0][:0].join(waiting)
