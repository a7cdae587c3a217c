"""A paper on a page of its own."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from coop.money.papers import queries
from coop.money.papers.models import Paper
from coop.money.papers.words import paper_words
from coop.people.guards import current_person, current_standing, signed_in
from coop.web.database import session

bp = Blueprint("papers", __name__)

@bp.get("/papers/<reference>")
@signed_in
def show(reference: str) -> ResponseReturnValue:
    """For its worker, its client and the stewards; to others it does not exist."""
    paper = queries.by_reference(session, reference)
    if paper is None or not (_is_party(paper) or current_standing().is_steward):
        abort(404)
    return page(paper)


def page(paper: Paper) -> str:
    """The paper as it is printed."""
    refers_to = queries.previous(session, paper)
    return render_template(
        "money/papers/show.html",
        paper=paper,
        word=paper_words()[paper.kind],
        refers_to=refers_to,
        credit_notes=queries.credit_notes_on(session, paper) if refers_to is None else [],
        lines=[(what, dt.date.fromisoformat(day), cents) for what, day, cents in paper.lines],
        is_party=_is_party(paper),
        is_own=paper.worker_party_id == current_person().party_id,
    )


def _is_party(paper: Paper) -> bool:
    person = current_person()
    return paper.worker_party_id == person.party_id or paper.client_id == person.id
