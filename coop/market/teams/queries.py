"""Reading teams: the newest version of a listing, and whose word is missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from coop.market.teams.models import TeamLeaving, TeamMember, TeamVersion, TeamWord
from coop.market.teams.rules import is_agreed
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Team:
    """The newest version of a listing's team with what was said to it. Its members' persons are loaded."""

    version: TeamVersion
    words: dict[int, bool] = field(default_factory=dict)
    left: dict[int, dt.datetime] = field(default_factory=dict)

    @property
    def members(self) -> list[TeamMember]:
        """The lead first."""
        return self.version.members

    @property
    def people(self) -> list[Person]:
        return [member.person for member in self.members]

    @property
    def is_agreed(self) -> bool:
        return is_agreed([member.person_id for member in self.members], self.words, list(self.left))

    @property
    def is_open(self) -> bool:
        """Whether somebody's word can still bring it about: nobody has refused it, and somebody is silent."""
        said = [self.words.get(member.person_id) for member in self.members]
        return None in said and False not in said


def team_of(session: Session, listing_id: int) -> Team | None:
    """The team of a listing, agreed or not; None where its owner works alone."""
    newest = (
        select(TeamVersion)
        .where(TeamVersion.listing_id == listing_id)
        .order_by(TeamVersion.number.desc())
        .limit(1)
        .options(selectinload(TeamVersion.members).joinedload(TeamMember.person))
    )
    version = session.execute(newest, execution_options={"populate_existing": True}).scalar_one_or_none()
    if version is None or not version.members:
        return None
    words = select(TeamWord.person_id, TeamWord.accepted).where(TeamWord.version_id == version.id)
    left = select(TeamLeaving.person_id, TeamLeaving.left_at).where(TeamLeaving.version_id == version.id)
    return Team(
        version,
        dict(session.execute(words).all()),
        dict(session.execute(left).all()),
    )


def workers_of(session: Session, listing_ids: Collection[int]) -> dict[int, list[int]]:
    """`listing -> people` whose time a booking takes, for listings with a team; nobody where it is not agreed."""
    newest = _newest()
    query = (
        select(TeamVersion.listing_id, TeamMember.person_id, TeamWord.accepted, TeamLeaving.left_at)
        .join(TeamMember, TeamMember.version_id == TeamVersion.id)
        .outerjoin(TeamWord, (TeamWord.version_id == TeamVersion.id) & (TeamWord.person_id == TeamMember.person_id))
        .outerjoin(
            TeamLeaving, (TeamLeaving.version_id == TeamVersion.id) & (TeamLeaving.person_id == TeamMember.person_id)
        )
        .where(TeamVersion.listing_id.in_(listing_ids), TeamVersion.number == newest)
        .order_by(TeamVersion.listing_id, TeamMember.place)
    )
    people: dict[int, list[int]] = defaultdict(list)
    agreed: dict[int, bool] = defaultdict(lambda: True)
    for listing_id, person_id, accepted, left_at in session.execute(query):
        people[listing_id].append(person_id)
        agreed[listing_id] &= bool(accepted) and left_at is None
    return {listing_id: people[listing_id] if agreed[listing_id] else [] for listing_id in people}


def versions_with(person_id: int) -> Select[int]:
    """SQL: the versions that name a person, of any listing."""
    return select(TeamMember.version_id).where(TeamMember.person_id == person_id)


def teams_naming(session: Session, person_id: int) -> Sequence[TeamVersion]:
    """The newest versions that name a person who is not their lead, the newest first, members loaded."""
    newest = _newest()
    query = (
        select(TeamVersion)
        .join(TeamMember, TeamMember.version_id == TeamVersion.id)
        .where(TeamMember.person_id == person_id, TeamMember.place > 0, TeamVersion.number == newest)
        .order_by(TeamVersion.id.desc())
        .options(selectinload(TeamVersion.members).options(joinedload(TeamMember.person)))
    )
    return session.execute(query).scalars().all()


def _newest() -> ScalarSelect[int]:
    later = aliased(TeamVersion)
    return (
        select(func.max(later.number))
        .where(later.listing_id == TeamVersion.listing_id)
        .correlate(TeamVersion)
        .scalar_subquery()
    )
