"""Reading a team out of its form: members by the name or the number that the directory has for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.team_pages.forms import TeamForm
from coop.market.teams.models import TeamMember
from coop.market.teams.rules import NoTeam, check
from coop.people.directory.queries import members
from coop.people.persons.models import Person
from coop.people.standing.queries import standing_of

Parts = list[tuple[int, int]]


def filled_in(named: Sequence[TeamMember]) -> dict[str, object]:
    """What the form shows of a team that was proposed before."""
    data: dict[str, object] = {"own_parts": named[0].parts if named else 1}
    for number, one in enumerate(named[1:], start=1):
        data |= {f"who{number}": one.person.display_name, f"parts{number}": one.parts}
    return data


def read(session: Session, form: TeamForm, lead: Person, *, at: dt.datetime) -> Parts | None:
    """(person, parts) with the lead first; None when something is wrong, which the form then says."""
    known = members(session, public_only=False, at=at)
    parts: Parts = [(lead.id, int(form.own_parts.data or 0))]
    for who, theirs in form.rows():
        written = (who.data or "").strip()
        if not written:
            continue
        found = [
            person
            for membership, person in known
            if written.removeprefix("#") == str(membership.number)
            or written.casefold() == person.display_name.casefold()
        ]
        problem = _problem(session, found, lead, at)
        if problem:
            who.errors = [problem]
        elif not theirs.data:
            theirs.errors = [_("Enter whole parts, 1 or more")]
        else:
            parts.append((found[0].id, int(theirs.data)))
    if form.errors:
        return None
    try:
        check(lead.id, parts)
    except NoTeam as error:
        wrong = {"alone": _("Name at least one other member"), "twice": _("Name each member once")}
        form.own_parts.errors = [wrong.get(error.reason, _("These parts make no team"))]
        return None
    return parts


def _problem(session: Session, found: Sequence[Person], lead: Person, at: dt.datetime) -> str:
    if not found:
        return str(_("No member has that name or number"))
    if len(found) > 1:
        return str(_("Several members have that name: write the number that the directory gives"))
    if found[0].id == lead.id:
        return str(_("You are the lead: your own parts are above"))
    if not standing_of(session, found[0].id, at=at).may_be_booked:
        return str(_("This member takes no work now"))
    return ""
