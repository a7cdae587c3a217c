"""The nominations of an election. For members only: names are shown."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.candidates.queries import Nominated, nominated
from coop.governance.elections import actions, forms
from coop.governance.electorate.queries import opening_of
from coop.governance.proposals import queries
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind, Refused
from coop.governance.proposals.summary import what_it_does
from coop.people.directory.queries import members
from coop.people.guards import current_person, member_only
from coop.people.persons.models import Person
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("elections", __name__)


def _election(reference: str) -> Proposal:
    found = queries.by_reference(session, reference)
    if found is None or found.kind != Kind.ELECT or queries.discussion_of(session, found) is None:
        abort(404)
    return found


@bp.get("/decisions/<reference>/nominations")
@member_only
def nominations(reference: str) -> ResponseReturnValue:
    """Who is nominated and who stands; nominating, and answering one's own nomination."""
    proposal = _election(reference)
    return _page(proposal, _form(proposal), _own_form(proposal))


@bp.post("/decisions/<reference>/nominations")
@member_only
@once
def nominate(reference: str) -> ResponseReturnValue:
    """Put a member forward."""
    proposal = _election(reference)
    form = _form(proposal)
    if not form.validate_on_submit():
        return _page(proposal, form, _own_form(proposal)), 422
    try:
        nominee = session.get_one(Person, form.nominee.data)
        actions.nominate(session, proposal, nominee=nominee, by=current_person(), at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        if nominee.id == current_person().id:
            flash(_("You are nominated. Say now that you stand, and why."), "success")
        else:
            flash(_("%(name)s is told, and stands only by accepting.", name=nominee.display_name), "success")
    return redirect(f"/decisions/{reference}/nominations", code=303)


@bp.post("/decisions/<reference>/nominations/answer")
@member_only
@once
def answer(reference: str) -> ResponseReturnValue:
    """Say whether one stands."""
    proposal, form = _election(reference), forms.StandForm()
    if not form.validate_on_submit():
        return _page(proposal, _form(proposal), form), 422
    try:
        actions.answer(
            session,
            proposal,
            nominee=current_person(),
            accepts=form.accepts.data == "yes",
            statement=form.statement.data or "",
            at=clock.now(),
        )
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("You stand.") if form.accepts.data == "yes" else _("You do not stand."), "success")
    return redirect(f"/decisions/{reference}/nominations", code=303)


def _form(proposal: Proposal) -> forms.NominateForm:
    taken = {one.person.id for one in nominated(session, proposal.id)}
    everyone = members(session, public_only=False, at=clock.now())
    return forms.nominate_form((person.id, person.display_name) for _m, person in everyone if person.id not in taken)


def _own(proposal: Proposal) -> Nominated | None:
    return next((one for one in nominated(session, proposal.id) if one.person.id == current_person().id), None)


def _own_form(proposal: Proposal) -> forms.StandForm:
    own = _own(proposal)
    if own is None or own.answer is None:
        return forms.StandForm()
    return forms.StandForm(
        data={"accepts": "yes" if own.answer.accepts else "no", "statement": own.answer.statement}
    )


def _page(proposal: Proposal, form: forms.NominateForm, own_form: forms.StandForm) -> str:
    at = clock.now()
    return render_template(
        "governance/elections/nominations.html",
        proposal=proposal,
        does=what_it_does(session, proposal),
        nominated=nominated(session, proposal.id),
        own=_own(proposal),
        form=form,
        own_form=own_form,
        opening=opening_of(session, proposal.id),
        withdrawal=queries.withdrawal_of(session, proposal),
        opens_from=queries.may_open_from(session, proposal, at=at),
        form_errors=bool(form.errors or own_form.errors),
    )
