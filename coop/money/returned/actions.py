"""Recording a payout that the bank sent back."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import journal
from coop.ledger.models import EntryRow, Party
from coop.money.locks import lock, party
from coop.money.payouts.models import PayoutExecution, PayoutLine, PayoutReturn, PayoutRun
from coop.money.periods.queries import entry_day
from coop.money.returned.entries import returned_entry
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.queries import charter


class NothingPaid(ValueError):
    """The run is not carried out, or paid this person nothing."""


def record_return(
    session: Session, run: PayoutRun, line: PayoutLine, *, returned_on: dt.date, recorded_by: Person, at: dt.datetime
) -> PayoutReturn:
    """Owe the person again what came back, and tell them; recorded again, it answers with the first time.

    Raises NothingPaid. What was kept for fees stays kept: that part never went to the bank.
    """
    lock(session, party(line.party_id))
    known = session.get(PayoutReturn, (run.id, line.party_id))
    if known is not None:
        return known
    token = session.get_one(Party, line.party_id).token
    reference = f"payout:{run.reference}:{token}"
    paid = session.execute(select(EntryRow.id).where(EntryRow.reference == reference)).scalar()
    if session.get(PayoutExecution, run.id) is None or paid is None or not line.pay_cents:
        raise NothingPaid(f"{run.reference} paid nothing to {line.party_id}")
    entry = returned_entry(
        reference,
        payout_entry=paid,
        party_id=line.party_id,
        earned_cents=line.pay_cents - line.dividend_cents,
        dividend_cents=line.dividend_cents,
        day=entry_day(session, returned_on),
        currency=charter(session).currency,
    )
    came_back = PayoutReturn(
        run_id=run.id,
        party_id=line.party_id,
        returned_on=returned_on,
        recorded_by_id=recorded_by.id,
        recorded_at=at,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(came_back)
    session.flush()
    _tell(session, line.party_id, at)
    return came_back


def _tell(session: Session, party_id: int, at: dt.datetime) -> None:
    person = session.execute(select(Person).where(Person.party_id == party_id)).scalar_one_or_none()
    if person is None:  # erased since
        return
    with force_locale(person.locale):
        tell(
            session,
            person,
            kind="payout-returned",
            link="/my/payout-details",
            at=at,
            subject=_("Your payout came back"),
            body=_("The bank could not pay it out. Please check your bank details; the next payout includes it."),
        )
