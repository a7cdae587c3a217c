"""Error pages that say what happened and what to do, in the site's own frame; to programs the same as JSON."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from coop.db.session import is_passing
from coop.web import problems

_DRAWN = frozenset({400, 403, 404, 405, 413, 429, 500, 503})


def init_app(app: Flask) -> None:
    """Answer every HTTP error with a page, and a busy database with 503."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error.get_response()
        if request.path.startswith(problems.PREFIX):
            return problems.problem(error)
        headers = dict(error.get_headers())
        headers.pop("Content-Type", None)
        page = code if code in _DRAWN else 400 if code < 500 else 500
        return render_template(f"errors/{page}.html", error=error), code, headers

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> ResponseReturnValue:
        if not is_passing(error):
            app.logger.exception("database error")
            if request.path.startswith(problems.PREFIX):
                return problems.problem(InternalServerError())
            return render_template("errors/500.html", error=error), 500
        if request.path.startswith(problems.PREFIX):
            return problems.problem(ServiceUnavailable(retry_after=2))
        return render_template("errors/503.html", error=error), 503, {"Retry-After": "2"}
