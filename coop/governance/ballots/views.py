"""The ballot, the receipt shown once, and looking up a ballot by its receipt."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.ballots import actions, forms, queries
from coop.governance.ballots.naming import option_names
from coop.governance.ballots.paper import filled_in, form_of, said
from coop.governance.ballots.receipts import NoReceipt, read_receipt
from coop.governance.candidates.queries import statements_of
from coop.governance.distribution.frozen import read
from coop.governance.electorate.frozen import APPROVAL, FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import frozen_vote, is_on_roll, opening_of
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.queries import by_reference
from coop.governance.words import how_counted, needs, use_hint
from coop.people.guards import current_person, current_standing, signed_in
from coop.web import clock
from coop.web.database import session
from coop.web.filters import percent
from coop.web.text import markdown

bp = Blueprint("ballots", __name__)


def _vote(reference: str) -> tuple[Proposal, Opening, FrozenVote]:
    proposal = by_reference(session, reference)
    opening = opening_of(session, proposal.id) if proposal else None
    if proposal is None or opening is None:
        abort(404)
    return proposal, opening, frozen_vote(session, opening, reference=reference)


@bp.get("/decisions/<reference>/ballot")
@signed_in
def ballot(reference: str) -> ResponseReturnValue:
    """The ballot, or why there is none."""
    proposal, opening, vote = _vote(reference)
    form = form_of(vote, _names(proposal, vote))
    form.fresh.data = actions.fresh_receipt()
    return _page(proposal, opening, vote, form)


@bp.post("/decisions/<reference>/ballot")
@signed_in
def cast_ballot(reference: str) -> ResponseReturnValue:
    """Cast it and show the receipt code. The same form sent twice shows the same code again."""
    proposal, opening, vote = _vote(reference)
    names = _names(proposal, vote)
    form = form_of(vote, names)
    content = filled_in(form, vote)
    if content is None:
        return _page(proposal, opening, vote, form), 422
    changing = bool(form.receipt.data)
    try:
        code, written = actions.cast_and_write(
            session,
            proposal,
            person=current_person(),
            content=content,
            receipt=form.receipt.data or None,
            fresh=form.fresh.data or None,
            at=clock.now(),
        )
    except NoReceipt:
        # The hidden code was tampered with or lost; a new form carries a new one.
        form.fresh.data = actions.fresh_receipt()
        return _page(proposal, opening, vote, form), 422
    except (actions.AlreadyVoted, actions.WrongReceipt) as refusal:
        form.receipt.errors = [str(refusal)]
        return _page(proposal, opening, vote, form), 422
    except (actions.NotOpen, actions.NotOnRoll):
        session.rollback()
        return _page(proposal, opening, vote, form), 409
    return render_template(
        "governance/ballots/cast.html",
        proposal=proposal,
        opening=opening,
        code=code,
        changed=changing,
        written=written,
        said=said(written, vote, names),
    )


@bp.route("/decisions/<reference>/receipt", methods=["GET", "POST"])
@signed_in
def receipt(reference: str) -> ResponseReturnValue:
    """Look up one's ballot by its code: that it is counted, and what it says."""
    proposal, opening, vote = _vote(reference)
    found, problem = None, ""
    typed = request.form.get("receipt", "")
    if request.method == "POST":
        try:
            found = queries.ballot_of(session, proposal, receipt=read_receipt(typed))
            problem = "" if found else _("This code opens no ballot of this vote. Check it letter by letter.")
        except NoReceipt:
            problem = _("A receipt code is six groups of four letters and digits.")
    names = _names(proposal, vote)
    page = render_template(
        "governance/ballots/receipt.html",
        proposal=proposal,
        opening=opening,
        found=found,
        said=said(found[1], vote, names) if found else [],
        problem=problem,
        typed=typed,
        is_open=_is_open(opening),
        is_counted=queries.is_closed(session, proposal.id),
        vote=vote,
    )
    return page, 422 if problem else 200


def _names(proposal: Proposal, vote: FrozenVote) -> dict[str, str]:
    """The options' words; candidates are named to members and to whoever may vote."""
    reads = current_standing().is_member or is_on_roll(session, proposal.id, current_person().id)
    return option_names(session, proposal, vote, for_members=reads)


def _is_open(opening: Opening) -> bool:
    return opening.opened_at <= clock.now() < opening.closes_at


def _page(proposal: Proposal, opening: Opening, vote: FrozenVote, form: forms.BallotForm) -> str:
    person = current_person()
    voted = queries.voted_count(session, proposal.id)
    surplus = read(vote.terms) if vote.is_split else None
    names, rows = _names(proposal, vote), []
    if surplus is not None:
        floors = {floor.use: floor.share for floor in surplus.floors.shares}
        rows = [
            (
                form[key],
                _("On top of the %(share)s that our rules give it.", share=percent(floors[key]))
                if key in floors
                else use_hint(key),
            )
            for key in vote.options
        ]
    figures = []
    if vote.has_options and vote.method != APPROVAL:
        notes = statements_of(session, proposal.id) if vote.is_election else {}
        figures = [(forms.field_of(form, key), notes.get(key, "")) for key in vote.options]
    return render_template(
        "governance/ballots/ballot.html",
        proposal=proposal,
        opening=opening,
        vote=vote,
        form=form,
        figures=figures,
        names=names,
        counted=how_counted(vote.method),
        rows=rows,
        needs=needs(vote),
        text=markdown(proposal.text),
        voted=voted,
        quorum=vote.needs_ballots.needed_ballots(vote.roll),
        has_voted=queries.has_voted(session, proposal.id, person.id),
        is_open=_is_open(opening),
        on_roll=is_on_roll(session, proposal.id, person.id),
        votable_cents=surplus.split(None).votable_cents if surplus else None,
        surplus=surplus,
    )
