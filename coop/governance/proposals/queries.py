"""Reading proposals and their discussion."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from coop.governance.proposals.models import Amendment, Comment, Discussion, Proposal, Withdrawal
from coop.governance.proposals.rules import Kind
from coop.people.membership.models import Application
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


def by_reference(session: Session, reference: str) -> Proposal | None:
    """The proposal of that number, with its author."""
    query = select(Proposal).where(Proposal.reference == reference).options(joinedload(Proposal.author))
    return session.execute(query).scalar_one_or_none()


def discussion_of(session: Session, proposal: Proposal) -> Discussion | None:
    """When the discussion began, None for a draft."""
    return session.get(Discussion, proposal.id)


def withdrawal_of(session: Session, proposal: Proposal) -> Withdrawal | None:
    """That it was withdrawn, if it was."""
    return session.get(Withdrawal, proposal.id)


def is_withdrawn(session: Session, proposal: Proposal) -> bool:
    """Whether the author took it back."""
    return withdrawal_of(session, proposal) is not None


def discussion_days(session: Session, *, at: dt.datetime) -> int:
    """Days of discussion that the rules ask for before a vote opens."""
    return in_force(session, "vote.discussion_days", at).whole


def amendments_of(session: Session, proposal: Proposal) -> list[Amendment]:
    """What was changed under discussion, the newest first."""
    query = select(Amendment).where(Amendment.proposal_id == proposal.id).order_by(Amendment.id.desc())
    return list(session.execute(query).scalars())


def comment_by_id(session: Session, proposal: Proposal, comment_id: int) -> Comment | None:
    """A comment of this proposal."""
    found = session.get(Comment, comment_id)
    return found if found is not None and found.proposal_id == proposal.id else None


def threads_of(session: Session, proposal: Proposal) -> list[tuple[Comment, list[Comment]]]:
    """What was said, the oldest first, each with all its answers (answers to answers among them)."""
    query = (
        select(Comment)
        .where(Comment.proposal_id == proposal.id)
        .options(joinedload(Comment.author))
        .order_by(Comment.id)
    )
    first: dict[int, int] = {}
    threads: dict[int, tuple[Comment, list[Comment]]] = {}
    for said in session.execute(query).scalars():
        if said.answers_id is None:
            first[said.id] = said.id
            threads[said.id] = (said, [])
        else:
            first[said.id] = first[said.answers_id]
            threads[first[said.id]][1].append(said)
    return list(threads.values())


def drafts_of(session: Session, person_id: int) -> list[Proposal]:
    """A member's drafts that nobody else sees yet."""
    query = (
        select(Proposal)
        .outerjoin(Discussion, Discussion.proposal_id == Proposal.id)
        .outerjoin(Withdrawal, Withdrawal.proposal_id == Proposal.id)
        .where(
            Proposal.author_id == person_id,
            Discussion.proposal_id.is_(None),
            Withdrawal.proposal_id.is_(None),
        )
        .order_by(Proposal.id)
    )
    return list(session.execute(query).scalars())


def open_applications(session: Session) -> list[tuple[int, str]]:
    """Applications that have not ended, as (id, name), the oldest first."""
    query = (
        select(Application.id, Person.display_name)
        .join(Person, Person.id == Application.person_id)
        .where(Application.closed_at.is_(None))
        .order_by(Application.id)
    )
    return [(id_, name) for id_, name in session.execute(query)]


def days_before_voting(session: Session, kind: str, *, at: dt.datetime) -> int:
    """Days from the beginning of the discussion until voting may open; an election and a round ask
    for days in which people are nominated and projects proposed.
    """
    days = discussion_days(session, at=at)
    besides = {Kind.ELECT.value: "office.nomination_days", Kind.PROJECTS.value: "projects.proposing_days"}.get(kind)
    return max(days, in_force(session, besides, at).whole) if besides else days


def may_open_from(session: Session, proposal: Proposal, *, at: dt.datetime) -> dt.datetime | None:
    """When enough days of discussion will have passed, None for a draft."""
    begun = discussion_of(session, proposal)
    days = days_before_voting(session, proposal.kind, at=at)
    return begun.begun_at + dt.timedelta(days=days) if begun else None
