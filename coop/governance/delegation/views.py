"""One's own delegations: giving one's vote, accepting another's, taking it back. Members only; nobody sees others'."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.delegation import actions, forms, letters, queries
from coop.governance.delegation.forms import TERM
from coop.governance.delegation.queries import Shown
from coop.governance.delegation.rules import How, last_day
from coop.governance.proposals.queries import by_reference
from coop.governance.proposals.rules import Refused
from coop.people.directory.queries import members
from coop.people.guards import current_person, member_only
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("delegation", __name__)


@bp.get("/my/delegation")
@member_only
def show() -> ResponseReturnValue:
    """Who votes for me, whom I vote for, who asks me, and giving my vote to somebody."""
    return _page(_form())


@bp.post("/my/delegation")
@member_only
@once
def give() -> ResponseReturnValue:
    """Ask a member to vote for oneself."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    delegate = session.get_one(Person, form.delegate.data)
    proposal = by_reference(session, form.vote.data) if form.vote.data != TERM else None
    try:
        actions.ask(
            session,
            delegator=current_person(),
            delegate=delegate,
            proposal=proposal,
            until=None if proposal else form.until.data,
            at=clock.now(),
        )
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("%(name)s is told, and votes for you only after accepting.", name=delegate.display_name), "success")
    return redirect("/my/delegation", code=303)


@bp.post("/my/delegation/<int:number>/answer")
@member_only
def answer(number: int) -> ResponseReturnValue:
    """Say whether one carries the vote."""
    shown, accepts = _own(number, carried=True), request.form.get("accepts") == "yes"
    try:
        actions.answer(session, shown, accepts=accepts, at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        name = shown.delegator.display_name
        if accepts:
            flash(_("You vote for %(name)s now, wherever they do not vote themselves.", name=name), "success")
        else:
            flash(_("%(name)s is told that you do not.", name=name), "success")
    return redirect("/my/delegation", code=303)


@bp.post("/my/delegation/<int:number>/end")
@member_only
def end(number: int) -> ResponseReturnValue:
    """Take one's vote back, or hand another's back."""
    shown = _own(number)
    mine = shown.delegator.id == current_person().id
    try:
        actions.end(session, shown, how=How.REVOKED if mine else How.RETURNED, at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("You vote for yourself again.") if mine else _("You no longer carry this vote."), "success")
    return redirect("/my/delegation", code=303)


def _own(number: int, *, carried: bool = False) -> Shown:
    """A delegation of the reader's, or one that was given to them: nobody else's is found."""
    found, person = queries.by_id(session, number), current_person()
    if found is None or person.id not in ({found.delegate.id} if carried else {found.delegate.id, found.delegator.id}):
        abort(404)
    if not carried and person.id == found.delegate.id and not found.is_accepted:
        abort(404)
    return found


def _form() -> forms.GiveForm:
    everyone = members(session, public_only=False, at=clock.now())
    others = [(person.id, person.display_name) for _m, person in everyone if person.id != current_person().id]
    chosen = request.args.get("decision", TERM)
    return forms.give_form(others, queries.votes_to_give(session, at=clock.now()), chosen=chosen)


def _page(form: forms.GiveForm) -> str:
    person, at = current_person(), clock.now()
    shown = queries.of_person(session, person.id, at=at)
    months = in_force(session, "vote.delegation_months", at).whole
    return render_template(
        "governance/delegation/show.html",
        form=form,
        given=[one for one in shown if one.delegator.id == person.id],
        asked=[one for one in shown if one.delegate.id == person.id and not one.is_accepted],
        carried=[one for one in shown if one.delegate.id == person.id and one.is_accepted],
        scopes={one.delegation.id: letters.scope(one, person) for one in shown},
        cap=queries.cap(session, at=at),
        latest=last_day(local_day(session, at), months),
    )
