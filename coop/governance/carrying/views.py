"""The page of the paper for others: filling it in, apart from one's own ballot, and throwing it away."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.ballots import actions, carried, forms, queries
from coop.governance.ballots.naming import option_names
from coop.governance.ballots.paper import filled_in, form_of, said
from coop.governance.ballots.receipts import NoReceipt
from coop.governance.ballots.sheet import sheet
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.proposals.models import Proposal
from coop.people.guards import current_person, signed_in
from coop.web import clock
from coop.web.database import session

bp = Blueprint("carrying", __name__)


def _vote(reference: str) -> tuple[Proposal, Opening, FrozenVote]:
    """The vote, for who carries somebody's vote in it or has a paper there; nobody else finds the page."""
    proposal, opening, vote = queries.vote_of(session, reference) or abort(404)
    person = current_person()
    if (
        carried.carries(session, opening, person.id, at=clock.now()) < 1
        and carried.paper_of(session, proposal.id, person.id) is None
    ):
        abort(404)
    return proposal, opening, vote


@bp.get("/decisions/<reference>/ballot/carried")
@signed_in
def paper(reference: str) -> ResponseReturnValue:
    """An empty paper, and what the one that is there says."""
    proposal, opening, vote = _vote(reference)
    form = form_of(vote, option_names(session, proposal, vote, for_members=True))
    form.paper.data = actions.fresh_receipt()
    return _page(proposal, opening, vote, form)


@bp.post("/decisions/<reference>/ballot/carried")
@signed_in
def fill_in(reference: str) -> ResponseReturnValue:
    """Fill it in, in place of an earlier one. The same form sent twice shows the same code again."""
    proposal, opening, vote = _vote(reference)
    names = option_names(session, proposal, vote, for_members=True)
    form = form_of(vote, names)
    content = filled_in(form, vote)
    if content is None:
        return _page(proposal, opening, vote, form), 422
    try:
        code, written = carried.fill_in(
            session, proposal, delegate=current_person(), content=content, fresh=form.paper.data or None, at=clock.now()
        )
    except NoReceipt:
        form.paper.data = actions.fresh_receipt()
        return _page(proposal, opening, vote, form), 422
    except (carried.NoPaper, actions.NotOpen) as refusal:
        session.rollback()
        flash(str(refusal), "stop")
        return _page(proposal, opening, vote, form), 409
    return render_template(
        "governance/carrying/filled.html",
        proposal=proposal,
        opening=opening,
        code=code,
        said=said(written, vote, names),
        carries=carried.carries(session, opening, current_person().id, at=clock.now()),
    )


@bp.post("/decisions/<reference>/ballot/carried/removal")
@signed_in
def throw_away(reference: str) -> ResponseReturnValue:
    """Throw it away: nothing is cast for others then."""
    proposal, _opening, _frozen = _vote(reference)
    try:
        carried.take_back(session, proposal, delegate=current_person(), at=clock.now())
    except actions.NotOpen as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("The paper is gone: you cast nothing for others now."), "success")
    return redirect(f"/decisions/{reference}/ballot", code=303)


def _page(proposal: Proposal, opening: Opening, vote: FrozenVote, form: forms.BallotForm) -> str:
    person, at = current_person(), clock.now()
    there = carried.paper_of(session, proposal.id, person.id)
    names = option_names(session, proposal, vote, for_members=True)
    return render_template(
        "governance/carrying/paper.html",
        proposal=proposal,
        opening=opening,
        vote=vote,
        form=form,
        carries=carried.carries(session, opening, person.id, at=at),
        has_voted=queries.has_voted(session, proposal.id, person.id),
        is_open=opening.opened_at <= at < opening.closes_at,
        there=said(there, vote, names) if there else [],
        **sheet(session, proposal, vote, form),
    )
