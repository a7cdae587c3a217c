"""Balances and the postings of one account, in Core, by keyset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, func, select, true, tuple_
from sqlalchemy.orm import Session

from coop.commons.keyset import NEWEST, Key, page_of
from coop.ledger import chart, readings
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.snapshots.models import BalanceSnapshot, PublishedSnapshot
from coop.ledger.snapshots.reading import by_account
from coop.ledger.snapshots.spans import EVER

PAGE = 50

accounts = Account.__table__
entries = EntryRow.__table__
postings = PostingRow.__table__
published = PublishedSnapshot.__table__
snapshots = BalanceSnapshot.__table__


@dataclass(frozen=True)
class AccountBalance:
    """An account and its signed balance (debit positive)."""

    code: str
    kind: str
    commodity: str
    balance: int

    @property
    def natural(self) -> int:
        """The balance as people say it: what an account of this kind has more of is positive."""
        return self.balance * chart.normal_sign(chart.Kind(self.kind))


@dataclass(frozen=True)
class Books:
    """All balances, and what they add up to in the co-op's currency."""

    balances: tuple[AccountBalance, ...]

    def _sum(self, *kinds: str) -> int:
        return sum(b.natural for b in self.balances if b.kind in kinds and b.commodity != chart.MINUTES)

    def of(self, *codes: str) -> int:
        """The natural balances of some accounts together."""
        return sum(b.natural for b in self.balances if b.code in codes)

    @property
    def held_cents(self) -> int:
        return self.of(*chart.HOLDINGS)

    @property
    def owed_cents(self) -> int:
        return self.of(*chart.OWED)

    @property
    def spare_cents(self) -> int:
        return self.held_cents - self.owed_cents

    @property
    def net_cents(self) -> int:
        """Assets less liabilities: what the co-op is worth in its books."""
        return self._sum("asset") - self._sum("liability")

    @property
    def equity_cents(self) -> int:
        """Shares, retained dividends, reserves and surplus, the open period's result included."""
        return self._sum("equity") + self.income_cents - self.expense_cents

    @property
    def income_cents(self) -> int:
        return self._sum("income")

    @property
    def expense_cents(self) -> int:
        return self._sum("expense")

    @property
    def off_by(self) -> dict[str, int]:
        """What all accounts sum to, per commodity: zero, or the books are broken."""
        sums: dict[str, int] = {}
        for balance in self.balances:
            sums[balance.commodity] = sums.get(balance.commodity, 0) + balance.balance
        return {commodity: amount for commodity, amount in sums.items() if amount}

    @property
    def balanced(self) -> bool:
        return not self.off_by and self.net_cents == self.equity_cents

    @property
    def sound(self) -> bool:
        return self.balanced and self.spare_cents >= 0


def books(session: Session) -> Books:
    """Every account with its balance, unused ones at zero, in the order of the chart."""
    moved = by_account(session)
    sums = (
        select(moved.c.account_id, func.sum(moved.c.amount).label("balance")).group_by(moved.c.account_id).subquery()
    )
    rows = session.execute(
        select(accounts.c.code, accounts.c.kind, accounts.c.commodity, func.coalesce(sums.c.balance, 0)).outerjoin(
            sums, sums.c.account_id == accounts.c.id
        )
    )
    order = {code: place for place, code in enumerate(chart.CHART)}
    listed = [AccountBalance(code, kind, commodity, int(balance)) for code, kind, commodity, balance in rows]
    return Books(tuple(sorted(listed, key=lambda b: (order.get(b.code, len(order)), b.code, b.commodity))))


@dataclass(frozen=True)
class RunningLine:
    """One posting with the balance after it, both as people say them for this kind of account."""

    entry_id: int
    line: int
    kind: str
    effective_on: dt.date
    recorded_at: dt.datetime
    amount: int
    balance: int


@dataclass(frozen=True)
class AccountPage:
    """Part of an account's history, newest first; keys are `entry-line`, none at either end."""

    account: AccountBalance
    lines: tuple[RunningLine, ...]
    older: str | None
    newer: str | None


