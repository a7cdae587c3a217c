"""`/source.tar.gz`: AGPL section 13, for changed versions too."""

from __future__ import annotations

from flask import Blueprint, Response

from coop.commons.source.archive import source_archive

bp = Blueprint("source", __name__)


@bp.get("/source.tar.gz")
def download() -> Response:
    """The source of this very site."""
    response = Response(source_archive(), mimetype="application/gzip")
    response.headers["Content-Disposition"] = "attachment; filename=toad-lane.tar.gz"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
