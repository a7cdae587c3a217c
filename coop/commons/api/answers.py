"""From a question to an answer: parameters, version, then the books, if the reader does not have it yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask import Response, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from coop.commons.api import openapi, parameters
from coop.commons.api.asked import Asked
from coop.commons.api.operations import Operation
from coop.commons.api.shapes.base import Shape
from coop.web import clock, filters
from coop.web.database import session
from coop.web.kept import answer
from coop.web.problems import Refused

JSON = "application/json"


def answered(operation: Operation, in_path: Mapping[str, str]) -> Response:
    """The answer of an operation; raises NotFound, or Refused for what cannot be read."""
    accept_json()
    values = parameters.read(operation.parameters, request.args)
    found = parameters.read_path(operation.parameters, in_path)
    if found is None:
        raise NotFound
    at = clock.now()
    coop = operation.version(session, at)
    if coop is None:
        raise Refused(404, "not-founded", _("Not founded"), _("No co-op is founded here yet."))
    licence = current_app.extensions["coop_settings"].data_licence
    asked = Asked(operation.path, at, coop, {**values, **found}, licence)
    response = answer(_tag(operation, asked), lambda: _made(operation, asked), shelf="coop_api_kept")
    response.headers["Cache-Control"] = f"public, max-age={operation.seconds}"
    return response


def accept_json() -> None:
    """Refuse who cannot take JSON; who says nothing takes anything."""
    accepted = request.accept_mimetypes
    if accepted and not accepted.best_match([JSON]):
        raise Refused(406, "not-acceptable", _("Only JSON"), _("Here is only application/json: say so in Accept."))


def _made(operation: Operation, asked: Asked) -> Response:
    shape: Shape | None = operation.read(session, asked)
    if shape is None:
        raise NotFound
    response = Response(shape.model_dump_json(), mimetype=JSON)
    links = [f'<{target}>; rel="{rel}"' for rel in ("next", "prev") if (target := getattr(shape, rel, None))]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _tag(operation: Operation, asked: Asked) -> str:
    """Weak: the answer follows from the version, not the other way round."""
    given = sorted((name, str(value)) for name, value in asked.values.items())
    said = (openapi.digest(), operation.name, repr(given), asked.coop.version, asked.licence, filters.locale())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]
