"""Reading cases: one with everything about it, those that concern somebody, and where each stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from coop.governance.cases.course import Facts, Stage, Step, stage_of, timeline
from coop.governance.cases.models import (
    Case,
    CaseAnswer,
    CaseAppeal,
    CaseDecision,
    CaseDraw,
    CaseEnding,
    CaseEvidence,
    CaseNotice,
    PanelLeave,
    PanelVote,
    PauseSignature,
    PoolPlace,
)
from coop.governance.cases.rules import Measure, Seat, Verdict, seats
from coop.governance.electorate.models import Opening
from coop.people.persons.models import Person
from coop.people.restrictions.models import Restriction, RestrictionEnd
from coop.people.restrictions.queries import by_case

PAGE = 50


@dataclass
class CaseFile:
    """A case with its records; those that are not there are None or empty."""

    case: Case
    notice: CaseNotice
    answer: CaseAnswer | None = None
    draw: CaseDraw | None = None
    decision: CaseDecision | None = None
    appeal: CaseAppeal | None = None
    opening: Opening | None = None
    """Of the members' vote on the appeal."""
    ending: CaseEnding | None = None
    evidence: Sequence[CaseEvidence] = ()
    pool: Sequence[PoolPlace] = ()
    leaves: Sequence[PanelLeave] = ()
    votes: Sequence[PanelVote] = ()
    signatures: Sequence[PauseSignature] = ()
    restrictions: Sequence[tuple[Restriction, RestrictionEnd | None]] = ()
    people: dict[int, Person] = field(default_factory=dict)
    """Everybody named in it, by id."""

    @property
    def sides(self) -> tuple[int, int]:
        """Who complains, and about whom."""
        return self.case.complainant_id, self.case.respondent_id

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Who sits on the panel now."""
        if self.draw is None:
            return ()
        return seats(
            pool=self.draw.pool_size,
            size=self.notice.panel_size,
            drawn_at=self.draw.drawn_at,
            left={leave.position: leave.left_at for leave in self.leaves},
        )

    @property
    def voted(self) -> frozenset[int]:
        """Places of the draw that have voted."""
        return frozenset(vote.position for vote in self.votes)

    def until(self, seat: Seat) -> dt.datetime:
        """Until when somebody on the panel has time to vote."""
        return seat.since + dt.timedelta(days=self.notice.panel_days)

    def person_at(self, position: int) -> int:
        """Who stands at a place of the draw."""
        return next(place.person_id for place in self.pool if place.position == position)

    def seat_of(self, person_id: int | None) -> Seat | None:
        """The seat of a person on the panel, None for who does not sit there (any more)."""
        return next((seat for seat in self.seats if self.person_at(seat.position) == person_id), None)

    @property
    def pause(self) -> tuple[Restriction, RestrictionEnd | None] | None:
        """The safety pause of this case, if there was one."""
        return next((each for each in self.restrictions if each[0].kind == "pause"), None)

    @property
    def facts(self) -> Facts:
        """The moments, as the rules take them."""
        waiting = [self.until(seat) for seat in self.seats if seat.position not in self.voted]
        grace = dt.timedelta(hours=self.opening.grace_hours) if self.opening else dt.timedelta()
        return Facts(
            filed_at=self.case.filed_at,
            answer_by=self.notice.answer_by,
            answered_at=self.answer.answered_at if self.answer else None,
            drawn_at=self.draw.drawn_at if self.draw else None,
            panel_by=max(waiting) if waiting else None,
            decided_at=self.decision.decided_at if self.decision else None,
            appeal_by=self.decision.appeal_by if self.decision else None,
            appealed_at=self.appeal.appealed_at if self.appeal else None,
            vote_until=self.opening.closes_at if self.opening else None,
            vote_enacted_from=self.opening.closes_at + grace if self.opening else None,
            ended_at=self.ending.ended_at if self.ending else None,
        )

    def stage(self, at: dt.datetime) -> Stage:
        """Where it stands."""
        return stage_of(self.facts, at)

    def timeline(self, at: dt.datetime) -> tuple[Step, ...]:
        """What has been and what comes next."""
        return timeline(self.facts, at)


def verdict_of(row: PanelVote | CaseDecision) -> Verdict:
    """What a vote or a decision says."""
    return Verdict(Measure(row.measure), row.amount)


def by_reference(session: Session, reference: str) -> Case | None:
    """The case of a reference."""
    return session.execute(select(Case).where(Case.reference == reference)).scalar_one_or_none()


def locked(session: Session, case: Case) -> CaseFile:
    """The case's file, for a step: a second step at the same time waits until this transaction has ended."""
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update(key_share=True))
    return file_of(session, case)


