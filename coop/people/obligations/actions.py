"""Dating retained dividends and cash of a later day, and letting them come due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.notices.actions import tell
from coop.people.obligations import queries
from coop.people.obligations.models import CapitalObligation, CapitalRelease
from coop.people.obligations.rules import cash_due_on, due_on
from coop.people.persons.models import Person
from coop.policies.in_force import InForce, history, in_force
from coop.policies.queries import charter, local_day

RULE = "patronage.retained_years"


def date_retained(session: Session) -> int:
    """Write an obligation for every retained dividend without one; returns how many. Again, it finds nothing."""
    found = queries.without_obligation(session)
    for retained in found:
        rule = _cited(session, retained)
        session.add(_obligation(retained, due=due_on(retained.effective_on, rule.whole), rule=rule))
    session.flush()
    return len(found)


def date_cash(session: Session, entry_ids: Sequence[int], *, period_ended_on: dt.date, rule: InForce) -> None:
    """Write the obligations of a distribution's entries: cash that falls due by `rule` after its period's end."""
    due = cash_due_on(period_ended_on, rule.whole)
    session.add_all(_obligation(cash, due=due, rule=rule) for cash in queries.cash_of(session, entry_ids))
    session.flush()


def _obligation(owed: queries.Retained, *, due: dt.date, rule: InForce) -> CapitalObligation:
    return CapitalObligation(
        entry_id=owed.entry_id,
        party_id=owed.party_id,
        account=owed.account,
        amount_cents=owed.amount_cents,
        due_on=due,
        rule_id=rule.id,
    )


def _cited(session: Session, retained: queries.Retained) -> InForce:
    """The years that the decision was voted under: the entry cites them; one of before that, those in force then."""
    cited = [version for version in history(session, RULE) if version.id in retained.rule_ids]
    return cited[-1] if cited else in_force(session, "patronage.retained_years", retained.recorded_at)


def release(session: Session, obligation_id: int, *, at: dt.datetime) -> bool:
    """Make an obligation whose day has come a dividend to be paid out; False when it is not due, or was released.

    The row is held: of many who try at once one does it.
    """
    obligation = session.execute(
        select(CapitalObligation).where(CapitalObligation.id == obligation_id).with_for_update()
    ).scalar_one()
    today = local_day(session, at)
    if today < obligation.due_on or session.get(CapitalRelease, obligation.id) is not None:
        return False
    currency, party = charter(session).currency, obligation.party_id
    entry = Entry(
        reference=f"redemption:dividend-{obligation.id}:due",
        kind="redemption",
        effective_on=today,
        postings=lines(
            (obligation.account, obligation.amount_cents, currency, party),
            (chart.PATRONAGE_PAYABLE, -obligation.amount_cents, currency, party),
        ),
        rule_ids=(obligation.rule_id,),
    )
    number = journal.post(session, entry, at=at)
    session.add(CapitalRelease(obligation_id=obligation.id, entry_id=number, released_at=at))
    session.flush()
    owner = session.execute(select(Person).where(Person.party_id == party)).scalar_one_or_none()
    if owner is not None:
        in_cash = obligation.account == chart.PATRONAGE_DATED
        tell(
            session,
            owner,
            kind="capital-due",
            subject=_("Your dividend in cash is paid out") if in_cash else _("A dividend kept for you is paid out"),
            body=_("Its day has come: it is paid with the next payout. Your capital account shows it."),
            link="/my/membership/capital",
            at=at,
        )
    return True
