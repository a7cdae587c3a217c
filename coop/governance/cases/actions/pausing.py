"""The safety pause: two stewards, reasons, and an end that needs nobody."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.cases import letters
from coop.governance.cases.models import Case, CaseEnding, PauseSignature
from coop.governance.cases.queries import CaseFile, file_of, locked
from coop.governance.cases.refusals import Refused
from coop.governance.cases.rules import Kind
from coop.people.persons.models import Person
from coop.people.restrictions.actions import lift, restrict
from coop.people.restrictions.models import Restriction
from coop.people.standing.queries import standing_of
from coop.policies.in_force import in_force


def sign_pause(session: Session, case: Case, *, by: Person, reasons: str, at: dt.datetime) -> CaseFile:
    """Ask for a pause, or be the second to: then it begins. Raises Refused.

    One pause a case, and none for somebody who was paused in a case that is still open: only a panel can go further.
    """
    held = locked(session, case)
    if not standing_of(session, by.id, at=at).is_steward or by.id in held.sides:
        raise Refused(_("Two stewards who are no side of the case sign a pause."))
    if case.kind != Kind.COMPLAINT or held.decision is not None:
        raise Refused(_("The panel has decided: a pause cannot go further."))
    if held.seat_of(by.id) is not None:
        raise Refused(_("Who judges the case does not pause anybody in it."))
    if held.pause is not None or _paused_elsewhere(session, case):
        raise Refused(_("There was a pause already. Only the panel can go further."))
    counting = [each for each in held.signatures if each.counts_until > at]
    if any(each.steward_id == by.id for each in counting):
        raise Refused(_("You have signed. Another steward has to sign too."))
    hours = in_force(session, "process.signing_hours", at).whole
    session.add(
        PauseSignature(
            case_id=case.id,
            steward_id=by.id,
            reasons=reasons,
            signed_at=at,
            counts_until=at + dt.timedelta(hours=hours),
        )
    )
    session.flush()
    if counting:
        days = in_force(session, "process.pause_days", at).whole
        restrict(session, case.respondent_id, kind="pause", case_reference=case.reference, days=days, at=at)
        held = file_of(session, case)
        letters.paused(session, held, at=at)
        return held
    return file_of(session, case)


def lift_pause(session: Session, case: Case, *, by: Person, reason: str, at: dt.datetime) -> bool:
    """End a pause early, which one steward can; False when it has ended. Raises Refused."""
    held = locked(session, case)
    if not standing_of(session, by.id, at=at).is_steward or by.id in held.sides:
        raise Refused(_("Stewards who are no side of the case lift a pause."))
    if held.pause is None or not lift(session, held.pause[0], reason=reason, by=by, at=at):
        return False
    letters.pause_ended(session, file_of(session, case), at=at)
    return True


def _paused_elsewhere(session: Session, case: Case) -> bool:
    query = (
        select(Restriction.id)
        .join(Case, Case.reference == Restriction.case_reference)
        .outerjoin(CaseEnding, CaseEnding.case_id == Case.id)
        .where(Restriction.person_id == case.respondent_id, Restriction.kind == "pause", CaseEnding.case_id.is_(None))
        .limit(1)
    )
    return session.execute(query).first() is not None
