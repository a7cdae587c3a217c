"""Share capital paid in, and what a member has in the co-op, from the ledger alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import balances, chart, journal
from coop.ledger.entries import Entry, lines
from coop.ledger.models import Account, EntryRow, Period, PostingRow
from coop.people.membership.models import Membership, SharePayment
from coop.people.membership.refusals import N_, NotPossible
from coop.people.membership.rules import (
    CapitalFlow,
    CapitalMove,
    Instalment,
    capital_flows,
    instalments,
    still_due,
)
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day

CAPITAL_CODES = (chart.MEMBER_SHARES, chart.PATRONAGE_QUALIFIED, chart.PATRONAGE_NONQUALIFIED,
                 chart.PATRONAGE_PAYABLE, chart.SHARES_REDEEMABLE, chart.PATRONAGE_DATED)
RECEIVED_INTO = (chart.BANK, chart.CASH)


class Overpaid(NotPossible):
    """More than is due on the share."""


@dataclass(frozen=True)
class Capital:
    """A member's part in the co-op, in cents: what they paid in, what was retained, what is owed to them."""

    shares_cents: int
    retained_cents: int
    dividends_due_cents: int
    redeemable_cents: int
    dividends_later_cents: int
    """In cash, on a day that has not come."""


@dataclass(frozen=True)
class CapitalLine:
    """One posting to a member's capital; positive when it grew."""

    entry_id: int
    kind: str
    effective_on: dt.date
    account: str
    cents: int


def record_share_payment(
    session: Session,
    membership: Membership,
    *,
    amount_cents: int,
    paid_on: dt.date,
    recorded_by: Person,
    into: str = chart.BANK,
    at: dt.datetime,
) -> SharePayment:
    """Post an instalment or the whole of a share; raises Overpaid above what is due.

    The form that calls it acts once (`coop.web.once`): two equal instalments on a day are two payments.
    """
    due = share_due(session, membership, at=at)
    if amount_cents > due:
        raise Overpaid(N_("That is more than is still due"))
    if membership.left_at is not None:
        raise NotPossible(N_("This member has left"))
    if into not in RECEIVED_INTO:
        raise NotPossible(N_("Money comes into the bank or as cash"))
    person = session.get_one(Person, membership.person_id)
    count = select(func.count()).where(SharePayment.membership_id == membership.id)
    currency = charter(session).currency
    entry = Entry(
        reference=f"share:{membership.id}:{session.execute(count).scalar_one() + 1}",
        kind="share",
        effective_on=paid_on,
        postings=lines(
            (into, amount_cents, currency), (chart.MEMBER_SHARES, -amount_cents, currency, person.party_id)
        ),
        rule_ids=(in_force(session, "share.price_cents", at).id,),
    )
    payment = SharePayment(
        membership_id=membership.id,
        amount_cents=amount_cents,
        paid_on=paid_on,
        recorded_by_id=recorded_by.id,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(payment)
    session.flush()
    return payment


def share_due(session: Session, membership: Membership, *, at: dt.datetime) -> int:
    """What the member has still to pay in, by the price in force."""
    paid = select(func.coalesce(func.sum(SharePayment.amount_cents), 0)).where(
        SharePayment.membership_id == membership.id
    )
    price = in_force(session, "share.price_cents", at).whole
    return still_due(price, int(session.execute(paid).scalar_one()))


def capital_of(session: Session, party_id: int) -> Capital:
    """What the books say a member has in the co-op."""
    shares, qualified, nonqualified, payable, redeemable, later = (
        -balances.balance(session, code, party_id=party_id) for code in CAPITAL_CODES
    )
    return Capital(shares, qualified + nonqualified, payable, redeemable, later)


def capital_lines(session: Session, party_id: int) -> list[CapitalLine]:
    """Every posting to a member's capital, oldest first."""
    query = (
        select(EntryRow.id, EntryRow.kind, EntryRow.effective_on, Account.code, -PostingRow.amount)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .join(Account, Account.id == PostingRow.account_id)
        .where(PostingRow.party_id == party_id, Account.code.in_(CAPITAL_CODES))
        .order_by(EntryRow.effective_on, EntryRow.id, PostingRow.line)
    )
    return [CapitalLine(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class CapitalStatement:
    """A member's capital over some days, both included; None for all days there are."""

    since: dt.date | None
    until: dt.date | None
    flows: list[CapitalFlow]
    lines: list[CapitalLine]


def capital_statement(
    session: Session, party_id: int, *, since: dt.date | None = None, until: dt.date | None = None
) -> CapitalStatement:
    """What each account held before, took in, gave out and holds after, with the postings of these days."""
    lines_ = capital_lines(session, party_id)
    moves = [CapitalMove(line.account, line.effective_on, line.cents) for line in lines_]
    inside = [
        line
        for line in lines_
        if (since is None or line.effective_on >= since) and (until is None or line.effective_on <= until)
    ]
    return CapitalStatement(since, until, capital_flows(moves, since=since, until=until), inside)


def share_instalments(session: Session, membership: Membership, *, at: dt.datetime) -> list[Instalment]:
    """The parts of a member's share by the rules in force, with what of each is still due.

    Nobody is behind on the day that the members vote for a dearer share: its parts begin with it.
    """
    return parts_of_share(session, membership, due_cents=share_due(session, membership, at=at), at=at)


def parts_of_share(session: Session, membership: Membership, *, due_cents: int, at: dt.datetime) -> list[Instalment]:
    """The same where it is known what is still due."""
    price = in_force(session, "share.price_cents", at)
    return instalments(
        price.whole,
        price.whole - due_cents,
        parts=in_force(session, "share.instalments", at).whole,
        begins_on=local_day(session, max(membership.admitted_at, price.in_force_from)),
    )


def first_open_day(session: Session) -> dt.date | None:
    """The day after the last closed period: nothing can be posted before it. None while nothing was closed."""
    closed = session.execute(select(func.max(Period.closes_on))).scalar()
    return closed + dt.timedelta(days=1) if closed else None

