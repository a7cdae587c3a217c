"""The clock's part in due process: draws, replacements, endings, reminders. Each case in a transaction of its own."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db import transaction
from coop.db.session import retrying
from coop.governance.cases import actions, letters
from coop.governance.cases.actions.deciding import decide_if_complete
from coop.governance.cases.course import Stage
from coop.governance.cases.models import Case, CaseReminder
from coop.governance.cases.pool import Waits, draw_now
from coop.governance.cases.queries import CaseFile, file_of, open_cases
from coop.people.persons.models import Person
from coop.people.restrictions.models import Restriction, RestrictionEnd
from coop.people.stewards.models import Stewardship

SOON = dt.timedelta(days=3)
"""So long before a term runs out people are reminded of it, once."""


def move_cases(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Draw panels, replace who is late, carry out what stands, remind; returns how many cases moved."""
    with transaction(engine, write=False) as session:
        waiting = [case.id for case in open_cases(session)]
    return sum(retrying(engine, partial(_move, case_id=case_id, at=at)) for case_id in waiting)


def tell_of_ended_pauses(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Tell members whose pause ended by itself, once each; that it ended needs no clock."""
    with transaction(engine) as session:
        over = session.execute(
            select(Case)
            .join(Restriction, Restriction.case_reference == Case.reference)
            .outerjoin(RestrictionEnd, RestrictionEnd.restriction_id == Restriction.id)
            .outerjoin(
                CaseReminder,
                (CaseReminder.case_id == Case.id)
                & (CaseReminder.person_id == Case.respondent_id)
                & (CaseReminder.about == "pause"),
            )
            .where(Restriction.kind == "pause", Restriction.ends_at <= at, RestrictionEnd.restriction_id.is_(None),
                   CaseReminder.case_id.is_(None))
            .order_by(Case.id)
        ).scalars().all()  # fmt: skip
        for case in over:
            held = file_of(session, case)
            letters.note(session, held, case.respondent_id, "pause", at=at)
            letters.pause_ended(session, held, at=at)
        return len(over)


def _move(session: Session, *, case_id: int, at: dt.datetime) -> bool:
    case = session.get_one(Case, case_id)
    before = file_of(session, case)
    held = actions.draw_if_due(session, case, at=at)
    if held.draw is not None:
        held = decide_if_complete(session, actions.replace_late(session, case, at=at), at=at)
    if held.stage(at) is Stage.ENDING and held.appeal is None:
        actions.end_if_due(session, case, at=at)
    return remind(session, file_of(session, case), at=at) or file_of(session, case).facts != before.facts


def remind(session: Session, held: CaseFile, *, at: dt.datetime) -> bool:
    """Remind those whose time runs out soon, once each; tell stewards when too few can be drawn."""
    stage, sent = held.stage(at), False
    if stage is Stage.ANSWER and held.answer is None and at >= held.notice.answer_by - SOON:
        until = held.notice.answer_by
        sent = letters.remind(session, held, held.case.respondent_id, "answer", until, at=at)
    if stage is Stage.PANEL:
        for seat in held.seats:
            until = held.until(seat)
            if seat.position not in held.voted and at >= until - min(SOON, (until - seat.since) / 2):
                sent |= letters.remind(session, held, held.person_at(seat.position), "panel", until, at=at)
    appeal_by = held.decision.appeal_by if held.decision else None
    if stage is Stage.WINDOW and appeal_by is not None and at >= appeal_by - SOON:
        sent |= letters.remind(session, held, held.case.respondent_id, "appeal", appeal_by, at=at)
    if stage is Stage.DRAW:
        waits = draw_now(session, held.case, held.notice, at=at)
        if isinstance(waits, Waits) and waits.too_few:
            letters.too_few(session, held, _stewards(session, at), at=at)
    return sent


def _stewards(session: Session, at: dt.datetime) -> list[Person]:
    query = (
        select(Person)
        .join(Stewardship, Stewardship.person_id == Person.id)
        .where(Stewardship.begins_at <= at, Stewardship.ends_at.is_(None) | (Stewardship.ends_at > at))
    )
    return list(session.execute(query).scalars().unique())


DUTIES = [("cases: draw, decide, end", 300, move_cases), ("cases: pauses that ended", 3600, tell_of_ended_pauses)]
