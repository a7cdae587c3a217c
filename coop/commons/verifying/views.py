"""`/verify`: the page that checks receipts in the browser, its saved form, and the check without scripts."""

from __future__ import annotations

import json
from functools import partial

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from coop.commons.verifying import saved, words
from coop.commons.verifying.queries import known_keys
from coop.commons.verifying.shown import ReceiptShown, receipt_shown
from coop.commons.versions import versioned
from coop.verify.notes import BadNote, read_verifier
from coop.verify.receipts import check_receipt
from coop.verify.report import Unreadable
from coop.web import clock
from coop.web.database import session
from coop.web.visitors import for_visitors, form_token

bp = Blueprint("verifying", __name__)

MOST_BYTES = 1024 * 1024
MOST_FACTS = 100
"""A site that checks for others must bound the work; a browser has the time of its one reader."""


class NotChecked(ValueError):
    """Why a receipt was not checked, in words; `field` is where to correct it."""

    def __init__(self, words_: str, field: str) -> None:
        super().__init__(words_)
        self.field = field


@bp.get("/verify")
@partial(versioned, more=lambda: known_keys(session))
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/verify")
@for_visitors
def check() -> ResponseReturnValue:
    """Check here, for who reads without scripts; nothing is kept."""
    try:
        text, pasted = _given()
        result, published = _checked(text, pasted)
    except NotChecked as problem:
        return _page(problem=problem), 422
    return _page(result=result, published=published)


@bp.get("/verify.html")
def saved_page() -> Response:
    """The page as one file, to be kept and used without a network."""
    body = render_template(
        "commons/verifying/saved.html",
        sheet=saved.sheet(),
        script=saved.script(),
        policy=saved.policy(),
        words={**words.for_script(), "known": known_keys(session)},
        now=clock.now(),
        **_blank(),
    )
    response = Response(body, mimetype="text/html")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.html"'
    response.headers["Content-Security-Policy"] = saved.policy()
    return response


def _given() -> tuple[str, str]:
    """The receipt's text and the key that was pasted, if any; raises NotChecked."""
    file, key = request.files.get("receipt"), request.form.get("key", "").strip()
    raw = b""
    if file is not None:
        raw = file.stream.read(MOST_BYTES + 1)
        file.close()
    raw = request.form.get("text", "").strip().encode() or raw
    if not raw:
        raise NotChecked(words.label("nothing"), "receipt")
    if len(raw) > MOST_BYTES:
        raise NotChecked(words.label("too_large"), "receipt")
    if key:
        try:
            read_verifier(key)
        except BadNote as error:
            raise NotChecked(words.sentence(str(error)), "key") from error
    return raw.decode("utf-8", "replace"), key


def _checked(text: str, pasted: str) -> tuple[ReceiptShown, bool]:
    """The receipt as checked, and whether its key was held to those this site publishes."""
    try:
        given = json.loads(text)
        facts, origin = len(given["facts"]), given["origin"]
    except (ValueError, RecursionError, LookupError, TypeError):
        facts, origin = 0, ""
    if facts > MOST_FACTS:
        raise NotChecked(words.label("too_many", most=MOST_FACTS), "receipt")
    own = known_keys(session).get(origin, []) if isinstance(origin, str) else []
    try:
        report = check_receipt(text, trusted_keys=[pasted] if pasted else own)
    except Unreadable as error:
        raise NotChecked(words.sentence(str(error)), "receipt") from error
    return receipt_shown(text, report), not pasted and report.key in own


def _page(
    *, result: ReceiptShown | None = None, published: bool = False, problem: NotChecked | None = None
) -> str:
    blank = _blank()
    if problem is not None or result is not None:
        blank.update(problem=problem, typed=request.form.get("text", ""), typed_key=request.form.get("key", ""))
    return render_template(
        "commons/verifying/show.html",
        result=result,
        published=published,
        form_errors=problem is not None,
        scripts=saved.SCRIPTS,
        words={**words.for_script(), "known": known_keys(session)},
        token=form_token(),
        **blank,
    )


def _blank() -> dict[str, object]:
    """The form before anything was given, and the words of its parts."""
    return {"problem": None, "typed": "", "typed_key": "", "label": words.label}
