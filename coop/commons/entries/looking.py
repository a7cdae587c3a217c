"""Finding the entries that pass filters without reading the books: a stream of candidates, a bounded look at each.

Of a single filter (a kind, an account, a rule, a decision, the days of a month) an index gives exactly the entries
asked for, in the order of the books. Of several, the narrowest leads and the others are asked of what it gives; a
longer time passes over every stretch between two cuts whose entries all have other days. After `LOOKS` handfuls of
candidates a page shows what was found so far and where to look on: no page reads more than a fixed number of entries
(and, to pass over other days, one row of days for every thousand entries it passes).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, union_all
from sqlalchemy.orm import Session

from coop.commons.entries import citing
from coop.commons.entries.filters import CREDIT, DEBIT, NO, Filters
from coop.commons.keyset import Key
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.snapshots.models import BalanceCut
from coop.ledger.snapshots.summing import summed_upto
from coop.ledger.windows import CLOSING
from coop.money.statements.queries import window as of_bounds
from coop.money.statements.rules import Bounds
from coop.policies.models import Decision

HANDFUL = 2000
"""Candidates that one look takes at most."""
LOOKS = 5
"""Looks a page takes at most."""
MOST_DAYS = 31
"""A month is read day by day, each day in the order of the books; a longer time by stretches that may hold it."""
STRETCHES = 500
"""Cuts that a page asks for their days at most."""

accounts = Account.__table__
cuts = BalanceCut.__table__
decisions = Decision.__table__
entries = EntryRow.__table__
postings = PostingRow.__table__

Window = tuple[int, int | None]
"""Entry numbers after the first and up to the second, or up to the newest."""
Stream = Callable[[Window], Select[Any]]
"""Entry numbers within a window, one column, which an index gives in the order of the books."""


@dataclass(frozen=True)
class Looked:
    """Rows in the order looked at. Where a page may look no further, the number from which to look on."""

    rows: list[Any]
    look_on: int | None = None


def look(session: Session, filters: Filters, columns: list[Any], key: Key, wanted: int) -> Looked:
    """The next `wanted` entries that pass, older than the key (or newer, oldest first, for a page after a key)."""
    forward = bool(key.after)
    streams, tests = _led(session, filters)
    bounds = (key.after[0] if forward else 0, key.before[0] - 1 if key.before else None)
    if not tests:
        return Looked(list(session.execute(_page(columns, _first(streams, bounds, wanted, forward), [], forward))))
    rows: list[Any] = []
    looks, look_on = 0, None
    windows, more = [bounds], False
    if filters.since or filters.until:
        windows, more = _of_days(session, filters, bounds, forward)
    for window in windows:
        left: Window | None = window
        while left is not None:
            if looks == LOOKS:
                return Looked(rows, look_on)
            looks += 1
            candidates = _first(streams, left, HANDFUL, forward)
            rows += session.execute(_page(columns, candidates, tests, forward).limit(wanted - len(rows)))
            if len(rows) == wanted:
                return Looked(rows)
            left, look_on = _rest(session, candidates, left, forward)
    return Looked(rows, look_on if more else None)


def _page(columns: list[Any], candidates: Any, tests: list[Any], forward: bool) -> Select[Any]:
    order = candidates.c.id.asc() if forward else candidates.c.id.desc()
    return select(*columns).join(candidates, candidates.c.id == entries.c.id).where(*tests).order_by(order)


def _first(streams: list[Stream], window: Window, count: int, forward: bool) -> Any:
    """The first numbers of all streams together, as a subquery of one column `id`."""
    parts = []
    for stream in streams:
        query = stream(window)
        (number,) = query.selected_columns
        one = query.order_by(number.asc() if forward else number.desc()).limit(count).subquery()
        parts.append(select(next(iter(one.c)).label("id")))
    if len(parts) == 1:
        return parts[0].subquery("candidates")
    every = union_all(*parts).subquery("every")
    order = every.c.id.asc() if forward else every.c.id.desc()
    return select(every.c.id).distinct().order_by(order).limit(count).subquery("candidates")


def _rest(session: Session, candidates: Any, window: Window, forward: bool) -> tuple[Window | None, int | None]:
    """What of a window is left after its first candidates, and the key of a page that would look on from there."""
    edge = func.max(candidates.c.id) if forward else func.min(candidates.c.id)
    count, last = session.execute(select(func.count(), edge).select_from(candidates)).one()
    after, upto = window
    if count < HANDFUL:
        return None, upto if forward else after + 1
    return ((last, upto) if forward else (after, last - 1)), last


def _of_days(session: Session, filters: Filters, bounds: Window, forward: bool) -> tuple[list[Window], bool]:
    """The windows that can hold entries of the days, in the order looked at, and whether there may be more."""
    low, high = bounds
    newest = session.execute(select(func.coalesce(func.max(cuts.c.upto), 0))).scalar_one()
    query = select(cuts.c.after, cuts.c.upto).where(cuts.c.upto > low)
    if high is not None:
        query = query.where(cuts.c.after < high)
    if filters.since:
        query = query.where(cuts.c.last_on >= filters.since)
    if filters.until:
        query = query.where(cuts.c.first_on <= filters.until)
    query = query.order_by(cuts.c.upto.asc() if forward else cuts.c.upto.desc()).limit(STRETCHES)
    stretches: list[Window] = [(after, upto) for after, upto in session.execute(query)]
    more = len(stretches) == STRETCHES
    if not forward:
        stretches = [(newest, None), *stretches]
    elif not more:
        stretches = [*stretches, (newest, None)]
    return [window for stretch in _joined(stretches) if (window := _clipped(stretch, bounds))], more


def _joined(stretches: list[Window]) -> list[Window]:
    """Neighbours made one, in the same order."""
    joined: list[Window] = []
    for after, upto in stretches:
        if joined and joined[-1][0] == upto:
            joined[-1] = (after, joined[-1][1])
        elif joined and joined[-1][1] == after:
            joined[-1] = (joined[-1][0], upto)
        else:
            joined.append((after, upto))
    return joined


def _clipped(window: Window, bounds: Window) -> Window | None:
    after, ends = max(window[0], bounds[0]), [end for end in (window[1], bounds[1]) if end is not None]
    upto = min(ends, default=None)
    return None if upto is not None and upto <= after else (after, upto)


def _led(session: Session, filters: Filters) -> tuple[list[Stream], list[ColumnElement[bool]]]:
    """The streams of the narrowest filter, and what is left to ask of each entry they give."""
    given = list(_given(session, filters))
    if not given and filters.since and filters.until and (filters.until - filters.since).days < MOST_DAYS:
        return _of_each_day(filters.since, filters.until), []
    streams, tests = [_all], [test for _, test in given]
    if given:
        streams, tests = given[0][0], tests[1:]
    if filters.since:
        tests.append(_asked(entries.c.effective_on) >= filters.since)
    if filters.until:
        tests.append(_asked(entries.c.effective_on) <= filters.until)
    recorded = of_bounds(session, Bounds(recorded_since=filters.recorded_since, recorded_until=filters.recorded_until))
    if recorded.recorded_since:
        tests.append(entries.c.recorded_at >= recorded.recorded_since)
    if recorded.recorded_before:
        tests.append(entries.c.recorded_at < recorded.recorded_before)
    if filters.closing == NO:
        tests.append(_asked(entries.c.kind) != CLOSING)
    return streams, tests


def _of_each_day(since: dt.date, until: dt.date) -> list[Stream]:
    days = [since + dt.timedelta(days=number) for number in range((until - since).days + 1)]
    return [stream for day in days for stream in _entries_where(entries.c.effective_on == day)] or [_none]


def _given(session: Session, filters: Filters) -> Iterator[tuple[list[Stream], ColumnElement[bool]]]:
    """The filters given, the narrowest first: as streams, and as a test of one entry."""
    if filters.decision:
        taken = select(decisions.c.id).where(decisions.c.reference == filters.decision).scalar_subquery()
        yield _entries_where(entries.c.decision_id == taken), _asked(entries.c.decision_id) == taken
    if filters.rule:
        rules = citing.versions_named(session, filters.rule)
        cites = citing.cites(session, rules)
        upto = summed_upto(session)
        kept = [_within_of(citing.number, citing.kept(rule), ceiling=upto) for rule in rules]
        later = _within_of(entries.c.id, select(entries.c.id).where(cites), floor=upto)
        yield [*kept, later], cites
    if filters.codes:
        held = session.execute(select(accounts.c.id).where(named(filters))).scalars().all()
        lines = select(postings.c.entry_id).where(_on_side(filters)).distinct()
        of_each = [_within_of(postings.c.entry_id, lines.where(postings.c.account_id == one)) for one in held]
        touched = select(postings.c.entry_id).where(
            postings.c.entry_id == entries.c.id, postings.c.account_id.in_(held), _on_side(filters)
        )
        yield of_each or [_none], entries.c.id.in_(touched.correlate(entries))
    if filters.kind:
        yield _entries_where(entries.c.kind == filters.kind), _asked(entries.c.kind) == filters.kind


def named(filters: Filters) -> ColumnElement[bool]:
    """That an account is one of those named, or below one that ends in a colon."""
    return or_(
        false(),
        *(
            accounts.c.code.startswith(code, autoescape=True) if code.endswith(":") else accounts.c.code == code
            for code in filters.codes
        ),
    )


def on_accounts(filters: Filters) -> ColumnElement[bool]:
    """That a posting is on one of the accounts named, and on the side asked for."""
    return and_(postings.c.account_id.in_(select(accounts.c.id).where(named(filters))), _on_side(filters))


def _on_side(filters: Filters) -> ColumnElement[bool]:
    if filters.side == DEBIT:
        return postings.c.amount > 0
    return postings.c.amount < 0 if filters.side == CREDIT else true()


def _entries_where(test: ColumnElement[bool]) -> list[Stream]:
    return [_within_of(entries.c.id, select(entries.c.id).where(test))]


def _asked(column: Any) -> ColumnElement[Any]:
    """A column to be asked of candidates only: no index may lead from it to all the entries that are so."""
    return func.coalesce(column, column)


def _within_of(number: Any, query: Select[Any], *, floor: int = 0, ceiling: int | None = None) -> Stream:
    """The query as a stream, of numbers above `floor` and up to `ceiling` only.

    One bound on each side: of two, SQLite would search by either and read all that the other leaves out.
    """

    def within(window: Window) -> Select[Any]:
        after, upto = _clipped(window, (floor, ceiling)) or (0, 0)
        return query.where(number > after if upto is None else and_(number > after, number <= upto))

    return within


_all = _within_of(entries.c.id, select(entries.c.id))
_none = _within_of(entries.c.id, select(entries.c.id).where(entries.c.id < 0, entries.c.id > 0))
