"""Reminding workers of cash fees they have owed for longer than the rules' grace."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.balances import by_party
from coop.ledger.chart import WORKER_FEES
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.notices.actions import tell
from coop.notices.models import Notice
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day

KIND = "cash-fees-owed"


def overdue(session: Session, *, at: dt.datetime) -> dict[int, int]:
    """`party_id -> cents` owed since before the grace: what was owed then, less all that was paid since."""
    grace = in_force(session, "fee.cash_grace_days", at).whole
    then = local_day(session, at) - dt.timedelta(days=grace)
    owed_then = by_party(session, WORKER_FEES, until=then)
    rows = session.execute(
        select(PostingRow.party_id, func.sum(PostingRow.amount))
        .join(Account, Account.id == PostingRow.account_id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(Account.code == WORKER_FEES, PostingRow.amount < 0, EntryRow.effective_on > then)
        .group_by(PostingRow.party_id)
    )
    paid_since = {party: int(cents) for party, cents in rows}
    left = {party: cents + paid_since.get(party, 0) for party, cents in owed_then.items()}
    return {party: cents for party, cents in left.items() if cents > 0}


def remind(session: Session, *, at: dt.datetime) -> int:
    """Tell whoever is overdue, at most once a grace period; returns how many were told."""
    owed = overdue(session, at=at)
    grace = dt.timedelta(days=max(1, in_force(session, "fee.cash_grace_days", at).whole))
    told = select(Notice.person_id).where(Notice.kind == KIND, Notice.created_at > at - grace)
    query = select(Person).where(Person.party_id.in_(owed), Person.id.not_in(told))
    people = session.execute(query).scalars().all()
    for person in people:
        cents = owed[person.party_id]
        with force_locale(person.locale):
            tell(
                session,
                person,
                kind=KIND,
                link="/my/earnings",
                at=at,
                subject=_("Fees of cash jobs are waiting"),
                body=_(
                    "You owe the shared fund %(sum)s in fees of cash jobs done a while ago. They are kept from "
                    "your next payout; you can also pay them in.",
                    sum=f"{cents // 100}.{cents % 100:02d}",
                ),
            )
    return len(people)
