"""Writing a proposal, discussing and amending it, opening the vote. For members only: names are shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance import words
from coop.governance.electorate.queries import opening_of
from coop.governance.proposals import actions, forms, queries
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.opening import terms_at
from coop.governance.proposals.rules import WRITTEN, Kind, Refused, difference
from coop.governance.proposals.summary import what_it_does
from coop.people.guards import current_person, current_standing, member_only
from coop.people.standing.queries import member_count
from coop.web import clock
from coop.web.database import session
from coop.web.forms import OnceForm
from coop.web.once import once
from coop.web.text import markdown

bp = Blueprint("proposals", __name__)


def _proposal(reference: str) -> Proposal:
    """The proposal; a draft is its author's alone."""
    found = queries.by_reference(session, reference)
    if found is None:
        abort(404)
    if queries.discussion_of(session, found) is None and found.author_id != current_person().id:
        abort(404)
    return found


def _own(reference: str) -> Proposal:
    found = _proposal(reference)
    if found.author_id != current_person().id:
        abort(403)
    return found


def _to(proposal: Proposal, page: str = "") -> ResponseReturnValue:
    return redirect(f"/decisions/{proposal.reference}{page}", code=303)


@bp.get("/decisions/new")
@member_only
def choose() -> ResponseReturnValue:
    """What kind of proposal?"""
    drafts = queries.drafts_of(session, current_person().id)
    return render_template(
        "governance/proposals/choose.html",
        kinds=[(kind.value, words.kind(kind)) for kind in WRITTEN],
        drafts=drafts,
    )


@bp.get("/decisions/new/<kind>")
@member_only
def write(kind: str) -> ResponseReturnValue:
    """The form of a kind; `?period_id=` and the like fill it from a link."""
    form = forms.proposal_form(session, _kind(kind), data=request.args.to_dict())
    return _form_page(_kind(kind), form)


@bp.post("/decisions/new/<kind>")
@member_only
@once
def create(kind: str) -> ResponseReturnValue:
    """Keep a draft, or put it before the members at once."""
    form = forms.proposal_form(session, _kind(kind))
    if not form.validate_on_submit():
        return _form_page(_kind(kind), form), 422
    try:
        proposal = actions.propose(
            session,
            kind=kind,
            author=current_person(),
            at=clock.now(),
            as_draft="as_draft" in request.form,
            **_words_of(_kind(kind), form),
        )
    except Refused as refusal:
        return _form_page(_kind(kind), form, str(refusal)), 422
    return _to(proposal, "/discussion")


@bp.route("/decisions/<reference>/edit", methods=["GET", "POST"])
@member_only
@once
def edit(reference: str) -> ResponseReturnValue:
    """Change a draft, or amend a proposal under discussion and say why."""
    proposal = _own(reference)
    kind = Kind(proposal.kind)
    amending = queries.discussion_of(session, proposal) is not None
    data = {"title": proposal.title, "text": proposal.text, **forms.data_of(session, kind, proposal.payload)}
    form = forms.proposal_form(session, kind, amending=amending, data=data)
    if request.method == "GET":
        return _form_page(kind, form, proposal=proposal)
    if not form.validate_on_submit():
        return _form_page(kind, form, proposal=proposal), 422
    try:
        actions.amend(
            session,
            proposal,
            reason=form["reason"].data if amending else "",
            author=current_person(),
            at=clock.now(),
            **_words_of(kind, form),
        )
    except Refused as refusal:
        return _form_page(kind, form, str(refusal), proposal=proposal), 422
    return _to(proposal, "/discussion")


@bp.get("/decisions/<reference>/discussion")
@member_only
def discussion(reference: str) -> ResponseReturnValue:
    """The proposal, what was changed, what was said, and what can be done next."""
    return _discussion_page(_proposal(reference), forms.CommentForm())


@bp.post("/decisions/<reference>/discussion")
@member_only
@once
def say(reference: str) -> ResponseReturnValue:
    """Add a comment or an answer."""
    proposal, form = _proposal(reference), forms.CommentForm()
    if not form.validate_on_submit():
        return _discussion_page(proposal, form), 422
    answers = queries.comment_by_id(session, proposal, request.form.get("answers", type=int) or 0)
    try:
        said = actions.comment(
            session,
            proposal,
            author=current_person(),
            text=form.text.data,
            stance=form.stance.data,
            answers=answers,
            at=clock.now(),
        )
    except Refused as refusal:
        flash(str(refusal), "stop")
        return _to(proposal, "/discussion")
    return _to(proposal, f"/discussion#said-{said.id}")


