"""The steward desk's first page."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from coop.money.desk.queries import waiting
from coop.people.guards import steward_only
from coop.web import clock
from coop.web.database import session

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@steward_only
def index() -> ResponseReturnValue:
    takes_cards = current_app.extensions["coop_settings"].takes_cards
    return render_template("money/desk/index.html", waiting=waiting(session, at=clock.now()), takes_cards=takes_cards)
