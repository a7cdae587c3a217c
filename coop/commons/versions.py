"""Public pages know their version: a reader who has it gets 304, and the page's own queries are not asked.

What a visitor sees of the books follows from the newest entry, rule version, decision and period, and
from the frame. Entries are never changed, so a page made once for a version may be given again to every visitor.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from coop.ledger.models import EntryRow, Period
from coop.policies.models import Decision, RuleVersion
from coop.web import clock
from coop.web.database import session as request_session
from coop.web.kept import kept

View = Callable[..., ResponseReturnValue]
_RECENT = 1000


def ledger_columns() -> tuple[ColumnElement[int | None], ...]:
    """What the books and rules stand at, with a parameter `at`; a rule set for later makes a new version as it begins.

    On PostgreSQL numbers can commit out of order: a lower one that arrives late changes how many of the
    newest thousand numbers are taken.
    """
    newest = select(func.coalesce(func.max(EntryRow.id), 0)).scalar_subquery()
    # Ordered and limited, so that PostgreSQL, which cannot know how few these are, reads no more than them.
    recent = select(EntryRow.id).where(EntryRow.id > newest - _RECENT).order_by(EntryRow.id.desc()).limit(_RECENT)
    return (
        newest,
        select(func.count()).select_from(recent.subquery()).scalar_subquery(),
        select(func.max(RuleVersion.id)).scalar_subquery(),
        select(func.count()).where(RuleVersion.in_force_from <= bindparam("at")).scalar_subquery(),
        select(func.max(Decision.id)).scalar_subquery(),
        select(func.max(Period.id)).scalar_subquery(),
    )


def ledger_version(session: Session, *, at: dt.datetime) -> str:
    """`ledger_columns` as one short text, in one query."""
    return "-".join(str(part or 0) for part in session.execute(_ledger(), {"at": at}).one())


@functools.cache
def _ledger() -> Select[Any]:
    """Built once: putting the query together costs as much as asking it."""
    columns: tuple[Any, ...] = ledger_columns()
    return select(*columns)


def nothing_more() -> object:
    """For pages that show the books alone."""
    return None


def versioned(view: View, more: Callable[[], object] = nothing_more) -> View:
    """Keep a public GET page for as long as the books, the rules and `more` stand as they do.

    `more` gives what a page shows besides the books and rules, as values whose `repr` says all of it.
    """
    return kept(lambda **_arguments: f"{ledger_version(request_session, at=clock.now())} {more()!r}")(view)
