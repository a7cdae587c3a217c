"""One's own data, to take along."""

from __future__ import annotations

import tempfile

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from coop.commons.personal_data import archive
from coop.people.guards import current_person, fresh
from coop.web import clock
from coop.web.database import session

bp = Blueprint("personal_data", __name__)

_IN_MEMORY = 8 * 1024 * 1024


@bp.get("/my/data")
@fresh
def show() -> ResponseReturnValue:
    """What is in it, and the link."""
    return render_template("commons/personal_data/show.html")


@bp.get("/my/data.zip")
@fresh
def download() -> ResponseReturnValue:
    """The zip itself; never kept by anything on the way."""
    uploads = current_app.extensions["coop_settings"].uploads
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  sent, then closed by the server
    archive.write(session, current_person(), uploads, target, at=clock.now())
    target.seek(0)
    answer = send_file(target, mimetype="application/zip", as_attachment=True, download_name="my-data.zip")
    answer.call_on_close(target.close)
    answer.headers["Cache-Control"] = "no-store"
    return answer
