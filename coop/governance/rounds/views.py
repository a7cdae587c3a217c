"""The projects of a round: proposing one, reading it, wording it anew, taking it back. For members: names are shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.electorate.queries import opening_of
from coop.governance.ideas.queries import Idea, idea_by_id, ideas_of, projects_of, versions_of
from coop.governance.previews.rules import each
from coop.governance.proposals import queries
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind, Refused
from coop.governance.rounds import actions
from coop.governance.rounds.forms import IdeaForm
from coop.people.guards import current_person, member_only
from coop.people.standing.queries import member_count
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money
from coop.web.once import once
from coop.web.text import markdown

bp = Blueprint("rounds", __name__)


def _round(reference: str) -> Proposal:
    found = queries.by_reference(session, reference)
    if found is None or found.kind != Kind.PROJECTS or queries.discussion_of(session, found) is None:
        abort(404)
    return found


def _idea(proposal: Proposal, number: int) -> Idea:
    return idea_by_id(session, proposal.id, number) or abort(404)


@bp.get("/decisions/<reference>/projects")
@member_only
def index(reference: str) -> ResponseReturnValue:
    """The projects proposed, and the form for another."""
    return _page(_round(reference), IdeaForm())


@bp.post("/decisions/<reference>/projects")
@member_only
@once
def propose(reference: str) -> ResponseReturnValue:
    """Put a project before the members."""
    proposal, form = _round(reference), IdeaForm()
    if not form.validate_on_submit():
        return _page(proposal, form), 422
    try:
        actions.propose_project(session, proposal, author=current_person(), at=clock.now(), **_said(form))
    except actions.CostsTooMuch as refusal:
        form.cost_cents.errors = [str(refusal)]
        return _page(proposal, form), 422
    except Refused as refusal:
        return _page(proposal, form, str(refusal)), 422
    flash(_("Your project is proposed. You can change it or take it back until voting opens."), "success")
    return redirect(f"/decisions/{reference}/projects", code=303)


@bp.route("/decisions/<reference>/projects/<int:number>", methods=["GET", "POST"])
@member_only
@once
def show(reference: str, number: int) -> ResponseReturnValue:
    """One project with its earlier wordings; its author words it anew here."""
    proposal = _round(reference)
    idea = _idea(proposal, number)
    version = idea.version
    names = ("title", "text", "cost_cents", "carried_out_by")
    form = IdeaForm(data={name: getattr(version, name) for name in names})
    if request.method == "GET":
        return _one(proposal, idea, form)
    if not form.validate_on_submit():
        return _one(proposal, idea, form), 422
    try:
        actions.change_project(
            session, proposal, idea.idea, author=current_person(), at=clock.now(), **_said(form)
        )
    except actions.CostsTooMuch as refusal:
        form.cost_cents.errors = [str(refusal)]
        return _one(proposal, idea, form), 422
    except Refused as refusal:
        return _one(proposal, idea, form, str(refusal)), 422
    flash(_("Changed. The earlier wording stays to be read."), "success")
    return redirect(f"/decisions/{reference}/projects/{number}", code=303)


@bp.post("/decisions/<reference>/projects/<int:number>/withdrawal")
@member_only
@once
def withdraw(reference: str, number: int) -> ResponseReturnValue:
    """Take one's own project back."""
    proposal = _round(reference)
    idea = _idea(proposal, number)
    try:
        actions.withdraw_project(session, proposal, idea.idea, author=current_person(), at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("Taken back: it will not be on the ballot."), "success")
    return redirect(f"/decisions/{reference}/projects", code=303)


def _said(form: IdeaForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("title", "text", "cost_cents", "carried_out_by")}


def _page(proposal: Proposal, form: IdeaForm, problem: str = "") -> str:
    at, ideas = clock.now(), ideas_of(session, proposal.id)
    amount, members = proposal.payload.get("amount_cents", 0), member_count(session, at=at)
    return render_template(
        "governance/rounds/index.html",
        proposal=proposal,
        ideas=ideas,
        asked_cents=sum(one.version.cost_cents for one in ideas if not one.is_withdrawn),
        form=form,
        problem=problem,
        form_errors=bool(form.errors or problem),
        is_open=actions.is_under_way(session, proposal),
        amount_cents=amount,
        each=money(each(amount, members)) if members else "",
        opening=opening_of(session, proposal.id),
        withdrawal=queries.withdrawal_of(session, proposal),
        opens_from=queries.may_open_from(session, proposal, at=at),
        person_id=current_person().id,
    )


def _one(proposal: Proposal, idea: Idea, form: IdeaForm, problem: str = "") -> str:
    keys = {one.idea.id: key for key, one in projects_of(session, proposal.id).items()}
    earlier = versions_of(session, idea.idea.id)[:-1]
    return render_template(
        "governance/rounds/show.html",
        proposal=proposal,
        one=idea,
        key=keys.get(idea.idea.id, ""),
        text=markdown(idea.version.text),
        earlier=[(version, markdown(version.text)) for version in reversed(earlier)],
        form=form,
        problem=problem,
        form_errors=bool(form.errors or problem),
        is_own=idea.author.id == current_person().id,
        is_open=actions.is_under_way(session, proposal) and not idea.is_withdrawn,
    )
