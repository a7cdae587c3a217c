"""The stewards' page of a vote held in Belenios, and the archive for everybody."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance import belenios_tool
from coop.governance.ballots.queries import is_closed
from coop.governance.belenios import actions, forms, queries
from coop.governance.belenios.archive import MOST_BYTES
from coop.governance.belenios.rules import template
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import frozen_vote, opening_of
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.queries import by_reference
from coop.governance.proposals.rules import Refused
from coop.people.guards import current_person, current_standing, fresh, steward_only
from coop.web import clock
from coop.web.database import session

bp = Blueprint("belenios", __name__)

Vote = tuple[Proposal, Opening, FrozenVote]


@bp.app_context_processor
def _for_other_pages() -> dict[str, Any]:
    """The desk lies on a lower floor, and so does opening a vote: each asks for what it shows."""
    return {
        "votes_in_belenios": lambda: queries.to_do(session, current_person().id, at=clock.now()),
        "checks_archives": lambda: belenios_tool.path() is not None,
    }


@bp.get("/decisions/<reference>/belenios")
@steward_only
@fresh
def index(reference: str) -> ResponseReturnValue:
    """Step by step: the election's files, its address, its archive, and the second steward's word."""
    return _page(_vote(reference))


@bp.get("/decisions/<reference>/belenios/election.json")
@steward_only
def election_json(reference: str) -> ResponseReturnValue:
    """The question as Belenios reads it."""
    proposal, _opening, vote = _vote(reference)
    address = f"{current_app.extensions['coop_settings'].site_url.rstrip('/')}/decisions/{reference}"
    said = template(question=proposal.title, answers=vote.terms["answers"], name=proposal.title, description=address)
    text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
    return _file(text.encode(), f"election-{reference}.json", "application/json")


@bp.get("/decisions/<reference>/belenios/voters.txt")
@steward_only
@fresh
def voters_txt(reference: str) -> ResponseReturnValue:
    """Everybody on the roll by their mail address, one a line and each with one vote: as Belenios wants its voters.

    Only while voting is open: afterwards nobody needs it.
    """
    proposal, opening, _frozen = _vote(reference)
    if clock.now() >= opening.closes_at:
        abort(404)
    lines = sorted(person.email for person in queries.voters(session, proposal.id))
    return _file("".join(f"{line}\n" for line in lines).encode(), f"voters-{reference}.txt", "text/plain")


@bp.post("/decisions/<reference>/belenios/address")
@steward_only
@fresh
def announce(reference: str) -> ResponseReturnValue:
    """Tell members where to vote."""
    found, form = _vote(reference), forms.PlaceForm()
    if not form.validate_on_submit():
        return _page(found, place=form), 422
    try:
        actions.announce(session, found[0], steward=current_person(), address=form.address.data or "", at=clock.now())
    except Refused as refusal:
        form.address.errors = [str(refusal)]
        return _page(found, place=form), 422
    flash(_("Everybody on the roll is told."), "success")
    return redirect(f"/decisions/{reference}/belenios", code=303)


@bp.post("/decisions/<reference>/belenios/archive")
@steward_only
@fresh
def bring_in(reference: str) -> ResponseReturnValue:
    """Check an archive and keep it for a second steward."""
    proposal, opening, _frozen = _vote(reference)
    form = forms.ArchiveForm()
    if not form.validate_on_submit():
        return _page(_vote(reference), archive=form), 422
    data = form.archive.data.read(MOST_BYTES + 1)
    try:
        due = actions.wanted(session, proposal, opening)
        # The check takes seconds: nobody waits for this database transaction meanwhile, and all is asked anew after it.
        session.rollback()
        found = actions.checked(data, due)
        actions.bring_in(session, _vote(reference)[0], steward=current_person(), found=found, at=clock.now())
    except Refused as refusal:
        form.archive.errors = [str(refusal)]
        return _page(_vote(reference), archive=form), 422
    flash(_("The archive is right. Now another steward has to confirm it."), "success")
    return redirect(f"/decisions/{reference}/belenios", code=303)


@bp.post("/decisions/<reference>/belenios/<int:number>/confirmation")
@steward_only
@fresh
def confirm(reference: str, number: int) -> ResponseReturnValue:
    """Say that it is the election members voted in."""
    proposal, *_rest = _vote(reference)
    try:
        actions.confirm(
            session, proposal, number, steward=current_person(), seen=request.form.get("seen", ""), at=clock.now()
        )
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("Confirmed: the outcome follows from it."), "success")
    return redirect(f"/decisions/{reference}/belenios", code=303)


@bp.post("/decisions/<reference>/belenios/<int:number>/refusal")
@steward_only
@fresh
def refuse(reference: str, number: int) -> ResponseReturnValue:
    """Say that it is not, and why."""
    found, form = _vote(reference), forms.RefuseForm()
    if not form.validate_on_submit():
        return _page(found, refusing=form), 422
    try:
        actions.refuse(session, found[0], number, steward=current_person(), reason=form.why.data or "", at=clock.now())
    except Refused as refusal:
        flash(str(refusal), "stop")
    else:
        flash(_("Refused: another result can be brought in."), "success")
    return redirect(f"/decisions/{reference}/belenios", code=303)


@bp.get("/decisions/<reference>/election.bel")
def archive(reference: str) -> ResponseReturnValue:
    """The archive to the byte: for everybody once it is confirmed, before that for stewards."""
    proposal, *_rest = _vote(reference)
    listed = [one for one in queries.imports(session, proposal.id) if one.waits or one.is_confirmed]
    if not listed or not (listed[0].is_confirmed or current_standing().is_steward):
        abort(404)
    record = listed[0].record
    data = queries.archive_of(session, record.id)
    return _file(data, f"{record.election}.bel", "application/octet-stream")


def _file(data: bytes, name: str, mimetype: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _vote(reference: str) -> Vote:
    proposal = by_reference(session, reference)
    opening = opening_of(session, proposal.id) if proposal else None
    if proposal is None or opening is None or queries.import_until(session, proposal.id) is None:
        abort(404)
    return proposal, opening, frozen_vote(session, opening, reference=reference)


def _page(found: Vote, **sent: Any) -> str:
    proposal, opening, vote = found
    at, told = clock.now(), queries.told_of(session, proposal.id) or abort(404)
    listed = queries.imports(session, proposal.id)
    current = next((one for one in listed if one.waits or one.is_confirmed), None)
    is_open, is_over = at < opening.closes_at, is_closed(session, proposal.id) or at >= told.until
    return render_template(
        "governance/belenios/index.html", proposal=proposal, opening=opening, vote=vote, told=told,
        refused=[one for one in listed if one.answer and one.answer.reason], current=current,
        places=queries.places(session, proposal.id),
        is_open=is_open, is_over=is_over, may_bring_in=not is_open and not is_over and current is None,
        is_own=current is not None and current.record.imported_by_id == current_person().id,
        place=sent.get("place") or forms.PlaceForm(), archive=sent.get("archive") or forms.ArchiveForm(),
        refusing=sent.get("refusing") or forms.RefuseForm(), form_errors=bool(sent),
    )  # fmt: skip
