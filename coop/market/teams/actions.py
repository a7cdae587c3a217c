"""Proposing a team, saying yes or no to it, leaving it. Who is told, `telling` says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.market.teams.models import TeamLeaving, TeamMember, TeamVersion, TeamWord
from coop.market.teams.queries import Team, team_of
from coop.market.teams.rules import check
from coop.people.persons.models import Person


class NotAsked(ValueError):
    """This person has nothing to say to this version: not named, said it already, or it counts no more."""


class Teamed(Protocol):
    """What of a listing a team needs; `Listing` is one."""

    id: int
    worker_id: int
    has_team: bool


def propose(
    session: Session, listing: Teamed, parts: Sequence[tuple[int, int]], *, by: Person, at: dt.datetime
) -> TeamVersion:
    """A new version with (person, parts), the lead first; with nobody, the lead works alone again.

    The lead's own word is given with it. Until all others have given theirs, the listing takes no booking. Raises
    NoTeam, and PermissionError for anybody but the owner.
    """
    if by.id != listing.worker_id:
        raise PermissionError(f"{by.id} does not own listing {listing.id}")
    check(listing.worker_id, parts)
    last = select(func.max(TeamVersion.number)).where(TeamVersion.listing_id == listing.id)
    number = (session.execute(last).scalar() or 0) + 1
    version = TeamVersion(listing_id=listing.id, number=number, proposed_by_id=by.id, proposed_at=at)
    session.add(version)
    session.flush()
    session.add_all(
        TeamMember(version_id=version.id, person_id=person, place=place, parts=each)
        for place, (person, each) in enumerate(parts)
    )
    session.flush()
    if parts:
        _say(session, version.id, by, accepted=True, at=at)
    listing.has_team = bool(parts)
    session.flush()
    return version


def say(session: Session, listing: Teamed, *, by: Person, accepted: bool, at: dt.datetime) -> Team:
    """A member's word on the newest version, once. Raises NotAsked."""
    team = team_of(session, listing.id)
    if team is None or by.id not in {member.person_id for member in team.members} or by.id in team.words:
        raise NotAsked(f"{by.id} is not asked about the team of listing {listing.id}")
    _say(session, team.version.id, by, accepted=accepted, at=at)
    team.words[by.id] = accepted
    return team


def leave(session: Session, listing: Teamed, *, by: Person, at: dt.datetime) -> Team:
    """A member who said yes leaves; the lead proposes anew instead. Raises NotAsked."""
    team = team_of(session, listing.id)
    if team is None or by.id == listing.worker_id or not team.words.get(by.id) or by.id in team.left:
        raise NotAsked(f"{by.id} cannot leave the team of listing {listing.id}")
    session.add(TeamLeaving(version_id=team.version.id, person_id=by.id, left_by_id=by.id, left_at=at))
    session.flush()
    team.left[by.id] = at
    return team


def _say(session: Session, version_id: int, by: Person, *, accepted: bool, at: dt.datetime) -> None:
    session.add(TeamWord(version_id=version_id, person_id=by.id, accepted=accepted, said_by_id=by.id, said_at=at))
    session.flush()
