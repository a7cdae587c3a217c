"""Who can be drawn, and the draw as it is or would be now: the same whether a clock ran or a reader asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.cases.dealings import partners_of
from coop.governance.cases.drawing import draw, head_for, moments, seed_of
from coop.governance.cases.models import Case, CaseNotice, PanelConflict, PanelOffer, PauseSignature
from coop.governance.electorate.rules import pseudonym
from coop.ledger.log.models import Checkpoint
from coop.ledger.models import Party
from coop.people.persons.models import Person
from coop.people.restrictions.queries import restricted_ids
from coop.people.standing.queries import member_ids
from coop.policies.in_force import in_force


@dataclass(frozen=True)
class Drawn:
    """A draw that can be made now; `order` holds (person id, token), the first drawn first."""

    due_at: dt.datetime
    tree_size: int
    root: bytes
    seed: str
    order: tuple[tuple[int, str], ...]
    excluded: int


@dataclass(frozen=True)
class Waits:
    """Why a panel is not drawn yet: the log has no tree head for `due_at`, or too few can be drawn until then."""

    due_at: dt.datetime
    too_few: bool


def draw_now(session: Session, case: Case, notice: CaseNotice, *, at: dt.datetime) -> Drawn | Waits:
    """The draw of a case whose time to answer is over.

    The pool is who was willing before the moment, the seed from after it. Where too few were, the next moment counts.
    """
    last = Waits(notice.answer_by, too_few=False)
    for due_at in moments(notice.answer_by, at):
        head = _head(session, due_at, at)
        if head is None:
            return Waits(due_at, too_few=False)
        able = willing(session, before=due_at) & set(member_ids(session, at=due_at)) & set(member_ids(session, at=at))
        able -= {case.complainant_id, case.respondent_id}
        left = able - conflicted(session, case, at=at)
        if len(left) < notice.panel_size:
            last = Waits(due_at, too_few=True)
            continue
        seed = seed_of(head.root, case.reference)
        by_token = {
            pseudonym(case.reference, token): person_id
            for person_id, token in session.execute(
                select(Person.id, Party.token).join(Party, Party.id == Person.party_id).where(Person.id.in_(left))
            )
        }
        order = tuple((by_token[token], token) for token in draw(by_token, seed))
        return Drawn(due_at, head.size, head.root, seed, order, len(able) - len(left))
    return last


def willing(session: Session, *, before: dt.datetime) -> set[int]:
    """Ids of persons whose newest word before a moment is that they would sit on a panel."""
    newest = select(func.max(PanelOffer.id)).where(PanelOffer.said_at < before).group_by(PanelOffer.person_id)
    query = select(PanelOffer.person_id).where(PanelOffer.id.in_(newest), PanelOffer.willing.is_(True))
    return set(session.execute(query).scalars())


def conflicted(session: Session, case: Case, *, at: dt.datetime) -> set[int]:
    """Who cannot judge this case: its sides, their households, whom they dealt with, who paused, who is restricted."""
    sides = {case.complainant_id, case.respondent_id}
    since = at - dt.timedelta(days=in_force(session, "process.dealings_days", at).whole)
    paused = select(PauseSignature.steward_id).where(PauseSignature.case_id == case.id)
    return (
        sides
        | declared(session, case)
        | partners_of(session, sides, since)
        | set(session.execute(paused).scalars())
        | set(session.execute(restricted_ids(at)).scalars())
    )


def declared(session: Session, case: Case) -> set[int]:
    """Who said that they could not judge a side of this case, or of whom a side had said so before the complaint.

    What a side says later does not count: whoever is complained about could rule out everybody.
    """
    sides = {case.complainant_id, case.respondent_id}
    newest = select(func.max(PanelConflict.id)).group_by(PanelConflict.person_id, PanelConflict.other_id)
    said = select(PanelConflict.person_id).where(
        PanelConflict.id.in_(newest), PanelConflict.stands.is_(True), PanelConflict.other_id.in_(sides)
    )
    before = newest.where(PanelConflict.said_at < case.filed_at)
    named = select(PanelConflict.other_id).where(
        PanelConflict.id.in_(before), PanelConflict.stands.is_(True), PanelConflict.person_id.in_(sides)
    )
    return {*session.execute(said).scalars(), *session.execute(named).scalars()} - sides


def _head(session: Session, due_at: dt.datetime, at: dt.datetime) -> Checkpoint | None:
    before = select(Checkpoint).where(Checkpoint.signed_at < due_at).order_by(Checkpoint.size.desc()).limit(1)
    after = select(Checkpoint).where(Checkpoint.signed_at >= due_at).order_by(Checkpoint.size).limit(1)
    heads = [head for query in (before, after) if (head := session.execute(query).scalar()) is not None]
    return head_for([(head.signed_at, head) for head in heads], due_at, at)
