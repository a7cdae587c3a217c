"""Forms that visitors may send without a token, so that the page which holds them is the same for everybody.

A token guards what a signed-in person can do. A visitor has no standing to abuse, so for them it is enough that the
form comes from this site's own pages, which browsers say by themselves. Signed-in persons need the token as ever.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf

View = Callable[..., ResponseReturnValue]


def for_visitors(view: View) -> View:
    """Let a POST view take a visitor's form without a token; give its form `form_token()`."""

    @functools.wraps(view)
    def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
        if current_user.is_authenticated:
            if current_app.config["WTF_CSRF_ENABLED"]:
                current_app.extensions["csrf"].protect()
        elif not _from_here():
            abort(400)
        return view(*args, **kwargs)

    guarded.coop_for_visitors = True  # type: ignore[attr-defined]
    return guarded


def for_machines(view: View) -> View:
    """Mark a POST view that another program calls, without cookies: its words are signed, and the view checks that."""
    view.coop_for_machines = True  # type: ignore[attr-defined]
    return view


def form_token() -> str:
    """The token of a form for visitors: none for them, the reader's own for who is signed in."""
    return str(generate_csrf()) if current_user.is_authenticated else ""


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Take the marked views from the token's general rule; they see to it themselves."""
    for view in app.view_functions.values():
        if getattr(view, "coop_for_visitors", False) or getattr(view, "coop_for_machines", False):
            csrf.exempt(view)


def _from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    return site in ("same-origin", "none") and (origin is None or urlsplit(origin).netloc == request.host)
