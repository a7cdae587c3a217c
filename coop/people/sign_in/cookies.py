"""The browser's side of a session: opened at sign-in with a new token, asked for on every request, ended for good."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask, g, request
from flask import session as cookie
from flask_login import user_logged_in, user_logged_out
from flask_security import password_changed, password_reset
from flask_security.utils import set_request_attr

from coop.db import transaction
from coop.db.session import will_write
from coop.people.persons.models import Person
from coop.people.sign_in import sessions
from coop.people.sign_in.models import SignInSession
from coop.web import clock
from coop.web.database import db, session

TOKEN = "coop_session"  # noqa: S105  the name of a key in the cookie, no secret
LASTS = dt.timedelta(days=30)
_OURS_BEFORE_SIGN_IN = ("csrf_token",)


def load(identity: str) -> Person | None:
    """The person of this request's cookie, None once the session was ended here or anywhere else."""
    found = sessions.standing_session(session, identity=identity, token=cookie.get(TOKEN, ""))
    if found is None:
        return None
    person, standing = found
    g.sign_in_session = standing
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", cookie.get("fs_paa", 0))
    _note_use(standing)
    return person


def _note_use(standing: SignInSession) -> None:
    at = clock.now()
    if at - standing.last_seen_at < sessions.SEEN_EVERY:
        return
    if will_write():
        sessions.seen(session, standing.id, at=at)
        return
    # A page that only reads: the note is a short transaction of its own.
    with transaction(db.engine) as aside:
        sessions.seen(aside, standing.id, at=at)


def _signed_in(_app: Flask, user: Person, **_: Any) -> None:
    # Nothing a stranger may have planted in the cookie before sign-in goes on after it.
    for key in _OURS_BEFORE_SIGN_IN:
        cookie.pop(key, None)
        g.pop(key, None)
    at = clock.now()
    sessions.end_token(session, cookie.get(TOKEN, ""), at=at)
    device = sessions.device_of(request.user_agent.string)
    cookie[TOKEN] = sessions.open_session(session, user, device=device, at=at)
    cookie.permanent = True
    set_request_attr("fs_authn_via", "session")


def _signed_out(_app: Flask, **_: Any) -> None:
    sessions.end_token(session, cookie.pop(TOKEN, ""), at=clock.now())


def _password_is_new(_app: Flask, user: Person, **_: Any) -> None:
    """Whoever knew the old password is out; a link by mail proves the address as well."""
    at = clock.now()
    sessions.end_sessions(session, user, but=cookie.get(TOKEN, ""), at=at)
    if user.confirmed_at is None:
        user.confirmed_at = at


def init_app(app: Flask) -> None:
    """Listen for people coming and going."""
    app.config["PERMANENT_SESSION_LIFETIME"] = LASTS
    app.config["SESSION_PROTECTION"] = None  # it binds to the network address, which phones change all day
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    password_changed.connect(_password_is_new, app)
    password_reset.connect(_password_is_new, app)


def current_token() -> str:
    """The token of this browser's session."""
    return str(cookie.get(TOKEN, ""))

