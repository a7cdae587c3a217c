"""The list of members, and the page of one."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from coop.people.directory import queries
from coop.people.guards import current_standing
from coop.people.membership.queries import member_count
from coop.web import clock
from coop.web.database import session
from coop.web.text import markdown

bp = Blueprint("directory", __name__)


@bp.get("/members")
def index() -> ResponseReturnValue:
    standing, at = current_standing(), clock.now()
    shown = queries.members(session, public_only=not standing.is_member, at=at)
    return render_template(
        "people/directory/index.html",
        members=shown,
        unnamed=member_count(session, at=at) - len(shown),
        reads_as_member=standing.is_member,
    )


@bp.get("/people/<int:number>")
def show(number: int) -> ResponseReturnValue:
    found = queries.member_by_number(session, number, at=clock.now())
    if found is None:
        abort(404)
    membership, person = found
    # A member who is not public looks to visitors as if there were none: the number alone tells nothing.
    if not (person.is_public or current_standing().is_member):
        abort(404)
    return render_template(
        "people/directory/show.html", membership=membership, whom=person, about=markdown(person.about)
    )
