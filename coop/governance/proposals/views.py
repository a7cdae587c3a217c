"""Writing a proposal, discussing and amending it, opening the vote. For members only: names are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance import belenios_tool, words
from coop.governance.electorate.frozen import BELENIOS
from coop.governance.electorate.queries import opening_of
from coop.governance.previews.shown import Shown, shown
from coop.governance.proposals import actions, cosponsors, forms, offers, queries, reactions
from coop.governance.proposals.access import own, readable
from coop.governance.proposals.models import Amendment, AmendmentOffer, Proposal
from coop.governance.proposals.opening import terms_at
from coop.governance.proposals.pages import data_of, form_page, with_preview, words_of
from coop.governance.proposals.rules import WRITTEN, Kind, Piece, Refused, difference
from coop.governance.proposals.summary import facts_of, what_it_does
from coop.people.guards import current_person, current_standing, member_only
from coop.people.standing.queries import member_count
from coop.web import clock
from coop.web.database import session
from coop.web.once import once
from coop.web.text import markdown

bp = Blueprint("proposals", __name__)


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
    return form_page(_kind(kind), form)


@bp.post("/decisions/new/<kind>")
@member_only
@once
def create(kind: str) -> ResponseReturnValue:
    """Keep a draft, or put it before the members at once."""
    form = forms.proposal_form(session, _kind(kind))
    if not form.validate_on_submit():
        return form_page(_kind(kind), form), 422
    if "look" in request.form:
        return with_preview(_kind(kind), form)
    try:
        proposal = actions.propose(
            session,
            kind=kind,
            author=current_person(),
            at=clock.now(),
            as_draft="as_draft" in request.form,
            **words_of(_kind(kind), form),
        )
    except Refused as refusal:
        return form_page(_kind(kind), form, str(refusal)), 422
    return _to(proposal, "/discussion")


@bp.route("/decisions/<reference>/edit", methods=["GET", "POST"])
@member_only
@once
def edit(reference: str) -> ResponseReturnValue:
    """Change a draft, or amend a proposal under discussion and say why."""
    proposal = own(reference)
    kind = Kind(proposal.kind)
    amending = queries.discussion_of(session, proposal) is not None
    form = forms.proposal_form(session, kind, amending=amending, data=data_of(proposal))
    if request.method == "GET":
        return form_page(kind, form, proposal=proposal)
    if not form.validate_on_submit():
        return form_page(kind, form, proposal=proposal), 422
    if "look" in request.form:
        return with_preview(kind, form, proposal)
    try:
        actions.amend(
            session,
            proposal,
            reason=form["reason"].data if amending else "",
            author=current_person(),
            at=clock.now(),
            **words_of(kind, form),
        )
    except Refused as refusal:
        return form_page(kind, form, str(refusal), proposal=proposal), 422
    return _to(proposal, "/discussion")


@bp.get("/decisions/<reference>/discussion")
@member_only
def discussion(reference: str) -> ResponseReturnValue:
    """The proposal, what was changed, what was said, and what can be done next."""
    return _discussion_page(readable(reference), forms.CommentForm())


@bp.post("/decisions/<reference>/discussion")
@member_only
@once
def say(reference: str) -> ResponseReturnValue:
    """Add a comment or an answer."""
    proposal, form = readable(reference), forms.CommentForm()
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
    proposal = own(reference)
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
    proposal, form = own(reference), forms.WithdrawForm()
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
    """Check the terms, then open the vote, here or in Belenios: they cannot change afterwards.

    For the author and stewards.
    """
    proposal = readable(reference)
    if proposal.author_id != current_person().id and not current_standing().is_steward:
        abort(403)
    at, elsewhere = clock.now(), request.values.get("held") == BELENIOS
    if request.method == "POST":
        try:
            if elsewhere and belenios_tool.path() is None:
                raise Refused(_("belenios-tool is not installed here: no result of such a vote could be checked."))
            actions.open_vote(session, proposal, elsewhere=elsewhere, at=at)
        except Refused as refusal:
            session.rollback()
            flash(str(refusal), "stop")
        return _to(proposal)
    if opening_of(session, proposal.id) is not None:
        return _to(proposal)
    roll = member_count(session, at=at)
    try:
        terms = terms_at(session, proposal, roll=roll, elsewhere=elsewhere, at=at)
    except Refused as refusal:
        flash(str(refusal), "stop")
        return _to(proposal, "/opening")
    return render_template(
        "governance/proposals/opening.html",
        proposal=proposal,
        terms=terms,
        elsewhere=elsewhere,
        needs=words.needs(terms.vote),
        counted=words.how_counted(terms.vote.method),
        does=what_it_does(session, proposal),
        preview=_preview(proposal),
        lacking=cosponsors.needed(session, at=at) - len(cosponsors.cosponsors_of(session, proposal, at=at)),
        text=markdown(proposal.text),
    )


def _preview(proposal: Proposal) -> Shown | None:
    """Its effect in figures, with the reader's own."""
    return shown(
        session,
        proposal.kind,
        proposal.payload,
        proposal_id=proposal.id,
        party_id=current_person().party_id,
        for_members=True,
        at=clock.now(),
    )


