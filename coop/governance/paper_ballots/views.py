"""The stewards' pages for a meeting's paper ballots: sheets to print, lists to enter, check and sign."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coop.governance.ballots.actions import NotOpen
from coop.governance.ballots.naming import option_names
from coop.governance.ballots.paper import filled_in, form_of, said
from coop.governance.ballots.queries import is_closed
from coop.governance.ballots.sheet import sheet
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import frozen_vote, opening_of
from coop.governance.paper_ballots import actions, forms, queries
from coop.governance.paper_ballots.queries import Shown
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.queries import by_reference
from coop.governance.proposals.rules import Refused
from coop.people.guards import current_person, fresh, steward_only
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("paper_ballots", __name__)


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
    except (Refused, NotOpen) as refusal:
        session.rollback()
        flash(str(refusal), "stop")
        return redirect(f"/decisions/{reference}/paper", code=303)
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
def batch(reference: str, number: int) -> ResponseReturnValue:
    """One list: its names, its ballots, entering, signing or throwing it away."""
    proposal, opening, vote = _vote(reference)
    return _batch(proposal, opening, vote, number)


@bp.post("/decisions/<reference>/paper/<int:number>/ballots")
@steward_only
def enter(reference: str, number: int) -> ResponseReturnValue:
    """Enter the next ballot of the pile."""
    proposal, opening, vote = _vote(reference)
    form = form_of(vote, option_names(session, proposal, vote, for_members=True))
    content = filled_in(form, vote)
    if content is None:
        return _batch(proposal, opening, vote, number, form=form), 422
    try:
        actions.enter(session, proposal, number, steward=current_person(), content=content, at=clock.now())
    except (Refused, NotOpen) as refusal:
        session.rollback()
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/paper/{number}", code=303)


@bp.post("/decisions/<reference>/paper/<int:number>/ballots/<int:place>/removal")
@steward_only
def take_out(reference: str, number: int, place: int) -> ResponseReturnValue:
    """Take out one that was entered wrongly."""
    proposal, _opening, _frozen = _vote(reference)
    try:
        actions.take_out(session, proposal, number, place, steward=current_person(), at=clock.now())
    except (Refused, NotOpen) as refusal:
        session.rollback()
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/paper/{number}", code=303)


@bp.post("/decisions/<reference>/paper/<int:number>/signature")
@steward_only
@fresh
def sign(reference: str, number: int) -> ResponseReturnValue:
    """Say that the list is what the paper says: its ballots go into the box."""
    proposal, _opening, _frozen = _vote(reference)
    try:
        count = actions.sign(session, proposal, number, steward=current_person(), at=clock.now())
    except (Refused, NotOpen) as refusal:
        session.rollback()
        flash(str(refusal), "stop")
    else:
        flash(ngettext("%(num)s ballot is in the box.", "%(num)s ballots are in the box.", count), "success")
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
            session, proposal, number, steward=current_person(), reason=form.reason.data or "", at=clock.now()
        )
    except (Refused, NotOpen) as refusal:
        session.rollback()
        flash(str(refusal), "stop")
    else:
        flash(_("The list is thrown away, and its members are told that they can vote."), "success")
    return redirect(f"/decisions/{reference}/paper/{number}", code=303)


def _vote(reference: str) -> tuple[Proposal, Opening, FrozenVote]:
    proposal = by_reference(session, reference)
    opening = opening_of(session, proposal.id) if proposal else None
    if proposal is None or opening is None:
        abort(404)
    return proposal, opening, frozen_vote(session, opening, reference=reference)


def _is_open(opening: Opening) -> bool:
    is_in_time = opening.opened_at <= clock.now() < opening.closes_at
    return is_in_time and not is_closed(session, opening.proposal_id)


def _index(proposal: Proposal, opening: Opening, form: forms.NamesForm) -> str:
    return render_template(
        "governance/paper_ballots/index.html", proposal=proposal, opening=opening, form=form,
        batches=queries.batches(session, proposal.id), is_open=_is_open(opening),
    )  # fmt: skip


def _batch(proposal: Proposal, opening: Opening, vote: FrozenVote, number: int, **sent: Any) -> str:
    shown: Shown | None = queries.batch(session, proposal.id, number)
    if shown is None:
        abort(404)
    names = option_names(session, proposal, vote, for_members=True)
    form = sent.get("form") or form_of(vote, names)
    rows = [(place, said(text, vote, names)) for place, text in queries.contents(session, number)]
    return render_template(
        "governance/paper_ballots/batch.html", proposal=proposal, opening=opening, vote=vote, shown=shown, laid=rows,
        form=form, discard=sent.get("discard") or forms.DiscardForm(), is_open=_is_open(opening),
        is_own=shown.batch.opened_by_id == current_person().id, is_full=len(rows) == len(shown.names),
        **sheet(session, proposal, vote, form),
    )  # fmt: skip
