"""Offering an amendment, and saying yes or no to one. For members only: names are shown."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from coop.governance.proposals import forms, offers
from coop.governance.proposals.access import readable
from coop.governance.proposals.pages import data_of, form_page, with_preview, words_of
from coop.governance.proposals.rules import Answer, Kind, Refused
from coop.people.guards import current_person, member_only
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("amendments", __name__)


@bp.route("/decisions/<reference>/amendment", methods=["GET", "POST"])
@member_only
@once
def offer(reference: str) -> ResponseReturnValue:
    """Change the words of somebody's proposal as one would have them, and say why; its author decides."""
    proposal = readable(reference)
    kind = Kind(proposal.kind)
    if kind is Kind.APPEAL:
        abort(404)
    if proposal.author_id == current_person().id:
        return redirect(f"/decisions/{reference}/edit")
    form = forms.proposal_form(session, kind, amending=True, data=data_of(proposal))
    if request.method == "GET":
        return form_page(kind, form, proposal=proposal, offering=True)
    if not form.validate_on_submit():
        return form_page(kind, form, proposal=proposal, offering=True), 422
    if "look" in request.form:
        return with_preview(kind, form, proposal, offering=True)
    try:
        offers.offer(
            session,
            proposal,
            reason=form["reason"].data,
            author=current_person(),
            at=clock.now(),
            **words_of(kind, form),
        )
    except Refused as refusal:
        return form_page(kind, form, str(refusal), proposal=proposal, offering=True), 422
    return redirect(f"/decisions/{reference}/discussion#amendments", code=303)


@bp.post("/decisions/<reference>/amendments/<int:offer_id>/answer")
@member_only
@once
def answer(reference: str, offer_id: int) -> ResponseReturnValue:
    """Accept, decline or withdraw it."""
    proposal = readable(reference)
    offered, said = offers.offer_by_id(session, proposal, offer_id), request.form.get("answer", "")
    if offered is None or said not in list(Answer):
        abort(404)
    try:
        offers.answer(
            session,
            proposal,
            offered,
            answer=said,
            reason=request.form.get("reason", "").strip()[:300],
            person=current_person(),
            at=clock.now(),
        )
    except Refused as refusal:
        flash(str(refusal), "stop")
    return redirect(f"/decisions/{reference}/discussion#amendments", code=303)
