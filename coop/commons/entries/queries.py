"""Entries with filters by keyset, and one entry with all that it rests on; in Core, without N+1."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from coop.commons.entries.filters import NO, Filters
from coop.commons.entries.looking import look, named, on_accounts
from coop.commons.entries.rules import FeeSum, fee_sum, price_of, public_reference
from coop.commons.keyset import NEWEST, Key, page_of
from coop.db.types import BigKey
from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.windows import Window, closings, sums
from coop.policies.models import Decision, RuleVersion

PAGE = 50
FEW = 5000

accounts = Account.__table__
decisions = Decision.__table__
entries = EntryRow.__table__
postings = PostingRow.__table__
versions = RuleVersion.__table__


@dataclass(frozen=True)
class Listed:
    """An entry on one line: what moved in money and in minutes.

    That is the sum of its debits; or, where accounts are named, what it moved on those, told as `sign` says.
    """

    id: int
    kind: str
    reference: str
    effective_on: dt.date
    recorded_at: dt.datetime
    cents: int
    minutes: int


@dataclass(frozen=True)
class EntryList:
    """A page of entries, newest first; keys are entry numbers, none at either end.

    `looked_on` says that there may be fewer than a page holds, because it looked at as many as it may.
    """

    entries: tuple[Listed, ...]
    older: int | None
    newer: int | None
    looked_on: bool = False


def entry_list(session: Session, filters: Filters, key: Key = NEWEST, *, size: int = PAGE) -> EntryList:
    """Entries that pass the filters, in the order of the books; how they are found is told in `looking`."""
    columns = [
        entries.c.id,
        entries.c.kind,
        entries.c.uuid,
        entries.c.reference,
        entries.c.effective_on,
        entries.c.recorded_at,
    ]
    looked = look(session, filters, columns, key, size + 1)
    rows, older, newer = page_of(looked.rows, key, size)
    moved = _moved(session, [row.id for row in rows], filters)
    listed = tuple(
        Listed(
            row.id,
            row.kind,
            public_reference(row.reference, row.uuid),
            row.effective_on,
            row.recorded_at,
            *moved[row.id],
        )
        for row in rows
    )
    back_to_older, on_to_newer = rows[-1].id if older else None, rows[0].id if newer else None
    if looked.look_on is None:
        return EntryList(listed, back_to_older, on_to_newer)
    if key.after:
        return EntryList(listed, rows[-1].id if rows else key.after[0] + 1, looked.look_on, looked_on=True)
    back = rows[0].id if rows else key.before[0] - 1 if key.before else None
    return EntryList(listed, looked.look_on, back if key.before else None, looked_on=True)


def posted(session: Session, filters: Filters) -> dict[str, int] | None:
    """Commodity -> what all entries that pass moved on the accounts named, told as `sign` says; empty with none.

    Told of what a statement's figures ask for: accounts, a side of them, days, a kind. By days alone it comes from
    kept sums. By anything else it reads the entries, so it is told of few and not of many: None, for not told, when
    more than `FEW` pass, or a page could not look at them all.
    """
    if not filters.codes or filters.rule or filters.decision:
        return None
    return _posted_by_days(session, filters) if filters.is_by_days else _posted_by_few(session, filters)


def _posted_by_days(session: Session, filters: Filters) -> dict[str, int]:
    held = list(session.execute(select(accounts.c.code).where(named(filters)).distinct()).scalars())
    inside = Window(since=filters.since, until=filters.until)
    moved = sums(session, inside, held)
    if filters.closing == NO:
        for key, amount in closings(session, inside).items():
            if key in moved:
                moved[key] -= amount
    together: dict[str, int] = {}
    for (_, commodity), amount in moved.items():
        together[commodity] = together.get(commodity, 0) + filters.sign * amount
    return together


def _posted_by_few(session: Session, filters: Filters) -> dict[str, int] | None:
    looked = look(session, filters, [entries.c.id], NEWEST, FEW + 1)
    if looked.look_on is not None or len(looked.rows) > FEW:
        return None
    rows = session.execute(
        select(postings.c.commodity, func.sum(postings.c.amount))
        .where(postings.c.entry_id.in_([row.id for row in looked.rows]), on_accounts(filters))
        .group_by(postings.c.commodity)
    )
    return {commodity: filters.sign * int(amount) for commodity, amount in rows}


def _moved(session: Session, ids: list[int], filters: Filters) -> dict[int, tuple[int, int]]:
    """Entry -> (cents, minutes): debited, or moved on the accounts named."""
    in_minutes = postings.c.commodity == chart.MINUTES
    counted = on_accounts(filters) if filters.codes else postings.c.amount > 0
    rows = session.execute(
        select(
            postings.c.entry_id,
            func.sum(case((and_(counted, ~in_minutes), postings.c.amount), else_=0)),
            func.sum(case((and_(counted, in_minutes), postings.c.amount), else_=0)),
        )
        .where(postings.c.entry_id.in_(ids))
        .group_by(postings.c.entry_id)
    )
    return {entry_id: (filters.sign * int(cents), filters.sign * int(minutes)) for entry_id, cents, minutes in rows}


@dataclass(frozen=True)
class Line:
    """One posting as shown: account, commodity and signed amount. Whose it is, is not public."""

    account: str
    commodity: str
    amount: int


@dataclass(frozen=True)
class Cited:
    """A rule version an entry cites, and the decision that set it."""

    name: str
    version: int
    value: Any
    in_force_from: dt.datetime
    decision: str
    decision_title: str


@dataclass(frozen=True)
class EntryShown:
    """One entry with its postings, rules, decision and reversal."""

    id: int
    uuid: str
    kind: str
    reference: str
    effective_on: dt.date
    recorded_at: dt.datetime
    facts: dict[str, Any]
    lines: tuple[Line, ...]
    rules: tuple[Cited, ...]
    decision: str | None
    decision_title: str
    reverses: int | None
    reversed_by: int | None
    older: int | None
    newer: int | None

    def totals(self) -> dict[str, int]:
        """Commodity -> sum of the debits, which is that of the credits."""
        sums: dict[str, int] = {}
        for line in self.lines:
            sums[line.commodity] = sums.get(line.commodity, 0) + max(line.amount, 0)
        return sums

    @property
    def fee_cents(self) -> int:
        """The fee this entry took (or gave back, below zero)."""
        return -sum(line.amount for line in self.lines if line.account in (chart.FEES, chart.FEES_REFUNDED))

    def rule(self, name: str) -> Cited | None:
        return next((cited for cited in self.rules if cited.name == name), None)

    @property
    def fee(self) -> FeeSum | None:
        """The computation of the fee, where the entry states a price and the rate it cites."""
        price, rate = price_of(self.facts), self.rule("fee.rate")
        if price is None or rate is None or self.kind not in ("booking-completed", "cancellation"):
            return None
        minimum = self.rule("fee.minimum_cents")
        return fee_sum(price, Fraction(rate.value), int(minimum.value) if minimum else 0)


def entry_shown(session: Session, entry_id: int) -> EntryShown | None:
    """One entry whole, in three queries; None when there is none of that number."""
    head_query, lines_query = _of_one()
    head = session.execute(head_query, {"entry": entry_id}).first()
    if head is None:
        return None
    lines = session.execute(lines_query, {"entry": entry_id})
    return _shown(head, tuple(Line(*line) for line in lines), _cited(session, head.rule_ids))


# Built once each: putting such a query together costs more than asking it.
@functools.cache
def _of_one() -> tuple[Select[Any], Select[Any]]:
    """The head of an entry, and its lines; both take `entry`, its number."""
    undone, number = entries.alias("undone"), bindparam("entry", type_=BigKey)
    head: Select[Any] = (
        select(
            entries,
            decisions.c.reference.label("decision"),
            decisions.c.title.label("decision_title"),
            select(undone.c.id).where(undone.c.reverses == entries.c.id).scalar_subquery().label("reversed_by"),
            select(func.max(undone.c.id)).where(undone.c.id < number).scalar_subquery().label("older"),
            select(func.min(undone.c.id)).where(undone.c.id > number).scalar_subquery().label("newer"),
        )
        .outerjoin(decisions, decisions.c.id == entries.c.decision_id)
        .where(entries.c.id == number)
    )
    lines: Select[Any] = (
        select(accounts.c.code, postings.c.commodity, postings.c.amount)
        .join(accounts, accounts.c.id == postings.c.account_id)
        .where(postings.c.entry_id == number)
        .order_by(postings.c.line)
    )
    return head, lines


def _shown(head: Row[Any], lines: tuple[Line, ...], rules: tuple[Cited, ...]) -> EntryShown:
    return EntryShown(
        id=head.id,
        uuid=head.uuid,
        kind=head.kind,
        reference=public_reference(head.reference, head.uuid),
        effective_on=head.effective_on,
        recorded_at=head.recorded_at,
        facts=head.facts,
        lines=lines,
        rules=rules,
        decision=head.decision,
        decision_title=head.decision_title or "",
        reverses=head.reverses,
        reversed_by=head.reversed_by,
        older=head.older,
        newer=head.newer,
    )


def _cited(session: Session, rule_ids: list[int]) -> tuple[Cited, ...]:
    if not rule_ids:
        return ()
    return tuple(Cited(*row) for row in session.execute(_of_rules(), {"ids": rule_ids}))


@functools.cache
def _of_rules() -> Select[Any]:
    return (
        select(
            versions.c.name,
            versions.c.version,
            versions.c.value,
            versions.c.in_force_from,
            decisions.c.reference,
            decisions.c.title,
        )
        .join(decisions, decisions.c.id == versions.c.decision_id)
        .where(versions.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(versions.c.name)
    )


def kinds_and_accounts(session: Session) -> tuple[list[str], list[str]]:
    """The kinds of entries and the account codes there are, for the filter's choices."""
    codes = list(session.execute(select(accounts.c.code).distinct()).scalars())
    order = {code: place for place, code in enumerate(chart.CHART)}
    return _kinds(session), sorted(codes, key=lambda code: (order.get(code, len(order)), code))


def _kinds(session: Session) -> list[str]:
    """Distinct kinds by hopping along the index: one step a kind, however many entries."""
    first = select(func.min(entries.c.kind).label("kind")).cte("kinds", recursive=True)
    more = entries.alias("more")
    step = select(select(func.min(more.c.kind)).where(more.c.kind > first.c.kind).scalar_subquery()).where(
        first.c.kind.is_not(None)
    )
    hops = first.union_all(step)
    return [kind for kind in session.execute(select(hops.c.kind)).scalars() if kind]
