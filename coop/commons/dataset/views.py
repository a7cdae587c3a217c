"""The data page, the API's dictionary, and the dataset's descriptions for programs."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.commons.api.asked import ROOT
from coop.commons.api.table import OPERATIONS
from coop.commons.dataset import queries
from coop.commons.dataset.catalogue import Offered, offered
from coop.commons.dataset.datapackage import package
from coop.commons.dataset.fields import fields, shapes
from coop.commons.dataset.licences import LICENCES, Licence
from coop.commons.dataset.linked import linked
from coop.commons.versions import versioned
from coop.config import Settings
from coop.web.database import session

bp = Blueprint("commons_dataset", __name__)


@bp.get("/data")
@versioned
def index() -> ResponseReturnValue:
    return render_template("commons/dataset/index.html", files=_files(), licence=_licence())


@bp.get("/data/api")
@versioned
def of_the_api() -> ResponseReturnValue:
    given = {name: [one for one in OPERATIONS if one.gives is shape] for name, shape in shapes().items()}
    told = [(name, given[name], [each.told for each in fields(shape)]) for name, shape in shapes().items()]
    return render_template("commons/dataset/api.html", shapes=told, root=ROOT)


@bp.get("/data/datapackage.json")
@versioned
def datapackage() -> ResponseReturnValue:
    return _sent(package(_files(), _licence(), **_facts()), "application/json")


@bp.get("/data/dataset.jsonld")
@versioned
def dataset() -> ResponseReturnValue:
    return _sent(linked(_files(), _licence(), **_facts()), "application/ld+json")


def _files() -> list[Offered]:
    return offered(queries.rows(session))


def _licence() -> Licence:
    return LICENCES[_settings().data_licence]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["coop_settings"]
    return settings


def _facts() -> dict[str, str]:
    coop = g.get("coop") or abort(404)
    return {
        "name": _("Open books of %(name)s", name=coop.name),
        "site_url": _settings().site_url.rstrip("/"),
        "about": _("Every ledger entry, rule, vote and distribution of a worker-owned co-op. Nobody is named."),
    }


def _sent(described: dict[str, Any], mimetype: str) -> Response:
    return Response(json.dumps(described, indent=1, ensure_ascii=False) + "\n", mimetype=mimetype)
