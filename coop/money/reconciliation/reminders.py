"""Telling stewards that the bank was not looked at for too long, or that something does not find its partner."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.health.actions import stewards_not_told
from coop.money.reconciliation import queries
from coop.money.reconciliation.identity import OLD
from coop.notices.actions import tell
from coop.policies.queries import local_day

LATE, UNMATCHED = "statement-late", "bank-unmatched"
OVERDUE = dt.timedelta(days=35)
AGAIN_AFTER = OVERDUE
"""The same is said again after as long: a month's statement may be late once more."""


def due(session: Session, *, at: dt.datetime) -> list[str]:
    """Which of the two is to be told now."""
    today, known = local_day(session, at), queries.span(session)
    if known is None:
        first = _first_day_at_the_bank(session)
        return [LATE] if first and today - first > OVERDUE else []
    kinds = [LATE] if today - known[1] > OVERDUE else []
    oldest = queries.oldest_unmatched(session, since=known[0], last=known[1])
    if oldest and today - oldest > OLD:
        kinds.append(UNMATCHED)
    return kinds


def remind(session: Session, *, at: dt.datetime) -> int:
    """Tell every steward in office who was not told lately; returns how many notices that is."""
    count = 0
    for kind in due(session, at=at):
        for steward in stewards_not_told(session, kind, since=at - AGAIN_AFTER, at=at):
            with force_locale(steward.locale):
                subject, body = _words(kind)
                tell(session, steward, kind=kind, link="/desk/reconciliation", at=at, subject=subject, body=body)
            count += 1
    return count


def _words(kind: str) -> tuple[str, str]:
    if kind == LATE:
        return _("The bank's statement is due"), _(
            "The books were not compared with the bank for more than 35 days. Download the statement from your bank "
            "and bring it in."
        )
    return _("Bank and books differ for two weeks"), _(
        "A line of the bank is not in the books, or an entry did not reach the bank, for more than 14 days. See what "
        "it is, and record or correct it."
    )


def _first_day_at_the_bank(session: Session) -> dt.date | None:
    query = (
        select(func.min(EntryRow.effective_on))
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .join(Account, Account.id == PostingRow.account_id)
        .where(Account.code == chart.BANK)
    )
    return session.execute(query).scalar()
