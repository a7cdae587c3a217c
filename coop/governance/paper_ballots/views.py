"""The stewards' pages for a meeting's paper ballots: sheets to print, lists to enter, check and sign."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.ballots.naming import option_names
from coop.governance.ballots.paper import filled_in, form_of, said
from coop.governance.ballots.queries import is_closed, vote_of
from coop.governance.ballots.sheet import sheet
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.paper_ballots import actions, forms, queries
from coop.governance.paper_ballots.rules import digest
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.guards import current_person, fresh, steward_only
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("paper_ballots", __name__)


@bp.app_context_processor
def _for_the_desk() -> dict[str, Any]:
    """The desk lies on a lower floor: its page asks for what waits here, and no other page does."""
    return {"lists_to_sign": lambda: queries.to_sign(session, current_person().id, at=clock.now())}


@bp.get("/decisions/<reference>/paper")
@steward_only
def index(reference: str) -> ResponseReturnValue:
    """The sheets to print, the lists there are, and beginning one."""
    proposal, opening, _frozen = _vote(reference)
    return _index(proposal, opening, forms.names_form(queries.can_be_named(session, proposal.id)))


@bp.post("/decisions/<reference>/paper")
@steward_only
@once
def begin(reference: str) -> ResponseReturnValue:
    """Begin a list: its members are told."""
    proposal, opening, _frozen = _vote(reference)
    form = forms.names_form(queries.can_be_named(session, proposal.id))
    if not form.validate_on_submit():
        return _index(proposal, opening, form), 422
    try:
        made = actions.open_batch(
            session, proposal, steward=current_person(), people=form.people.data or (), at=clock.now()
        )
    except Refused as refusal:
        form.people.errors = [str(refusal)]
        return _index(proposal, opening, form), 409
    return redirect(f"/decisions/{reference}/paper/{made.id}", code=303)


@bp.get("/decisions/<reference>/paper/sheet")
@steward_only
def ballot_sheet(reference: str) -> ResponseReturnValue:
    """A ballot to print, one for each who votes on paper."""
    proposal, opening, vote = _vote(reference)
    return render_template(
        "governance/paper_ballots/sheet.html", proposal=proposal, opening=opening, vote=vote,
        names=option_names(session, proposal, vote, for_members=True),
    )  # fmt: skip


@bp.get("/decisions/<reference>/paper/roll")
@steward_only
def roll_sheet(reference: str) -> ResponseReturnValue:
    """The roll to print, for the table where ballots are handed out."""
    proposal, opening, _frozen = _vote(reference)
    return render_template(
        "governance/paper_ballots/roll.html", proposal=proposal, opening=opening,
        people=queries.roll_people(session, proposal.id), at=clock.now(),
    )  # fmt: skip


@bp.get("/decisions/<reference>/paper/<int:number>")
@steward_only
@fresh
def batch(reference: str, number: int) -> ResponseReturnValue:
    """One list: its names, its papers, entering, signing or throwing it away."""
    return _batch(*_vote(reference), number)


@bp.post("/decisions/<reference>/paper/<int:number>/ballots")
@steward_only
@once
def enter(reference: str, number: int) -> ResponseReturnValue:
    """Enter the next paper of the pile: what it says, or that it is blank or spoiled."""
    proposal, opening, vote = _vote(reference)
    form = form_of(vote, option_names(session, proposal, vote, for_members=True))
    is_spoiled = "spoiled" in request.form
    content = None if is_spoiled else filled_in(form, vote)
    if content is None and not is_spoiled:
        return _batch(proposal, opening, vote, number, form=form), 422
    try:
        actions.enter(session, proposal, number, steward=current_person(), content=content, at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/paper/{number}", code=303)


@bp.post("/decisions/<reference>/paper/<int:number>/ballots/<int:place>/removal")
@steward_only
def take_out(reference: str, number: int, place: int) -> ResponseReturnValue:
    """Take out one that was entered wrongly."""
    proposal, _opening, _frozen = _vote(reference)
    try:
        actions.take_out(session, proposal, number, place, steward=current_person(), at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/paper/{number}", code=303)


@bp.post("/decisions/<reference>/paper/<int:number>/signature")
@steward_only
@fresh
def sign(reference: str, number: int) -> ResponseReturnValue:
    """Say that the list is what the paper says: its ballots go into the box."""
    proposal, _opening, _frozen = _vote(reference)
    seen = request.form.get("seen", "")
    try:
        actions.sign(session, proposal, number, steward=current_person(), seen=seen, at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/paper/{number}", code=303)


@bp.post("/decisions/<reference>/paper/<int:number>/discard")
@steward_only
def discard(reference: str, number: int) -> ResponseReturnValue:
    """Throw it away and say why."""
    proposal, opening, vote = _vote(reference)
    form = forms.DiscardForm()
    if not form.validate_on_submit():
        return _batch(proposal, opening, vote, number, discard=form), 422
    try:
        actions.discard(
            session, proposal, number, steward=current_person(), reason=form.why.data or "", at=clock.now()
        )
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("The list is thrown away, and its members are told that they can vote."), "success")
    return redirect(f"/decisions/{reference}/paper/{number}", code=303)


def _vote(reference: str) -> tuple[Proposal, Opening, FrozenVote]:
    found = vote_of(session, reference) or abort(404)
    if found[2].is_elsewhere:
        abort(404)
    return found


def _is_open(opening: Opening) -> bool:
    is_in_time = opening.opened_at <= clock.now() < opening.closes_at
    return is_in_time and not is_closed(session, opening.proposal_id)


def _index(proposal: Proposal, opening: Opening, form: forms.NamesForm) -> str:
    return render_template(
        "governance/paper_ballots/index.html", proposal=proposal, opening=opening, form=form,
        batches=queries.batches(session, proposal.id), is_open=_is_open(opening),
    )  # fmt: skip


def _batch(proposal: Proposal, opening: Opening, vote: FrozenVote, number: int, **sent: Any) -> str:
    shown = queries.batch(session, proposal.id, number)
    if shown is None:
        abort(404)
    names = option_names(session, proposal, vote, for_members=True)
    form = sent.get("form") or form_of(vote, names)
    papers = queries.contents(session, number)
    return render_template(
        "governance/paper_ballots/batch.html", proposal=proposal, opening=opening, vote=vote, shown=shown,
        papers=[(place, None if text is None else said(text, vote, names)) for place, text in papers],
        seen=digest([person.id for person in shown.names], papers), form=form,
        discard=sent.get("discard") or forms.DiscardForm(), is_open=_is_open(opening),
        is_own=shown.batch.opened_by_id == current_person().id, is_full=len(papers) == len(shown.names),
        **(sheet(session, proposal, vote, form) | {"text": ""}),
    )  # fmt: skip
