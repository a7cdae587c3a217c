"""Refusals as `application/problem+json` (RFC 9457), for programs; people get pages (`coop.web.errors`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from flask import Response
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

PREFIX = "/api/"
"""Below it every answer is for programs."""

TYPE = "application/problem+json"


class Refused(HTTPException):
    """A refusal that names its kind, and the parameter it is about with what would be taken instead."""

    def __init__(self, status: int, kind: str, title: str, detail: str, *, parameter: str | None = None,
                 allowed: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.code = status
        self.kind, self.title, self.parameter, self.allowed = kind, title, parameter, tuple(allowed)


def problem(error: HTTPException) -> Response:
    """The answer to a refused request, whatever refused it."""
    status = error.code or 500
    if isinstance(error, Refused):
        said: dict[str, object] = {"type": f"/api#{error.kind}", "title": error.title}
        if error.parameter is not None:
            said |= {"parameter": error.parameter, "allowed": list(error.allowed)}
    else:
        said = {"type": "about:blank", "title": HTTPStatus(status).phrase}
    said |= {"status": status, "detail": str(error.description) if isinstance(error, Refused) else _detail(status)}
    response = Response(json.dumps(said, ensure_ascii=False), status, mimetype=TYPE)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _detail(status: int) -> str:
    """What happened and what to do, for refusals that the site itself did not word."""
    known = {
        404: _("There is nothing at this address. /api/v1/ lists every address."),
        405: _("This address can only be read: GET, HEAD and OPTIONS."),
        429: _("Too many requests from your network. Wait as long as Retry-After says, and ask for larger pages."),
        503: _("The books are being written to. Ask again in a moment."),
    }
    if status in known:
        return str(known[status])
    if status < 500:
        return str(_("The request could not be understood."))
    return str(_("Something went wrong here. It has been noted; ask again later."))
