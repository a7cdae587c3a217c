"""What those of a team are told, each in their own language."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.listings.models import Listing
from coop.market.teams.queries import Team
from coop.notices.actions import tell
from coop.people.persons.models import Person


def invited(session: Session, listing: Listing, team: Team, *, at: dt.datetime) -> None:
    """Everybody named but the lead is asked for their word."""
    for member in team.members[1:]:
        with force_locale(member.person.locale):
            tell(
                session,
                member.person,
                kind="team-proposed",
                subject=_("%(name)s asks you to work in a team", name=team.people[0].display_name),
                body=_(
                    "%(title)s: %(names)s. The parts are on the page. Nothing is booked before everybody has said yes.",
                    title=listing.title, names=", ".join(one.display_name for one in team.people),
                ),
                link="/my/teams",
                at=at,
            )  # fmt: skip


def said(session: Session, listing: Listing, team: Team, *, by: Person, accepted: bool, at: dt.datetime) -> None:
    """The lead hears each word; all hear that the split is agreed."""
    lead = team.people[0]
    with force_locale(lead.locale):
        answer = _("%(name)s said yes to your team", name=by.display_name)
        refusal = _("%(name)s said no to your team", name=by.display_name)
        tell(session, lead, kind="team-word", subject=answer if accepted else refusal, body=listing.title,
             link=f"/my/listings/{listing.reference}/team", at=at)  # fmt: skip
    if not team.is_agreed:
        return
    for person in team.people:
        with force_locale(person.locale):
            tell(session, person, kind="team-agreed", subject=_("The team is agreed: %(title)s", title=listing.title),
                 body=_("Everybody said yes. From now on it can be booked when all of you are free."),
                 link=f"/listings/{listing.reference}", at=at)  # fmt: skip


def left(session: Session, listing: Listing, team: Team, *, by: Person, at: dt.datetime) -> None:
    """The others hear that somebody left."""
    for person in team.people:
        if person.id == by.id:
            continue
        with force_locale(person.locale):
            tell(session, person, kind="team-left",
                 subject=_("%(name)s left the team: %(title)s", name=by.display_name, title=listing.title),
                 body=_("It cannot be booked until a team is agreed anew. What is booked already stays as it is."),
                 link=f"/listings/{listing.reference}", at=at)  # fmt: skip
