"""Error pages that say what happened and what to do, in the site's own frame."""

from __future__ import annotations

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from coop.db.session import is_passing

_DRAWN = frozenset({400, 403, 404, 405, 413, 429, 500, 503})


def init_app(app: Flask) -> None:
    """Answer every HTTP error with a page, and a busy database with 503."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error.get_response()
        headers = dict(error.get_headers())
        headers.pop("Content-Type", None)
        page = code if code in _DRAWN else 400 if code < 500 else 500
        return render_template(f"errors/{page}.html", error=error), code, headers

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> ResponseReturnValue:
        if not is_passing(error):
            app.logger.exception("database error")
            return render_template("errors/500.html", error=error), 500
        return render_template("errors/503.html", error=error), 503, {"Retry-After": "2"}
