"""/my/listings/<ref>/team for who owns the listing, /my/teams for who is asked to join."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.listings.models import Listing
from coop.market.listings.queries import by_reference, own_listing
from coop.market.ranking.actions import refresh
from coop.market.team_pages import telling
from coop.market.team_pages.finding import filled_in, read
from coop.market.team_pages.forms import TeamForm
from coop.market.teams import actions
from coop.market.teams.queries import Team, team_of, teams_naming
from coop.money.five_lines.queries import five_lines_for
from coop.money.teams.rules import split
from coop.people.guards import current_person, lister_only, signed_in
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("teams", __name__)

HUNDRED = 100_00


@bp.route("/my/listings/<reference>/team", methods=["GET", "POST"])
@lister_only
@once
def edit(reference: str) -> ResponseReturnValue:
    """The team of one's own listing: who, for how many parts, and what each has said."""
    listing, at, lead = _own(reference), clock.now(), current_person()
    team = team_of(session, listing.id)
    form = TeamForm(data=filled_in(team.members if team else ()))
    if form.validate_on_submit() and (parts := read(session, form, lead, at=at)):
        actions.propose(session, listing, parts, by=lead, at=at)
        proposed = team_of(session, listing.id)
        if proposed:
            telling.invited(session, listing, proposed, at=at)
        refresh(session, [listing.id], at=at)
        flash(_("Proposed. The listing takes no booking until everybody has said yes."), "success")
        return redirect(f"/my/listings/{reference}/team", 303)
    page = render_template("market/teams/edit.html", listing=listing, form=form, **_facts(team))
    return page, 422 if form.errors else 200


@bp.post("/my/listings/<reference>/team/end")
@lister_only
@once
def end(reference: str) -> ResponseReturnValue:
    """The owner works alone again; what is booked with the team stays."""
    listing, at = _own(reference), clock.now()
    if listing.has_team:
        actions.propose(session, listing, [], by=current_person(), at=at)
        refresh(session, [listing.id], at=at)
        flash(_("You work alone again. What was booked with the team stays as it is."), "success")
    return redirect(f"/my/listings/{reference}/team", 303)


@bp.get("/my/teams")
@signed_in
def mine() -> ResponseReturnValue:
    """The teams that name the reader, with what they have to say."""
    person = current_person()
    found = []
    for version in teams_naming(session, person.id):
        listing, team = session.get_one(Listing, version.listing_id), team_of(session, version.listing_id)
        if team is not None:
            found.append({"listing": listing, "word": team.words.get(person.id), "has_left": person.id in team.left,
                          **_facts(team)})  # fmt: skip
    return render_template("market/teams/mine.html", teams=found)


@bp.post("/my/teams/<reference>/word")
@signed_in
@once
def say(reference: str) -> ResponseReturnValue:
    """Yes or no."""
    listing, person, at = by_reference(session, reference) or abort(404), current_person(), clock.now()
    accepted = request.form.get("word") == "yes"
    try:
        team = actions.say(session, listing, by=person, accepted=accepted, at=at)
    except actions.NotAsked:
        return _not_asked()
    telling.said(session, listing, team, by=person, accepted=accepted, at=at)
    refresh(session, [listing.id], at=at)
    flash(_("You said yes.") if accepted else _("You said no."), "success")
    return redirect("/my/teams", 303)


@bp.post("/my/teams/<reference>/leaving")
@signed_in
@once
def leave(reference: str) -> ResponseReturnValue:
    """Leave a team that one is in."""
    listing, person, at = by_reference(session, reference) or abort(404), current_person(), clock.now()
    try:
        team = actions.leave(session, listing, by=person, at=at)
    except actions.NotAsked:
        return _not_asked()
    telling.left(session, listing, team, by=person, at=at)
    refresh(session, [listing.id], at=at)
    flash(_("You left the team. What was booked before is still yours to do."), "success")
    return redirect("/my/teams", 303)


def _not_asked() -> ResponseReturnValue:
    flash(_("That is not possible any more: see below how the team stands now."), "stop")
    return redirect("/my/teams", 303)


def _own(reference: str) -> Listing:
    return own_listing(session, reference, current_person().id) or abort(404)


def _facts(team: Team | None) -> dict[str, Any]:
    """The team with what each would get of a price of 100."""
    if team is None:
        return {"team": None, "rows": []}
    lines = five_lines_for(session, HUNDRED, at=clock.now())
    shares = split(HUNDRED - lines.fee_cents, lines.fee_cents, [(one.person_id, one.parts) for one in team.members])
    rows = [
        (member, share.worker_cents, team.words.get(member.person_id), member.person_id in team.left)
        for member, share in zip(team.members, shares, strict=True)
    ]
    return {"team": team, "rows": rows, "hundred": HUNDRED, "fee_cents": lines.fee_cents}
