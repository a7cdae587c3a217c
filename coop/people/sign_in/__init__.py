"""Signing in and out: registration, confirmation, passwords, TOTP, sessions."""

from __future__ import annotations

from flask import Flask
from flask import session as cookie
from flask_login import LoginManager

from coop.config import Settings
from coop.people.persons.models import Person
from coop.people.sign_in import sessions
from coop.web.database import session


def init_app(app: Flask, settings: Settings) -> None:
    """Install sign-in on the app."""
    manager = LoginManager(app)
    manager.login_view = "sign_in"

    @manager.user_loader
    def load(identity: str) -> Person | None:
        found = sessions.standing_session(session, identity=identity, token=cookie.get("coop_session", ""))
        return found[0] if found else None
