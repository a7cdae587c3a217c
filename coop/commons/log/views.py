"""The log's own addresses (tlog-tiles), and its page for people."""

from __future__ import annotations

import base64
from functools import partial

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from coop.commons.keyset import read_key
from coop.commons.log import queries
from coop.commons.versions import versioned
from coop.ledger.log import proofs, signing, tiles
from coop.web.database import session

bp = Blueprint("commons_log", __name__)

_FOREVER = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=1"
_MOST = 2**63


@bp.get("/checkpoint")
def checkpoint() -> Response:
    """The newest signed tree head."""
    head = signing.newest(session)
    if head is None:
        abort(404)
    return _text(head.note, _BRIEFLY)


@bp.get("/tile/<path:address>")
def tile(address: str) -> Response:
    """Hashes or entry bundles; what is there never changes."""
    try:
        level, number, width = tiles.read(address)
    except tiles.NotATile:
        abort(404)
    if number >= _MOST >> 8:
        abort(404)
    if isinstance(level, int):
        body = queries.signed_tile(session, level, number, width)
    else:
        body = queries.signed_bundle(session, number, width)
    if body is None:
        abort(404)
    return _shared(Response(body, mimetype="application/octet-stream"), _FOREVER)


def _log_stands_at() -> object:
    state = queries.state(session)
    return (state.head.size if state.head else 0, state.waiting, state.unsigned, len(state.keys))


def _newest_head() -> object:
    head = signing.newest(session)
    return head.size if head else 0


@bp.get("/log")
@partial(versioned, more=_log_stands_at)
def show() -> ResponseReturnValue:
    settings = current_app.extensions["coop_settings"]
    return render_template(
        "commons/log/show.html",
        log=queries.state(session),
        base64=_base64,
        site=settings.site_url.rstrip("/"),
        witnesses=settings.witnesses.split(),
    )


@bp.get("/log/checkpoints")
@partial(versioned, more=_newest_head)
def history() -> ResponseReturnValue:
    page = queries.heads(session, read_key(request.args))
    return render_template("commons/log/checkpoints.html", page=page, base64=_base64)


@bp.get("/log/checkpoints/<int:size>")
def one(size: int) -> Response:
    """A tree head signed earlier."""
    head = queries.head_of(session, size) if size < _MOST else None
    if head is None:
        abort(404)
    return _text(head.note, _FOREVER)


@bp.get("/log/keys")
def keys() -> Response:
    """Every key of the log with the note that handed the log over to it, oldest first, a blank line between."""
    return _text("\n".join(key.note for key in queries.state(session).keys), _BRIEFLY)


@bp.get("/ledger/entries/<int:entry_id>/leaf")
def leaf(entry_id: int) -> Response:
    """An entry's leaf, byte for byte."""
    return _shared(Response(_proof(entry_id).body, mimetype="application/json"), _FOREVER)


@bp.get("/ledger/entries/<int:entry_id>/entry.tlog-proof")
def entry_proof(entry_id: int) -> Response:
    """An entry's proof under the newest tree head."""
    response = _text(_proof(entry_id).text(), _BRIEFLY)
    response.headers["Content-Disposition"] = f'attachment; filename="entry-{entry_id}.tlog-proof"'
    return response


def _proof(entry_id: int) -> proofs.Proof:
    proof = proofs.proof_of(session, "entry", entry_id) if entry_id < _MOST else None
    if proof is None:
        abort(404)
    return proof


def _text(body: str, kept: str) -> Response:
    return _shared(Response(body, mimetype="text/plain"), kept)


def _shared(response: Response, kept: str) -> Response:
    """Anyone's program and any page may read the log: it holds nothing that is not public."""
    response.headers["Cache-Control"] = kept
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _base64(root: bytes) -> str:
    return base64.b64encode(root).decode()
