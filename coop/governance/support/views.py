"""Supporting a proposal and reacting to a comment. Both say what is to stand, so that a second press does no harm."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from coop.governance.proposals import cosponsors, queries, reactions
from coop.governance.proposals.access import readable
from coop.governance.proposals.rules import Reaction, Refused
from coop.people.guards import current_person, member_only
from coop.web import clock
from coop.web.database import session

bp = Blueprint("support", __name__)


@bp.post("/decisions/<reference>/support")
@member_only
def cosponsor(reference: str) -> ResponseReturnValue:
    """Put one's name to a proposal, or take it back."""
    proposal = readable(reference)
    stands = request.form.get("stands", "1") == "1"
    try:
        cosponsors.cosponsor(session, proposal, person=current_person(), stands=stands, at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/discussion#support", code=303)


@bp.post("/decisions/<reference>/comments/<int:comment_id>/reaction")
@member_only
def react(reference: str, comment_id: int) -> ResponseReturnValue:
    """Agree, doubt or thank, or take it back: `reaction` is one of them, with a minus before it to take it back."""
    proposal = readable(reference)
    comment = queries.comment_by_id(session, proposal, comment_id)
    said = request.form.get("reaction", "")
    wanted = said.removeprefix("-")
    if comment is None or wanted not in list(Reaction):
        abort(404)
    try:
        reactions.react(
            session,
            proposal,
            comment,
            person=current_person(),
            reaction=wanted,
            stands=not said.startswith("-"),
            at=clock.now(),
        )
    except Refused as refusal:
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/discussion#said-{comment.id}", code=303)
