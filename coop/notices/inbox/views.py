"""One's inbox. Guards live a floor above; being signed in is all that is asked here."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user, login_required

from coop.notices.inbox import actions, queries
from coop.web import clock
from coop.web.database import session

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
@login_required
def index() -> ResponseReturnValue:
    before = request.args.get("before", type=int)
    notices, more = queries.notices(session, current_user.id, before=before)
    return render_template(
        "notices/inbox.html",
        notices=notices,
        older=notices[-1].id if more else None,
        newest=before is None,
        unread=queries.unread_count(session, current_user.id),
    )


@bp.post("/inbox/<int:notice_id>/open")
@login_required
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Mark it read and go where it leads."""
    notice = queries.notice_of(session, current_user.id, notice_id)
    if notice is None:
        abort(404)
    actions.read(notice, at=clock.now())
    return redirect(notice.link or url_for(".index"), code=303)


@bp.post("/inbox/read")
@login_required
def read_all() -> ResponseReturnValue:
    count = actions.read_all(session, current_user.id, at=clock.now())
    flash(ngettext("%(num)d notice marked as read.", "%(num)d notices marked as read.", count), "success")
    return redirect(url_for(".index"), code=303)
