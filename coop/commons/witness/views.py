"""What we watch for others, for everyone to see; and a steward's answer to an alarm."""

from __future__ import annotations

import base64
from functools import partial

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coop.commons.versions import versioned
from coop.commons.witness import actions, queries
from coop.commons.witness.cosigning import signer, verifier
from coop.commons.witness.forms import AnswerForm
from coop.people.guards import current_person, fresh, steward_only
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("witness", __name__)

_MOST = 2**63
WORDS = {
    "rollback": _l("It showed fewer facts than it had signed before"),
    "fork": _l("It signed two histories that do not go together"),
    "signature": _l("A signature on it was false"),
    "key": _l("It was signed by a key that was never announced"),
    "unproven": _l("For over a day it could not show that its history continues"),
}


def _stands_at() -> object:
    return queries.version(session)


_versioned = partial(versioned, more=_stands_at)


@bp.get("/witness")
@_versioned
def index() -> ResponseReturnValue:
    ours = signer(current_app.extensions["coop_settings"].witness_key)
    alarms = queries.alarms(session)
    return render_template(
        "commons/witness/index.html",
        logs=queries.watched(session),
        alarms=alarms,
        alarming={raised.log.id for raised in alarms if raised.answer is None},
        words=WORDS,
        cosigner=verifier(ours) if ours else "",
        base64=_base64,
    )


@bp.get("/witness/<int:log_id>")
@_versioned
def show(log_id: int) -> ResponseReturnValue:
    found = queries.one_by_id(session, log_id) if log_id < _MOST else None
    if found is None:
        abort(404)
    return render_template(
        "commons/witness/show.html", found=found, heads=queries.heads(session, log_id), base64=_base64
    )


@bp.get("/witness/<int:log_id>/checkpoints/<int:size>")
def checkpoint(log_id: int, size: int) -> Response:
    """A tree head as it was fetched, with our own signature under it."""
    head = queries.head(session, log_id, size) if log_id < _MOST and size < _MOST else None
    if head is None:
        abort(404)
    return _text(head.note + head.cosignature)


@bp.get("/witness/alarms/<int:alarm_id>")
@_versioned
def alarm(alarm_id: int) -> ResponseReturnValue:
    return render_template("commons/witness/alarm.html", raised=_raised(alarm_id), words=WORDS)


@bp.get("/witness/alarms/<int:alarm_id>/<any(before, now):which>.note")
def evidence(alarm_id: int, which: str) -> Response:
    """One of the two signed notes that do not go together, byte for byte."""
    found = _raised(alarm_id).alarm
    response = _text(found.before if which == "before" else found.now)
    response.headers["Content-Disposition"] = f'attachment; filename="alarm-{alarm_id}-{which}.note"'
    return response


@bp.route("/desk/witness/alarms/<int:alarm_id>", methods=["GET", "POST"])
@steward_only
@fresh
@once
def answer(alarm_id: int) -> ResponseReturnValue:
    """A steward says what came of an alarm."""
    raised, form = _raised(alarm_id), AnswerForm()
    if raised.answer is not None:
        return redirect(url_for(".alarm", alarm_id=alarm_id), code=303)
    if form.validate_on_submit():
        actions.answer(
            session, raised.alarm, person=current_person(), reason=form.reason.data, at=clock.now()
        )
        flash(_("Your answer stands beside the alarm."), "success")
        return redirect(url_for(".alarm", alarm_id=alarm_id), code=303)
    return render_template(
        "commons/witness/answer.html", raised=raised, form=form, words=WORDS
    ), 422 if form.errors else 200


def _raised(alarm_id: int) -> queries.Raised:
    found = queries.alarms(session, of=alarm_id) if alarm_id < _MOST else []
    if not found:
        abort(404)
    return found[0]


def _text(body: str) -> Response:
    response = Response(body, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _base64(root: bytes) -> str:
    return base64.b64encode(root).decode()
