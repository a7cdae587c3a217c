"""Publishing what waits as summaries: full groups as they come, and the rest when a period is closed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import journal
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.small_days.rules import Group, NotGroupable, closing, due
from coop.money.locks import lock
from coop.money.small_days import queries
from coop.money.small_days.rules import Original, summary
from coop.policies.models import RuleVersion
from coop.policies.queries import local_day

_LOCK = "small-days"
_AT_ONCE = 500


def hold_off(session: Session) -> None:
    """Hold off others who publish until this database transaction ends; taken before the lock of a close."""
    if queries.was_ever_on(session):
        lock(session, _LOCK)


def publish_due(session: Session, *, at: dt.datetime) -> int:
    """Publish every group that is full and leaves a full one behind it; returns how many."""
    least = queries.least_bookings(session, at)
    if not least:
        return 0
    lock(session, _LOCK)
    groups = due(queries.waiting(session), least, yesterday=local_day(session, at) - dt.timedelta(days=1))
    for group in groups:
        publish(session, group, at=at)
    return len(groups)


def publish_rest(session: Session, *, closes_on: dt.date, last_closed_on: dt.date | None, at: dt.datetime) -> int:
    """Publish all that waits of days up to a close; returns how many groups. Raises NotGroupable.

    Under `hold_off` and the lock of the close.
    """
    if not queries.was_ever_on(session):
        return 0
    waiting = queries.waiting(session)
    is_first = not queries.summed_since(session, last_closed_on)
    spanned_to = queries.spanned_to(session, closes_on)
    least = queries.least_bookings(session, at)
    try:
        groups = closing(waiting, least, closes_on=closes_on, is_first=is_first, spanned_to=spanned_to)
    except NotGroupable as error:
        # What was recorded under a smaller value may be summed by it, or a higher one would bar the close.
        since = queries.recorded_first(session, [one.id for one in waiting if one.day <= closes_on])
        smaller = queries.least_since(session, since, at) if since else 0
        if error.args[0] != "small" or not smaller:
            raise
        groups = closing(waiting, smaller, closes_on=closes_on, is_first=is_first, spanned_to=spanned_to)
    for group in groups:
        publish(session, group, at=at)
    return len(groups)


def publish(session: Session, group: Group, *, at: dt.datetime) -> int:
    """Post the summary of a group; returns its number."""
    numbers = [entry.id for entry in group.entries]
    originals, rule_ids = _originals(session, numbers)
    entry = summary(
        group, originals, rule_ids=rule_ids, number=queries.number_on(session, group.last_on)
    )
    return journal.post_summary(session, entry, numbers, at=at)


def _originals(session: Session, numbers: list[int]) -> tuple[list[Original], set[int]]:
    names = {
        number: f"{name}#{version}"
        for number, name, version in session.execute(select(RuleVersion.id, RuleVersion.name, RuleVersion.version))
    }
    found: list[Original] = []
    cited: set[int] = set()
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        lines: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for number, code, commodity, amount in session.execute(
            select(PostingRow.entry_id, Account.code, PostingRow.commodity, PostingRow.amount)
            .join(Account, Account.id == PostingRow.account_id)
            .where(PostingRow.entry_id.in_(some))
        ):
            lines[number].append((code, commodity, amount))
        rows = session.execute(
            select(EntryRow.id, EntryRow.kind, EntryRow.rule_ids, EntryRow.facts, EntryRow.reverses).where(
                EntryRow.id.in_(some)
            )
        ).all()
        prices = _prices(session, [row.reverses for row in rows if row.reverses is not None])
        for row in rows:
            cited |= set(row.rule_ids)
            found.append(
                Original(
                    row.kind,
                    tuple(names[rule] for rule in row.rule_ids),
                    tuple(lines[row.id]),
                    row.facts.get("price_cents"),
                    prices.get(row.reverses) if row.reverses is not None else None,
                )
            )
    return found, cited


def _prices(session: Session, numbers: list[int]) -> dict[int, int]:
    """Entry -> the price it states, for those that do."""
    rows = session.execute(select(EntryRow.id, EntryRow.facts).where(EntryRow.id.in_(numbers)))
    return {number: facts["price_cents"] for number, facts in rows if "price_cents" in facts}


__all__ = ["NotGroupable", "hold_off", "publish", "publish_due", "publish_rest"]
