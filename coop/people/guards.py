"""Who may open a page. A stranger to someone's booking gets 404, not 403: its existence is private too."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from flask_security.utils import check_and_update_authn_fresh

from coop.people.persons.models import Person
from coop.people.standing.queries import VISITOR, Standing, standing_of
from coop.web import clock
from coop.web.database import session

View = Callable[..., ResponseReturnValue]


def current_person() -> Person:
    """The signed-in person; only for views behind `signed_in`."""
    return cast(Person, current_user._get_current_object())


def current_standing() -> Standing:
    """What the reader is here, asked once a request."""
    if "standing" not in g:
        signed_in_now = current_user.is_authenticated
        g.standing = standing_of(session, current_user.id, at=clock.now()) if signed_in_now else VISITOR
    return cast(Standing, g.standing)


def signed_in(view: View) -> View:
    """Only for persons who signed in; others are asked to, and come back here."""
    return cast(View, login_required(view))


def member_only(view: View) -> View:
    """Only for members."""
    return _only(view, lambda standing: standing.is_member)


def lister_only(view: View) -> View:
    """Only for those who may offer services: members and applicants."""
    return _only(view, lambda standing: standing.may_list)


def steward_only(view: View) -> View:
    """Only for stewards in office."""
    return _only(view, lambda standing: standing.is_steward)


def fresh(view: View) -> View:
    """Only soon after a password was entered: for money, votes and the settings of signing in.

    Others enter it again and come back to the page. An answer sent too late is asked for again, so the page that
    shows the form carries this guard too.
    """

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        within, grace = (current_app.config[f"SECURITY_{name}"] for name in ("FRESHNESS", "FRESHNESS_GRACE_PERIOD"))
        if check_and_update_authn_fresh(within, grace):
            return view(*args, **kwargs)
        flash(_("Please enter your password again before going on."), "info")
        back = request.full_path.rstrip("?") if request.method == "GET" else request.referrer or "/"
        return redirect(url_for("security.verify", next=path_of(back)), code=303)

    return signed_in(guarded)


def path_of(address: str) -> str:
    """The path and query of an address, so that going back never leads to another site."""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path


def _only(view: View, test: Callable[[Standing], bool]) -> View:
    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if not test(current_standing()):
            abort(403)
        return view(*args, **kwargs)

    return signed_in(guarded)
