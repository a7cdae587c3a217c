"""How long the words of a case are kept: while the case is open, then as long as the law wants records; then they go.

What was published of it names nobody and stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, inspect, or_, select, update
from sqlalchemy.orm import Session

from coop.db import Base
from coop.db.erasing import Gone, Kept, Obstacle, Subject, kept_until
from coop.governance.cases.models import (
    Case,
    CaseAnswer,
    CaseAppeal,
    CaseDecision,
    CaseEnding,
    CaseEvidence,
    PanelVote,
    PauseSignature,
    PoolPlace,
)
from coop.people.restrictions.models import Restriction, RestrictionEnd
from coop.policies.in_force import in_force
from coop.policies.queries import local_day

WORDS: dict[type[Base], tuple[str, ...]] = {
    Case: ("text",),
    CaseEvidence: ("text", "file"),
    CaseAnswer: ("text",),
    PanelVote: ("conditions", "reasons"),
    CaseDecision: ("conditions",),
    CaseAppeal: ("grounds",),
    PauseSignature: ("reasons",),
    RestrictionEnd: ("reason",),
}
"""What people wrote, by table."""
FOLDER = "cases"
"""Where evidence is kept, below the uploads: apart from the receipts of expenses, which go by other terms."""


def cases_are_over(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """A case of theirs, or one they judge, is decided first."""
    query = (
        select(Case.reference)
        .outerjoin(CaseEnding, CaseEnding.case_id == Case.id)
        .where(CaseEnding.case_id.is_(None), or_(_is_side(subject), _is_drawn(subject)))
        .order_by(Case.id)
    )
    return [
        Obstacle("case", _("Case %(ref)s has not ended.", ref=reference), f"/cases/{reference}")
        for reference in session.execute(query).scalars()
    ]


def kept_by_law(session: Session, subject: Subject, at: dt.datetime) -> list[Kept]:
    """Every word of a case they were a side of, until the years of the rule are over."""
    years = in_force(session, "records.kept_years", at).whole
    mine = select(Case.id, Case.reference, CaseEnding.ended_at).join(CaseEnding, CaseEnding.case_id == Case.id)
    found = []
    for case_id, reference, ended_at in session.execute(mine.where(_is_side(subject)).order_by(Case.id)):
        until = kept_until(local_day(session, ended_at), years)
        for model in WORDS:
            for row in session.execute(select(model).where(_of_case(model, case_id, reference))).scalars():
                if any(getattr(row, column) for column in WORDS[model]):
                    what = _("Complaints and disputes: what both sides and the panel wrote")
                    found.append(Kept(model.__tablename__, _key(row), what, until))
    return found


def blank(session: Session, key: str, *, model: type[Base]) -> Gone:
    """The words of one row; a file goes with them unless another row still needs it."""
    gone = Gone()
    keys = inspect(model).primary_key
    this = and_(*(column == int(part) for column, part in zip(keys, key.split(":"), strict=True)))
    if model is CaseEvidence:
        name = session.execute(select(CaseEvidence.file).where(this)).scalar()
        others = select(CaseEvidence.id).where(CaseEvidence.file == name, ~this).limit(1)
        if name and session.execute(others).first() is None:
            gone.files.append(f"{FOLDER}/receipts/{name}")
    wordy = or_(*(getattr(model, column) != "" for column in WORDS[model]))
    blanked = update(model).where(this, wordy).values(dict.fromkeys(WORDS[model], ""))
    gone.add(model.__tablename__, session.connection().execute(blanked).rowcount)
    session.expire_all()
    return gone


EXPIRED: dict[str, Callable[[Session, str], Gone]] = {
    model.__tablename__: partial(blank, model=model) for model in WORDS
}


def _is_side(subject: Subject) -> ColumnElement[bool]:
    return or_(Case.complainant_id == subject.person_id, Case.respondent_id == subject.person_id)


def _is_drawn(subject: Subject) -> ColumnElement[bool]:
    return Case.id.in_(select(PoolPlace.case_id).where(PoolPlace.person_id == subject.person_id))


def _of_case(model: Any, case_id: int, reference: str) -> ColumnElement[bool]:
    if model is Case:
        return Case.id == case_id
    if model is RestrictionEnd:
        restricted = select(Restriction.id).where(Restriction.case_reference == reference)
        return RestrictionEnd.restriction_id.in_(restricted)
    of_case: ColumnElement[bool] = model.case_id == case_id
    return of_case


def _key(row: Base) -> str:
    return ":".join(str(part) for part in inspect(row).identity or ())