def account_page(session: Session, code: str, key: Key = NEWEST, *, size: int = PAGE) -> AccountPage | None:
    """A page of the account's postings with running balances; None for an account that does not exist.

    Three queries, whatever the page and however long the history: the account with the sums kept nearest below the
    page and today, the page and one row more, and what moved since those sums.
    """
    found = session.execute(
        select(
            accounts.c.id,
            accounts.c.code,
            accounts.c.kind,
            accounts.c.commodity,
            *_kept_below(session, (key.before or key.after)[0] if key != NEWEST else None, "page"),
            *_kept_below(session, None, "today"),
        )
        .where(accounts.c.code == code)
        .order_by(accounts.c.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    rows, older, newer = page_of(_rows(session, found.id, key, size), key, size)
    since_page, since_today = session.execute(
        select(_moved(found.id, found.page_upto, _within(key)), _moved(found.id, found.today_upto, true()))
    ).one()
    today = found.today_amount + int(since_today)
    running = found.page_amount + int(since_page) + (sum(row.amount for row in rows) if key.after else 0)
    sign = chart.normal_sign(chart.Kind(found.kind))
    lines = []
    for row in rows:
        lines.append(
            RunningLine(
                row.entry_id,
                row.line,
                row.kind,
                row.effective_on,
                row.recorded_at,
                sign * row.amount,
                sign * running,
            )
        )
        running -= row.amount
    return AccountPage(
        account=AccountBalance(found.code, found.kind, found.commodity, today),
        lines=tuple(lines),
        newer=f"{rows[0].entry_id}-{rows[0].line}" if newer else None,
        older=f"{rows[-1].entry_id}-{rows[-1].line}" if older else None,
    )


def _rows(session: Session, account_id: int, key: Key, size: int) -> list[Row[Any]]:
    place = tuple_(postings.c.entry_id, postings.c.line)
    forward = bool(key.after)

    def ordered(lines: Any) -> list[ColumnElement[Any]]:
        return [c.asc() if forward else c.desc() for c in (lines.entry_id, lines.line)]

    # The page first and its entries after, or PostgreSQL may walk through every entry above it.
    page = (
        select(postings.c.entry_id, postings.c.line, postings.c.amount)
        .where(postings.c.account_id == account_id)
        .order_by(*ordered(postings.c))
        .limit(size + 1)
    )
    # The bound on entry_id alone lets the index (account, entry) start at the right place.
    if key.after:
        page = page.where(postings.c.entry_id >= key.after[0], place > tuple_(*key.after))
    elif key.before:
        page = page.where(postings.c.entry_id <= key.before[0], place < tuple_(*key.before))
    lines = page.subquery()
    query = select(lines, entries.c.kind, entries.c.effective_on, entries.c.recorded_at).join(
        entries, entries.c.id == lines.c.entry_id
    )
    return list(session.execute(query.order_by(*ordered(lines.c))))


def _kept_below(session: Session, entry_id: int | None, name: str) -> tuple[Any, Any]:
    """The newest sum kept of an account and how far it goes, wholly below an entry; zeros when there is none."""
    newest = (
        select(snapshots.c.upto, snapshots.c.amount)
        .where(snapshots.c.account_id == accounts.c.id, snapshots.c.span == "ever", snapshots.c.begins_on == EVER)
        .order_by(snapshots.c.upto.desc())
        .limit(1)
    )
    if entry_id is not None:
        newest = newest.where(snapshots.c.upto < entry_id)
    upto, amount = (newest.with_only_columns(column).scalar_subquery() for column in newest.selected_columns)
    kept: Any = func.coalesce(amount, 0)
    if readings.reading_of(session) == readings.PUBLIC:
        differs = (
            select(published.c.amount)
            .where(
                published.c.account_id == accounts.c.id,
                published.c.span == "ever",
                published.c.begins_on == EVER,
                published.c.upto <= func.coalesce(upto, 0),
            )
            .order_by(published.c.upto.desc())
            .limit(1)
            .scalar_subquery()
        )
        kept = kept + func.coalesce(differs, 0)
    return func.coalesce(upto, 0).label(f"{name}_upto"), kept.label(f"{name}_amount")


def _within(key: Key) -> ColumnElement[bool]:
    """The postings whose sum is the balance at the top of a page (`before`), at its foot (`after`), or today."""
    place = tuple_(postings.c.entry_id, postings.c.line)
    if key.before:
        return and_(postings.c.entry_id <= key.before[0], place < tuple_(*key.before))
    if key.after:
        return and_(postings.c.entry_id <= key.after[0], place <= tuple_(*key.after))
    return true()


def _moved(account_id: int, upto: int, within: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(postings.c.amount), 0))
        .where(postings.c.account_id == account_id, postings.c.entry_id > upto, within)
        .scalar_subquery()
    )
