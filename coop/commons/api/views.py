"""The routes under /api/v1/, the headers of everything under /api/, and the page about it for people."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from coop.commons.api import openapi
from coop.commons.api.answers import JSON, accept_json, answered
from coop.commons.api.asked import ROOT
from coop.commons.api.limits import Limit
from coop.commons.api.manual import REFUSALS, SUBJECTS, examples
from coop.commons.api.operations import Operation
from coop.commons.api.parameters import read
from coop.commons.api.table import OPERATIONS
from coop.commons.versions import versioned
from coop.config import Settings
from coop.web.database import session
from coop.web.problems import PREFIX

bp = Blueprint("api", __name__)


@bp.before_app_request
def not_too_often() -> None:
    """Before anything is asked of the database."""
    if not request.path.startswith(PREFIX) or request.method == "OPTIONS":
        return
    settings: Settings = current_app.extensions["coop_settings"]
    if settings.rate_limits:
        limit = current_app.extensions.setdefault("coop_api_limit", Limit(settings.api_requests_a_minute))
        limit.take(request.remote_addr or "")


@bp.after_app_request
def for_every_page(response: Response) -> Response:
    """Any web page may read the API, refusals too; nothing here depends on who asks."""
    if not request.path.startswith(PREFIX):
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers.setdefault("Cache-Control", "no-store")
    response.vary.add("Accept")
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        headers["Access-Control-Max-Age"] = "86400"
    return response


def _view(operation: Operation) -> Callable[..., ResponseReturnValue]:
    def view(**in_path: str) -> ResponseReturnValue:
        return answered(operation, in_path)

    return view


for _operation in OPERATIONS:
    bp.add_url_rule(
        ROOT + re.sub(r"\{(\w+)\}", r"<\1>", _operation.path), _operation.name, _view(_operation), methods=["GET"]
    )


@bp.get(f"{ROOT}/openapi.json")
def description() -> ResponseReturnValue:
    """The description that all of this is made from."""
    accept_json()
    read((), request.args)
    response = Response(openapi.body(), mimetype=JSON)
    # Strong: it is the digest of these very bytes.
    response.set_etag(openapi.digest())
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response.make_conditional(request)


@bp.get("/api")
@versioned
def manual() -> ResponseReturnValue:
    """The same for people, with examples that work here."""
    return render_template(
        "commons/api/manual.html",
        subjects=[(title, [one for one in OPERATIONS if one.subject == key]) for key, title in SUBJECTS.items()],
        examples=examples(session),
        root=ROOT,
        refusals=REFUSALS,
        a_minute=current_app.extensions["coop_settings"].api_requests_a_minute,
        site_url=current_app.extensions["coop_settings"].site_url.rstrip("/"),
    )
