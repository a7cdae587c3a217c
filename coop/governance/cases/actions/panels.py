"""Being willing, saying whom one cannot judge, being drawn, stepping down, being replaced."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.cases import letters
from coop.governance.cases.models import Case, CaseDraw, PanelConflict, PanelLeave, PanelOffer, PoolPlace
from coop.governance.cases.pool import Drawn, conflicted, draw_now
from coop.governance.cases.queries import CaseFile, file_of, locked
from coop.governance.cases.refusals import Refused
from coop.governance.cases.rules import LeftBy, Seat
from coop.people.persons.models import Person
from coop.people.standing.queries import standing_of


def offer(session: Session, person: Person, *, willing: bool, at: dt.datetime) -> PanelOffer:
    """Say that one would sit on panels, or no longer; counts for draws whose moment is still to come."""
    said = PanelOffer(person_id=person.id, willing=willing, said_at=at)
    session.add(said)
    session.flush()
    return said


def say_conflict(
    session: Session, person: Person, *, other: Person, ground: str, stands: bool = True, at: dt.datetime
) -> PanelConflict:
    """Say that one could not judge somebody, or take it back; raises Refused."""
    if other.id == person.id:
        raise Refused(_("Nobody judges themselves anyhow."))
    said = PanelConflict(person_id=person.id, other_id=other.id, ground=ground, stands=stands, said_at=at)
    session.add(said)
    session.flush()
    return said


def draw_if_due(session: Session, case: Case, *, at: dt.datetime) -> CaseFile:
    """Draw the panel if its moment has come, the log has signed since, and enough can be drawn; the case's file."""
    held = locked(session, case)
    if held.draw is not None or at < held.notice.answer_by:
        return held
    drawn = draw_now(session, case, held.notice, at=at)
    if not isinstance(drawn, Drawn):
        return held
    session.add_all(
        PoolPlace(case_id=case.id, position=position, person_id=person_id, token=token)
        for position, (person_id, token) in enumerate(drawn.order)
    )
    session.flush()
    session.add(
        CaseDraw(
            case_id=case.id,
            due_at=drawn.due_at,
            drawn_at=at,
            tree_size=drawn.tree_size,
            root=drawn.root.hex(),
            seed=drawn.seed,
            pool_size=len(drawn.order),
            excluded=drawn.excluded,
        )
    )
    session.flush()
    held = file_of(session, case)
    letters.panel_drawn(session, held, at=at)
    for seat in held.seats:
        letters.seated(session, held, seat, at=at)
    return _without_conflicts(session, held, at=at)


def step_down(session: Session, case: Case, *, by: Person, ground: str, at: dt.datetime) -> CaseFile:
    """Give up one's seat before voting; the next one drawn takes it. Raises Refused."""
    held = locked(session, case)
    seat = held.seat_of(by.id)
    if seat is None or seat.position in held.voted or held.decision is not None:
        raise Refused(_("Only who sits on the panel and has not voted can step down."))
    return _replace(session, held, seat, ground=LeftBy(ground), at=at)


def replace_late(session: Session, case: Case, *, at: dt.datetime) -> CaseFile:
    """Give the seats of those whose time is over to the next ones drawn; the case's file."""
    held = locked(session, case)
    while held.decision is None:
        late = [seat for seat in held.seats if seat.position not in held.voted and at >= held.until(seat)]
        if not late:
            break
        held = _replace(session, held, late[0], ground=LeftBy.LATE, at=at)
    return held


def _replace(session: Session, held: CaseFile, seat: Seat, *, ground: LeftBy, at: dt.datetime) -> CaseFile:
    before = {each.position for each in held.seats}
    session.add(PanelLeave(case_id=held.case.id, position=seat.position, ground=ground.value, left_at=at))
    session.flush()
    held = file_of(session, held.case)
    for new in held.seats:
        if new.position not in before:
            letters.seated(session, held, new, at=at)
    return _without_conflicts(session, held, at=at)


def _without_conflicts(session: Session, held: CaseFile, *, at: dt.datetime) -> CaseFile:
    """Who came into conflict since the draw, or left the co-op, does not take the seat that falls to them."""
    against = conflicted(session, held.case, at=at)
    for seat in held.seats:
        person_id = held.person_at(seat.position)
        gone = not standing_of(session, person_id, at=at).is_member
        if seat.since == at and seat.position not in held.voted and (person_id in against or gone):
            return _replace(session, held, seat, ground=LeftBy.CONFLICT, at=at)
    return held
