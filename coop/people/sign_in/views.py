"""The page on one's own safety: password, two-step codes, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coop.people.guards import current_person, signed_in
from coop.people.sign_in import cookies, sessions
from coop.web import clock
from coop.web.database import session

bp = Blueprint("sign_in", __name__)


@bp.get("/join/mailed")
def mailed() -> ResponseReturnValue:
    """After joining: what happens next."""
    settings = current_app.extensions["coop_settings"]
    return render_template("people/sign_in/mailed.html", outbox=settings.outbox_is_visible)


@bp.get("/my/security")
@signed_in
def show() -> ResponseReturnValue:
    person = current_person()
    return render_template(
        "people/sign_in/security.html",
        person=person,
        sessions=sessions.open_sessions(session, person),
        this_one=g.sign_in_session.id,
        codes_left=len(person.mf_recovery_codes or ()),
    )


@bp.post("/my/security/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    if not sessions.end_session(session, current_person(), session_id, at=clock.now()):
        abort(404)
    flash(_("Signed out there."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/my/security/sessions/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    ended = sessions.end_sessions(session, current_person(), but=cookies.current_token(), at=clock.now())
    flash(ngettext("Signed out in %(num)d other place.", "Signed out in %(num)d other places.", ended), "success")
    return redirect(url_for(".show"), code=303)