@bp.post("/decisions/<reference>/submission")
@member_only
@once
def submit(reference: str) -> ResponseReturnValue:
    """Put a draft before the members."""
    proposal = _own(reference)
    try:
        actions.begin_discussion(session, proposal, at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    return _to(proposal, "/discussion")


@bp.route("/decisions/<reference>/withdrawal", methods=["GET", "POST"])
@member_only
@once
def withdrawal(reference: str) -> ResponseReturnValue:
    """Take one's proposal back, saying why."""
    proposal, form = _own(reference), forms.WithdrawForm()
    if request.method == "POST" and form.validate_on_submit():
        try:
            actions.withdraw(
                session, proposal, author=current_person(), reason=form.reason.data, at=clock.now()
            )
        except Refused as refusal:
            flash(str(refusal), "stop")
        return _to(proposal)
    page = render_template("governance/proposals/withdraw.html", proposal=proposal, form=form)
    return page, 422 if form.errors else 200


@bp.route("/decisions/<reference>/opening", methods=["GET", "POST"])
@member_only
@once
def opening(reference: str) -> ResponseReturnValue:
    """Check the terms, then open the vote: they cannot change afterwards. For the author and stewards."""
    proposal = _proposal(reference)
    if proposal.author_id != current_person().id and not current_standing().is_steward:
        abort(403)
    at = clock.now()
    if request.method == "POST":
        try:
            actions.open_vote(session, proposal, at=at)
        except Refused as refusal:
            session.rollback()
            flash(str(refusal), "stop")
        return _to(proposal)
    if opening_of(session, proposal.id) is not None:
        return _to(proposal)
    terms = terms_at(session, proposal, roll=member_count(session, at=at), at=at)
    return render_template(
        "governance/proposals/opening.html",
        proposal=proposal,
        terms=terms,
        needs=words.needs(terms.vote),
        counted=words.how_counted(terms.vote.method),
        does=what_it_does(session, proposal),
        text=markdown(proposal.text),
    )


def _kind(name: str) -> Kind:
    if name not in WRITTEN:
        abort(404)
    return Kind(name)


def _words_of(kind: Kind, form: OnceForm) -> dict[str, Any]:
    payload = forms.payload_of(session, kind, form)
    if kind is Kind.ADMIT:
        title = _("Admission of applicant %(number)s", number=payload["application_id"])
    else:
        title = form["title"].data
    return {"title": title, "text": form["text"].data, "payload": payload}


def _form_page(kind: Kind, form: OnceForm, problem: str = "", proposal: Proposal | None = None) -> str:
    amending = proposal is not None and queries.discussion_of(session, proposal) is not None
    return render_template(
        "governance/proposals/write.html",
        kind=kind.value,
        kind_said=words.kind(kind),
        form=form,
        problem=problem,
        proposal=proposal,
        amending=amending,
        form_errors=bool(problem),
        is_empty=_has_nothing_to_choose(form),
    )


def _has_nothing_to_choose(form: OnceForm) -> bool:
    return any(field.type == "SelectField" and not field.choices for field in form)


def _discussion_page(proposal: Proposal, form: forms.CommentForm) -> str:
    at, begun = clock.now(), queries.discussion_of(session, proposal)
    changes = [
        (
            amendment,
            difference(str(amendment.before["title"]), str(amendment.after["title"])),
            difference(str(amendment.before["text"]), str(amendment.after["text"])),
            amendment.before["payload"] != amendment.after["payload"],
        )
        for amendment in queries.amendments_of(session, proposal)
    ]
    answering = queries.comment_by_id(session, proposal, request.args.get("answer", type=int) or 0)
    return render_template(
        "governance/proposals/discussion.html",
        proposal=proposal,
        begun=begun,
        form=form,
        changes=changes,
        threads=[
            (said, markdown(said.text), [(one, markdown(one.text)) for one in answers])
            for said, answers in queries.threads_of(session, proposal)
        ],
        answering=answering,
        text=markdown(proposal.text),
        kind_said=words.kind(proposal.kind),
        stances={choice.value: choice.label for choice in form.stance.choices},
        does=what_it_does(session, proposal),
        withdrawal=queries.withdrawal_of(session, proposal),
        opening=opening_of(session, proposal.id),
        days=queries.discussion_days(session, at=at),
        now=at,
        person_id=current_person().id,
        may_open=proposal.author_id == current_person().id or current_standing().is_steward,
        opens_from=queries.may_open_from(session, proposal, at=at),
    )
