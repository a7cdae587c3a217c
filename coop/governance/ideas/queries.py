"""Reading the projects of a round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.ideas.models import ProjectIdea, ProjectIdeaVersion, ProjectIdeaWithdrawal, RoundProject
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids


@dataclass(frozen=True)
class Idea:
    """A project as it is worded now, and who proposes it."""

    idea: ProjectIdea
    version: ProjectIdeaVersion
    author: Person
    is_withdrawn: bool


def ideas_of(session: Session, proposal_id: int) -> list[Idea]:
    """The projects of a round in the order in which they were proposed, those taken back among them."""
    query = (
        select(ProjectIdea, ProjectIdeaVersion, Person, ProjectIdeaWithdrawal.idea_id.is_not(None))
        .join(ProjectIdeaVersion, ProjectIdeaVersion.idea_id == ProjectIdea.id)
        .join(Person, Person.id == ProjectIdea.author_id)
        .outerjoin(ProjectIdeaWithdrawal, ProjectIdeaWithdrawal.idea_id == ProjectIdea.id)
        .where(ProjectIdea.proposal_id == proposal_id)
        .order_by(ProjectIdea.id, ProjectIdeaVersion.number)
    )
    newest = {row[0].id: Idea(row[0], row[1], row[2], bool(row[3])) for row in session.execute(query)}
    return list(newest.values())


def standing(session: Session, proposal_id: int, *, at: dt.datetime) -> list[Idea]:
    """Those that were not taken back, of members."""
    members = set(member_ids(session, at=at))
    return [one for one in ideas_of(session, proposal_id) if not one.is_withdrawn and one.author.id in members]


def idea_by_id(session: Session, proposal_id: int, idea_id: int) -> Idea | None:
    """One project of this round."""
    return next((one for one in ideas_of(session, proposal_id) if one.idea.id == idea_id), None)


def projects_of(session: Session, proposal_id: int) -> dict[str, Idea]:
    """The frozen projects by their numbers, in the order of the ballot; empty before voting opens."""
    query = select(RoundProject.key, RoundProject.idea_id).where(RoundProject.proposal_id == proposal_id)
    keys = {idea_id: key for key, idea_id in session.execute(query)}
    found = {keys[one.idea.id]: one for one in ideas_of(session, proposal_id) if one.idea.id in keys}
    return dict(sorted(found.items(), key=lambda item: int(item[0])))


def versions_of(session: Session, idea_id: int) -> list[ProjectIdeaVersion]:
    """A project's wordings, the first one first."""
    query = select(ProjectIdeaVersion).where(ProjectIdeaVersion.idea_id == idea_id)
    return list(session.execute(query.order_by(ProjectIdeaVersion.number)).scalars())
