"""The visible outbox. It shows everybody's mail, links to set passwords among it: never in production."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from coop.config import Settings
from coop.notices.delivery.letters import words
from coop.notices.models import Mail
from coop.notices.outbox import queries
from coop.notices.outbox.pieces import pieces
from coop.web.database import session

bp = Blueprint("outbox", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["coop_settings"]
    if not settings.outbox_is_visible:
        abort(404)
    return settings


@bp.get("/outbox")
def index() -> ResponseReturnValue:
    site_url = _settings().site_url
    before = request.args.get("before", type=int)
    mails, more = queries.mails(session, before=before)
    letters = [
        (mail, pieces(words(mail.body, link=link, site_url=site_url), site_url=site_url)) for mail, link in mails
    ]
    page = Response(
        render_template(
            "notices/outbox.html",
            letters=letters,
            older=mails[-1][0].id if more else None,
            newest=before is None,
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.get("/outbox/<int:mail_id>.ics")
def calendar(mail_id: int) -> ResponseReturnValue:
    """The calendar entry attached to a mail."""
    _settings()
    mail = session.get(Mail, mail_id)
    if mail is None or not mail.calendar:
        abort(404)
    return Response(
        mail.calendar,
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="mail-{mail_id}.ics"', "Cache-Control": "no-store"},
    )
