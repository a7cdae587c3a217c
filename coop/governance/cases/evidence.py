"""Files of a case: kept like receipts, in a folder of their own, and handed out as downloads only."""

from __future__ import annotations

from pathlib import Path

from flask import Response, abort, current_app
from flask_babel import gettext as _
from wtforms import Field

from coop.config import Settings
from coop.governance.cases.keeping import FOLDER
from coop.money.fund import receipts


def _folder() -> Path:
    settings: Settings = current_app.extensions["coop_settings"]
    return settings.uploads / FOLDER


def stored(field: Field) -> str | None:
    """The stored name of what was uploaded, empty for nothing; None, with an error on the field, when it is refused."""
    content = field.data.read(receipts.MOST_BYTES + 1) if field.data else b""
    if not content:
        return ""
    try:
        return receipts.store(_folder(), content)
    except receipts.BadReceipt as error:
        too_large = error.args[0] == "size"
        field.errors = [_("The file is larger than 10 MB") if too_large else _("Send a PDF, JPEG or PNG file")]
        return None


def download(name: str, as_name: str) -> Response:
    """The file, always as a download: never shown by a browser under our own address."""
    path = receipts.find(_folder(), name)
    if path is None:
        abort(404)
    ending = path.suffix.removeprefix(".")
    answer = Response(path.read_bytes(), content_type=receipts.TYPES[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{as_name}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