def file_of(session: Session, case: Case) -> CaseFile:
    """A case with everything about it."""
    appeal = session.get(CaseAppeal, case.id)
    found = CaseFile(
        case=case,
        notice=session.get_one(CaseNotice, case.id),
        answer=session.get(CaseAnswer, case.id),
        draw=session.get(CaseDraw, case.id),
        decision=session.get(CaseDecision, case.id),
        appeal=appeal,
        opening=session.get(Opening, appeal.proposal_id) if appeal else None,
        ending=session.get(CaseEnding, case.id),
        evidence=_all(session, CaseEvidence, case.id, CaseEvidence.id),
        pool=_all(session, PoolPlace, case.id, PoolPlace.position),
        leaves=_all(session, PanelLeave, case.id, PanelLeave.position),
        votes=_all(session, PanelVote, case.id, PanelVote.position),
        signatures=_all(session, PauseSignature, case.id, PauseSignature.id),
        restrictions=by_case(session, case.reference),
    )
    named = {*found.sides, *(place.person_id for place in found.pool), *(s.steward_id for s in found.signatures)}
    people = session.execute(select(Person).where(Person.id.in_(named))).scalars()
    found.people = {person.id: person for person in people}
    return found


def files_of(session: Session, cases: Iterable[Case]) -> list[CaseFile]:
    """The files of some cases."""
    return [file_of(session, case) for case in cases]


def open_cases(session: Session) -> list[Case]:
    """Every case that has not ended, the oldest first."""
    query = (
        select(Case)
        .outerjoin(CaseEnding, CaseEnding.case_id == Case.id)
        .where(CaseEnding.case_id.is_(None))
        .order_by(Case.id)
    )
    return list(session.execute(query).scalars())


def cases_of(session: Session, person_id: int) -> list[Case]:
    """Cases that somebody brought or that are about them, the newest first."""
    mine = or_(Case.complainant_id == person_id, Case.respondent_id == person_id)
    return list(session.execute(select(Case).where(mine).order_by(Case.id.desc()).limit(PAGE)).scalars())


def panels_of(session: Session, person_id: int) -> list[CaseFile]:
    """Open cases on whose panel somebody sits."""
    drawn = (
        select(Case)
        .join(PoolPlace, PoolPlace.case_id == Case.id)
        .outerjoin(CaseEnding, CaseEnding.case_id == Case.id)
        .where(PoolPlace.person_id == person_id, CaseEnding.case_id.is_(None))
        .order_by(Case.id)
    )
    files = files_of(session, session.execute(drawn).scalars())
    return [each for each in files if each.seat_of(person_id) is not None]


def under_way_between(session: Session, complainant_id: int, respondent_id: int) -> Case | None:
    """A complaint of the one about the other that has not ended."""
    query = (
        select(Case)
        .outerjoin(CaseEnding, CaseEnding.case_id == Case.id)
        .where(
            Case.complainant_id == complainant_id,
            Case.respondent_id == respondent_id,
            Case.kind == "complaint",
            CaseEnding.case_id.is_(None),
        )
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def dispute_of(session: Session, booking: str) -> Case | None:
    """The dispute about a booking, by the booking's reference."""
    return session.execute(select(Case).where(Case.booking == booking)).scalar_one_or_none()


@dataclass(frozen=True)
class Outcome:
    """What everybody may read of a case that is over."""

    case: Case
    notice: CaseNotice
    decision: CaseDecision
    ending: CaseEnding


def outcomes(session: Session, *, before: int | None = None) -> list[Outcome]:
    """Cases that ended, the newest first; `before` is the id of the last one shown."""
    query = (
        select(Case, CaseNotice, CaseDecision, CaseEnding)
        .join(CaseNotice, CaseNotice.case_id == Case.id)
        .join(CaseDecision, CaseDecision.case_id == Case.id)
        .join(CaseEnding, CaseEnding.case_id == Case.id)
        .order_by(Case.id.desc())
        .limit(PAGE)
    )
    if before is not None:
        query = query.where(Case.id < before)
    return [Outcome(*row) for row in session.execute(query)]


def numbers(session: Session) -> dict[int, dict[str, int]]:
    """year -> {"filed": n, a measure: n, "overturned": n}, the newest year first: by the year each was filed in."""
    rows = session.execute(
        select(Case.filed_at, CaseDecision.measure, CaseEnding.overturned)
        .outerjoin(CaseEnding, CaseEnding.case_id == Case.id)
        .outerjoin(CaseDecision, CaseDecision.case_id == CaseEnding.case_id)
        .order_by(Case.filed_at.desc())
    )
    found: dict[int, dict[str, int]] = {}
    for filed_at, measure, overturned in rows:
        year = found.setdefault(filed_at.year, {})
        what = "under_way" if measure is None else "overturned" if overturned else str(measure)
        for key in ("filed", what):
            year[key] = year.get(key, 0) + 1
    return found


def open_count(session: Session) -> int:
    """How many cases have not ended."""
    ended = select(func.count()).select_from(CaseEnding).scalar_subquery()
    return int(session.execute(select(func.count(Case.id) - ended)).scalar_one())


Kept = TypeVar("Kept", CaseEvidence, PoolPlace, PanelLeave, PanelVote, PauseSignature)


def _all(session: Session, model: type[Kept], case_id: int, order: InstrumentedAttribute[int]) -> Sequence[Kept]:
    return session.execute(select(model).where(model.case_id == case_id).order_by(order)).scalars().all()
