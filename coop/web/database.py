"""The request's session: one database transaction, committed when a page answers, rolled back when it refuses."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response, request
from flask.sansio.app import App
from flask.typing import ResponseReturnValue
from flask_sqlalchemy_lite import SQLAlchemy
from werkzeug.local import LocalProxy

from coop.db.session import writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Sessions(SQLAlchemy):
    """The extension without its async half, which nothing here uses."""

    def init_app(self, app: App) -> None:
        super().init_app(app)
        # Flask runs an async teardown in a thread of its own, begun anew for every request: a quarter of a short one.
        app.teardown_appcontext_funcs = [
            close for close in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(close)
        ]


db = Sessions(session_options={"expire_on_commit": False})


def _session() -> Session:
    return db.session


session = cast("Session", LocalProxy(_session))
"""The session of this request; outside a request use `coop.db.transaction`."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def writes(view: Any) -> Any:
    """Mark a GET view that writes (a confirmation link), so that SQLite begins it as a writer."""
    view.coop_writes = True
    return view


class Site(Flask):
    """Flask with one database transaction per request.

    The commit happens inside the dispatch, before the answer leaves: a deferred constraint that fails at
    COMMIT is an error page, never a promise already sent.
    """

    def full_dispatch_request(self) -> Response:
        # Around what runs before the view too: the first query of a request is usually the frame's.
        view = self.view_functions.get(request.endpoint or "")
        with writing(request.method not in _SAFE or getattr(view, "coop_writes", False)):
            return super().full_dispatch_request()

    def dispatch_request(self) -> ResponseReturnValue:
        try:
            response: Response = self.make_response(super().dispatch_request())
            # A refused form is answered with 4xx: whatever was half done goes with it.
            if response.status_code < 400:
                db.session.commit()
            else:
                db.session.rollback()
        except BaseException:
            db.session.rollback()
            raise
        return response
