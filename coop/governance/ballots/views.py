"""The ballot, the receipt shown once, and looking up a ballot by its receipt."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.ballots import actions, carried, forms, queries
from coop.governance.ballots.naming import option_names
from coop.governance.ballots.paper import Content, filled_in, form_of, said
from coop.governance.ballots.receipts import NoReceipt, read_receipt
from coop.governance.ballots.sheet import sheet
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import is_on_roll
from coop.governance.proposals.models import Proposal
from coop.governance.words import how_counted, needs
from coop.people.guards import current_person, current_standing, signed_in
from coop.web import clock
from coop.web.database import session

bp = Blueprint("ballots", __name__)


def _vote(reference: str) -> tuple[Proposal, Opening, FrozenVote]:
    return queries.vote_of(session, reference) or abort(404)


@bp.get("/decisions/<reference>/ballot")
@signed_in
def ballot(reference: str) -> ResponseReturnValue:
    """The ballot, or why there is none."""
    proposal, opening, vote = _vote(reference)
    if vote.is_elsewhere:
        return redirect(f"/decisions/{reference}", code=303)
    form = form_of(vote, _names(proposal, vote))
    _fresh(form)
    # A paper that says something else already is not written over unasked.
    form.carried.data = carried.paper_of(session, proposal.id, current_person().id) is None
    return _page(proposal, opening, vote, form)


def _fresh(form: forms.BallotForm) -> None:
    """Give the ballot to be, and the paper for others, codes that nobody has seen."""
    form.fresh.data, form.paper.data = actions.fresh_receipt(), actions.fresh_receipt()


@bp.post("/decisions/<reference>/ballot")
@signed_in
def cast_ballot(reference: str) -> ResponseReturnValue:
    """Cast it and show the receipt code. The same form sent twice shows the same code again."""
    proposal, opening, vote = _vote(reference)
    if vote.is_elsewhere:
        abort(409)
    names = _names(proposal, vote)
    form = form_of(vote, names)
    content = filled_in(form, vote)
    if content is None:
        return _page(proposal, opening, vote, form), 422
    changing, person = bool(form.receipt.data), current_person()
    also = bool(form.carried.data) and carried.carries(session, opening, person.id, at=clock.now()) > 0
    if also and str(content).startswith("block:"):
        form.carried.errors = [_("A block is nobody's to give for others: untick this, and fill in their paper apart")]
        return _page(proposal, opening, vote, form), 422
    paper = ""
    try:
        code, written = actions.cast_and_write(
            session,
            proposal,
            person=person,
            content=content,
            receipt=form.receipt.data or None,
            fresh=form.fresh.data or None,
            at=clock.now(),
        )
        if also:
            paper = _also_for_others(proposal, content, form)
    except NoReceipt:
        # The hidden code was tampered with or lost; a new form carries a new one.
        session.rollback()
        _fresh(form)
        return _page(proposal, opening, vote, form), 422
    except (actions.AlreadyVoted, actions.WrongReceipt) as refusal:
        form.receipt.errors = [str(refusal)]
        return _page(proposal, opening, vote, form), 422
    except (actions.NotOpen, actions.NotOnRoll, actions.OnPaper):
        session.rollback()
        return _page(proposal, opening, vote, form), 409
    return render_template(
        "governance/ballots/cast.html",
        proposal=proposal,
        opening=opening,
        code=code,
        paper=paper,
        changed=changing,
        written=written,
        said=said(written, vote, names),
    )


def _also_for_others(proposal: Proposal, content: Content, form: forms.BallotForm) -> str:
    """Fill in the paper for others alike; the code of it."""
    return carried.fill_in(
        session, proposal, delegate=current_person(), content=content, fresh=form.paper.data or None, at=clock.now()
    )[0]


@bp.route("/decisions/<reference>/receipt", methods=["GET", "POST"])
@signed_in
def receipt(reference: str) -> ResponseReturnValue:
    """Look up one's ballot by its code: that it is counted, and what it says."""
    proposal, opening, vote = _vote(reference)
    found, others, problem = None, list[tuple[str, str, str]](), ""
    typed = request.form.get("receipt", "")
    if request.method == "POST":
        try:
            code = read_receipt(typed)
            found = queries.ballot_of(session, proposal, receipt=code)
            if found is None:
                others = carried.opened_by(session, proposal, receipt=code, cap=vote.delegation_cap)
            problem = "" if found or others else _("This code opens no ballot of this vote. Check it letter by letter.")
        except NoReceipt:
            problem = _("A receipt code is six groups of four letters and digits.")
    names = _names(proposal, vote)
    page = render_template(
        "governance/ballots/receipt.html",
        proposal=proposal,
        opening=opening,
        found=found,
        others=others,
        said=said(found[1] if found else others[0][2], vote, names) if found or others else [],
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
    person, at = current_person(), clock.now()
    seen = carried.carrying(session, opening, person.id, at=at)
    return render_template(
        "governance/ballots/ballot.html",
        proposal=proposal,
        opening=opening,
        vote=vote,
        form=form,
        names=_names(proposal, vote),
        counted=how_counted(vote.method),
        needs=needs(vote),
        voted=seen.voted,
        others=seen.others,
        quorum=vote.needs_ballots.needed_ballots(vote.roll),
        has_voted=queries.has_voted(session, proposal.id, person.id),
        on_paper=queries.listed_on_paper(session, proposal.id).get(person.id),
        is_open=_is_open(opening),
        on_roll=is_on_roll(session, proposal.id, person.id),
        carries=seen.carries,
        has_paper=carried.paper_of(session, proposal.id, person.id) is not None,
        delegate=seen.delegate,
        **sheet(session, proposal, vote, form),
    )