def _kind(name: str) -> Kind:
    if name not in WRITTEN:
        abort(404)
    return Kind(name)


@dataclass(frozen=True)
class Change:
    """An amendment, made or offered, for its reader: the words with what was added and taken away."""

    record: Amendment | AmendmentOffer
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    does_before: list[tuple[str, str]]
    does_after: list[tuple[str, str]]
    """What it would do; both empty where that stays."""


def _change(record: Amendment | AmendmentOffer, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    sides: list[list[tuple[str, str]]] = [[], []]
    if before["payload"] != after["payload"]:
        proposal = session.get_one(Proposal, record.proposal_id)
        sides = [facts_of(session, proposal.kind, each["payload"], at=proposal.drafted_at) for each in (before, after)]
    return Change(
        record,
        difference(str(before["title"]), str(after["title"])),
        difference(str(before["text"]), str(after["text"])),
        *sides,
    )


def _discussion_page(proposal: Proposal, form: forms.CommentForm) -> str:
    at, begun = clock.now(), queries.discussion_of(session, proposal)
    supporters = cosponsors.cosponsors_of(session, proposal, at=at)
    given = offers.offers_of(session, proposal)
    answering = queries.comment_by_id(session, proposal, request.args.get("answer", type=int) or 0)
    return render_template(
        "governance/proposals/discussion.html",
        proposal=proposal,
        begun=begun,
        form=form,
        changes=[_change(one, one.before, one.after) for one in queries.amendments_of(session, proposal)],
        offered=[(one, _change(one.offer, one.offer.before, one.offer.after)) for one in given],
        offerers={one.answer.amendment_id: one.offer.author.display_name for one in given if one.answer},
        threads=[
            (said, markdown(said.text), [(one, markdown(one.text)) for one in answers])
            for said, answers in queries.threads_of(session, proposal)
        ],
        answering=answering,
        text=markdown(proposal.text),
        kind_said=words.kind(proposal.kind),
        stances={choice.value: choice.label for choice in form.stance.choices},
        does=what_it_does(session, proposal),
        preview=_preview(proposal),
        supporters=supporters,
        supports=any(one.id == current_person().id for one in supporters),
        wanted=cosponsors.needed(session, at=at),
        reactions=reactions.reactions_to(session, proposal, reader_id=current_person().id),
        reaction_words=words.reactions(),
        withdrawal=queries.withdrawal_of(session, proposal),
        opening=opening_of(session, proposal.id),
        days=queries.days_before_voting(session, proposal.kind, at=at),
        now=at,
        person_id=current_person().id,
        may_open=proposal.author_id == current_person().id or current_standing().is_steward,
        opens_from=queries.may_open_from(session, proposal, at=at),
    )
