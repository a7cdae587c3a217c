"""Bringing a statement in."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from flask_babel import gettext as _
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from coop.money.locks import lock
from coop.money.reconciliation import wording
from coop.money.reconciliation.actions.matching import RECONCILIATION, match_sure
from coop.money.reconciliation.models import (
    BankLine,
    BankStatement,
    StatementLine,
)
from coop.money.reconciliation.reading.files import read_statement
from coop.money.reconciliation.reading.statement import Answers, BadStatement, Fault, Line, Statement, refused
from coop.people.persons.models import Person
from coop.policies.models import Charter
from coop.policies.queries import charter, local_day


class BroughtInBefore(ValueError):
    """The same file is here already, as `statement`."""

    def __init__(self, statement: BankStatement) -> None:
        super().__init__(statement.digest)
        self.statement = statement


class LooksKnown(ValueError):
    """Lines that could be known ones under another number; `faults` tells which."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} lines")
        self.faults = faults


@dataclass(frozen=True)
class BroughtIn:
    """What an import did: lines that are new, that were known, and that found their entries at once."""

    statement: BankStatement
    new: int
    known: int
    matched: int


def bring_in(
    session: Session,
    content: bytes,
    *,
    answers: Answers | None = None,
    add_anyway: bool = False,
    brought_in_by: Person | None,
    at: dt.datetime,
) -> BroughtIn:
    """Add a statement's new lines, all or none, and match the sure ones; the file itself is not kept.

    Raises BroughtInBefore, BadStatement, Unclear, and LooksKnown unless `add_anyway`.
    """
    lock(session, RECONCILIATION)
    digest = hashlib.sha256(content).hexdigest()
    former = session.execute(select(BankStatement).where(BankStatement.digest == digest)).scalar_one_or_none()
    if former is not None:
        raise BroughtInBefore(former)
    coop = charter(session)
    read = read_statement(
        content, currency=coop.currency, today=local_day(session, at), answers=answers, remembered=_remembered(session)
    )
    _require_ours(read, coop)
    keyed = _keyed(read.lines)
    known = _known(session, list(keyed))
    new = {key: line for key, line in keyed.items() if key not in known}
    if not add_anyway:
        _require_new(session, read, keyed, new)
    statement = _record(session, read, digest, brought_in_by, at)
    ids = {**known, **_add_lines(session, new)}
    if keyed:
        session.execute(
            insert(cast(Table, StatementLine.__table__)),
            [{"statement_id": statement.id, "line_id": ids[key], "number": line.number} for key, line in keyed.items()],
        )
    return BroughtIn(statement, len(new), len(known), match_sure(session, at=at))


def _known(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """`key -> id` of the lines that are here already."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        query = select(BankLine.key, BankLine.id).where(BankLine.key.in_(keys[start : start + 500]))
        found.update((key, id_) for key, id_ in session.execute(query))
    return found


def _remembered(session: Session) -> dict[str, Answers]:
    """What was answered about former CSV files, by the digest of their header; the latest counts."""
    query = select(BankStatement.layout).where(BankStatement.form == "csv").order_by(BankStatement.id.desc()).limit(50)
    found: dict[str, Answers] = {}
    for layout in session.execute(query).scalars():
        columns = tuple((field, names[0]) for field, names in layout["columns"].items() if len(names) == 1)
        found.setdefault(layout["header"], Answers(layout["date_order"], layout["decimal"], columns))
    return found


def _require_ours(read: Statement, coop: Charter) -> None:
    """Raise BadStatement for another account or currency than the charter's."""
    said = re.sub(r"[^A-Z0-9]", "", read.account.upper())
    if said and coop.iban and said != coop.iban:
        # A domestic number is part of its IBAN, but for leading zeros.
        domestic = said.lstrip("0")
        if said[:2].isalpha() or len(domestic) < 5 or domestic not in coop.iban[4:]:
            raise refused(
                _("The statement is of the account %(theirs)s; the co-op's is %(ours)s", theirs=said, ours=coop.iban),
                _("Download the statement of the co-op's own account."),
            )
    if read.currency and read.currency != coop.currency:
        raise refused(
            _(
                "The statement is in %(theirs)s; the co-op's books are in %(ours)s",
                theirs=read.currency[:10],
                ours=coop.currency,
            ),
            _("Download the statement of the co-op's own account."),
        )


def _keyed(lines: Iterable[Line]) -> dict[str, Line]:
    """`key -> line`, equal lines told apart by counting them."""
    seen: Counter[tuple[object, ...]] = Counter()
    keyed: dict[str, Line] = {}
    for line in lines:
        words = () if line.bank_id else (wording.squeezed(line.text), wording.squeezed(line.counterparty))
        same = (line.bank_id, line.day, line.cents, words, None if line.bank_id else line.balance_cents)
        seen[same] += 1
        key = wording.key_of(
            bank_id=line.bank_id,
            day=line.day,
            cents=line.cents,
            text=line.text,
            counterparty=line.counterparty,
            balance_cents=line.balance_cents,
            occurrence=seen[same],
        )
        keyed[key] = line
    return keyed


def _require_new(session: Session, read: Statement, keyed: dict[str, Line], new: dict[str, Line]) -> None:
    """Raise LooksKnown for lines inside days that a former statement covers, or like a known line in day and amount.

    Another kind of file, or words the bank has changed, would bring the same money in twice.
    """
    if not new:
        return
    covered = session.execute(
        select(BankStatement.opens_on, BankStatement.closes_on).where(
            BankStatement.opens_on < read.closes_on, BankStatement.closes_on > read.opens_on
        )
    ).all()
    rows = session.execute(
        select(BankLine.key, BankLine.booked_on, BankLine.amount_cents).where(
            BankLine.booked_on.between(read.opens_on, read.closes_on)
        )
    )
    alike = Counter((day, cents) for key, day, cents in rows if key not in keyed)
    faults = []
    for line in new.values():
        inside = any(opens_on < line.day < closes_on for opens_on, closes_on in covered)
        if alike[line.day, line.cents] > 0:
            alike[line.day, line.cents] -= 1
            problem = _(
                "A line of %(day)s with this amount is here already, with other words or another number",
                day=line.day.isoformat(),
            )
        elif inside:
            problem = _("%(day)s was brought in already, without this line", day=line.day.isoformat())
        else:
            continue
        faults.append(
            Fault(line.number, problem, _("Use the same kind of file as before, or only the days after the last one."))
        )
    if faults:
        raise LooksKnown(faults)


def _record(
    session: Session, read: Statement, digest: str, brought_in_by: Person | None, at: dt.datetime
) -> BankStatement:
    if read.opening_cents is None or read.closing_cents is None:
        raise BadStatement(Fault(None, "balance", ""))  # read_statement gives both
    statement = BankStatement(
        digest=digest,
        form=read.form,
        layout=read.layout,
        opens_on=read.opens_on,
        closes_on=read.closes_on,
        opening_cents=read.opening_cents,
        closing_cents=read.closing_cents,
        imported_by_id=brought_in_by.id if brought_in_by else None,
        imported_at=at,
    )
    session.add(statement)
    session.flush()
    return statement


def _add_lines(session: Session, new: dict[str, Line]) -> dict[str, int]:
    """`key -> id` of lines now added."""
    if new:
        session.execute(
            insert(cast(Table, BankLine.__table__)),
            [
                {
                    "key": key,
                    "booked_on": line.day,
                    "amount_cents": line.cents,
                    "text": line.text,
                    "counterparty": line.counterparty,
                    "bank_id": line.bank_id,
                }
                for key, line in new.items()
            ],
        )
    return _known(session, list(new))
