"""The agenda: for visitors without names, for members with what waits for them first."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from coop.governance import words
from coop.governance.agenda import queries
from coop.people.guards import current_standing
from coop.people.membership.queries import candidacies
from coop.web import clock
from coop.web.database import session

bp = Blueprint("agenda", __name__)


@bp.get("/decisions/agenda")
def index() -> ResponseReturnValue:
    """What is open, by date."""
    at, standing = clock.now(), current_standing()
    is_member = standing.is_member and standing.person_id is not None
    return render_template(
        "governance/agenda/index.html",
        words=words,
        items=queries.agenda(session, at=at),
        waiting=queries.waiting_for(session, standing.person_id or 0, at=at) if is_member else None,
        applications=len(candidacies(session, at=at)) if is_member else 0,
        now=at,
    )
