"""Who holds which office, until when, by which decision. Visitors read names of those alone who are public."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance import words
from coop.governance.ballots.naming import option_names
from coop.governance.candidates.queries import candidates_of
from coop.governance.decisions.working import countback_steps
from coop.governance.electorate.queries import frozen_vote, opening_of
from coop.governance.offices import actions, queries
from coop.governance.offices.models import Countback
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.governance.terms.queries import body_of, term_by_id
from coop.people.guards import current_person, current_standing, fresh, member_only
from coop.people.persons.models import Person
from coop.people.stewards.models import TermOfOffice
from coop.policies.in_force import in_force
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("offices", __name__)


@bp.get("/offices")
def index() -> ResponseReturnValue:
    """Every office: who holds it, vacancies, and who held it before."""
    standing, at = current_standing(), clock.now()
    return render_template(
        "governance/offices/index.html",
        offices=queries.offices(session, at=at),
        words=words,
        reads_names=standing.is_member,
        person_id=standing.person_id,
        days=in_force(session, "office.term_days", at).whole,
        least=in_force(session, "office.least_stewards", at).whole,
        in_proportion=in_force(session, "office.election_method", at).text == "proportional",
    )


@bp.post("/offices/<office>/<int:term_id>/resignation")
@member_only
@fresh
@once
def resign(office: str, term_id: int) -> ResponseReturnValue:
    """Leave one's own office."""
    try:
        actions.resign(session, _term(office, term_id), person=current_person(), at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("You have resigned."), "info")
    return redirect("/offices", code=303)


@bp.post("/offices/<office>/<int:term_id>/countback")
@member_only
@once
def count_back(office: str, term_id: int) -> ResponseReturnValue:
    """Fill a vacant seat from the ballots of its election: any member may ask for it, the ballots decide."""
    term = _term(office, term_id)
    try:
        asked = actions.count_back(session, term, name=body_of(term) or words.office(office), at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
        return redirect("/offices", code=303)
    return redirect(f"/offices/countbacks/{asked.id}", code=303)


@bp.get("/offices/countbacks/<int:countback_id>")
@member_only
def countback(countback_id: int) -> ResponseReturnValue:
    """The count that found who takes a vacant seat, step by step, and their answer."""
    asked = _asked(countback_id)
    term, proposal = queries.term_asked(session, asked), session.get_one(Proposal, asked.proposal_id)
    outcome = queries.counted_back(session, term, until=asked, at=clock.now())
    opening = opening_of(session, proposal.id)
    if outcome is None or opening is None:
        abort(404)
    vote = frozen_vote(session, opening, reference=proposal.reference)
    names = option_names(session, proposal, vote, for_members=True)
    return render_template(
        "governance/offices/countback.html",
        asked=asked,
        proposal=proposal,
        left=session.get_one(Person, term.person_id),
        nominee=candidates_of(session, proposal.id)[asked.key],
        name=body_of(term) or words.office(asked.office),
        answer=queries.answer_of(session, asked),
        steps=countback_steps(outcome, names),
        passed_over=queries.passed_over(session, asked),
        person_id=current_person().id,
        due_at=term.due_at,
    )


@bp.post("/offices/countbacks/<int:countback_id>/answer")
@member_only
@once
def answer(countback_id: int) -> ResponseReturnValue:
    """Take the seat, or decline."""
    accepts = request.form.get("accepts") == "yes"
    try:
        actions.answer(session, _asked(countback_id), person=current_person(), accepts=accepts, at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("The seat is yours.") if accepts else _("You declined. The next one can be asked."), "info")
    return redirect("/offices", code=303)


def _term(office: str, term_id: int) -> TermOfOffice:
    found = term_by_id(session, office, term_id)
    if found is None:
        abort(404)
    return found


def _asked(countback_id: int) -> Countback:
    found = queries.asked_by_id(session, countback_id)
    if found is None:
        abort(404)
    return found
