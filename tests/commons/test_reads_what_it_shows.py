"""No page of the ledger reads more than it shows: rows read do not grow with the books, on either database.

PostgreSQL tells how many rows each step of each statement read (EXPLAIN ANALYZE); SQLite how many steps its machine
took. Both are asked for the same pages over short books and over books four times as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import event, select, text

from coop.commons.entries import looking
from coop.ledger import chart
from coop.ledger.models import EntryRow, Period
from coop.ledger.snapshots.summing import catch_up
from coop.policies.models import RuleVersion
from tests.ledger.snapshots.books import NOW, write

STEP = 100
SHORT, LONG = 1_200, 4_800
"""Longer than the thousand newest numbers by which a page knows its version."""
MOST_ROWS = 2_500
"""Those thousand numbers, a page of 50 entries with their lines, what came after the newest cut, a few sums."""
CHEAPER_OR_ALIKE = 1.35


class Reading:
    """Counts what the statements of a page read."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.statements: list[tuple[str, object]] = []

    def of(self, ask: Callable[[], object]) -> int:
        if self.engine.dialect.name == "sqlite":
            return self._steps(ask)
        self.statements.clear()
        event.listen(self.engine, "before_cursor_execute", self._remember)
        try:
            ask()
        finally:
            event.remove(self.engine, "before_cursor_execute", self._remember)
        with self.engine.connect() as connection:
            # Books of a test fit in so few pages that reading them whole is cheapest: ask for the plan of long ones.
            for way in ("seqscan", "hashjoin", "mergejoin"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            return sum(self._rows(connection, *one) for one in self.statements if one[0].startswith(("SELECT", "WITH")))

    def _remember(self, _connection, _cursor, statement, parameters, _context, _many) -> None:
        self.statements.append((statement, parameters))

    def _rows(self, connection, statement, parameters) -> int:
        said = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
        plan = said if isinstance(said, list) else json.loads(said)
        return _scanned(plan[0]["Plan"])

    def _steps(self, ask: Callable[[], object]) -> int:
        steps = [0]

        def count() -> int:
            steps[0] += 1
            return 0

        def watch(connection, _record) -> None:
            connection.set_progress_handler(count, 1)

        self.engine.dispose()
        event.listen(self.engine, "connect", watch)
        try:
            ask()
        finally:
            event.remove(self.engine, "connect", watch)
            self.engine.dispose()
        return steps[0]


def _scanned(node: dict) -> int:
    """Rows that the scans of a plan read, those they threw away included."""
    own = 0
    if "Scan" in node["Node Type"] and "Relation Name" in node:
        thrown_away = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        own = (node["Actual Rows"] + thrown_away) * node["Actual Loops"]
    return own + sum(_scanned(child) for child in node.get("Plans", ()))


def pages(session) -> list[str]:
    middle = session.execute(select(EntryRow.id).order_by(EntryRow.id).offset(300).limit(1)).scalar_one()
    rule = session.execute(select(RuleVersion.name).where(RuleVersion.id == 1)).scalar_one()
    period = session.execute(select(Period.id)).scalar_one()
    bank = f"/ledger/accounts/{chart.BANK}"
    return [
        "/ledger",
        "/ledger/entries",
        f"/ledger/entries?before={middle}",
        f"/ledger/entries?after={middle}",
        f"/ledger/entries/{middle}",
        bank,
        f"{bank}?before={middle}-1",
        f"{bank}?after={middle}-1",
        f"{bank}?after=0-0",
        f"/ledger/periods/{period}",
        "/ledger/entries?kind=donation",
        f"/ledger/entries?account={chart.FEES}",
        f"/ledger/entries?rule={rule}",
        "/ledger/entries?decision=charter",
        "/ledger/entries?since=2024-02-01&until=2024-05-31",
        f"/ledger/entries?kind=donation&account={chart.FEES}&rule={rule}&since=2023-12-01",
    ]


@pytest.mark.own_database
def test_no_page_reads_more_than_it_shows(session, engine, app, client, monkeypatch):
    from coop.web.database import db

    monkeypatch.setattr(looking, "HANDFUL", 60)
    monkeypatch.setattr(looking, "LOOKS", 2)
    monkeypatch.setattr(looking, "STRETCHES", 5)
    parties = write(session, SHORT, seed=41)
    session.add(Period(opens_on=NOW.date().replace(year=2020), closes_on=NOW.date().replace(year=2021),
                       closed_at=NOW, surplus_cents=0))
    session.commit()
    read: dict[str, list[int]] = {}
    for more in (0, LONG - SHORT):
        if more:
            write(session, more, seed=42, parties=parties)
        session.rollback()
        catch_up(engine, at=NOW, step=STEP)
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
        for path in pages(session):
            session.rollback()
            with app.app_context():
                site = db.engine
            client.get(path)
            app.extensions.get("coop_kept", {}).clear()
            counted = Reading(site).of(lambda path=path: client.get(path, headers={"Cookie": "a=b"}))
            read.setdefault(path.replace(str(300), ""), []).append(counted)
    said = "\n".join(f"{path}: {counts}" for path, counts in read.items())
    for path, (short, long) in read.items():
        assert long <= short * CHEAPER_OR_ALIKE + 100, f"{path} reads more of longer books\n{said}"
        if engine.dialect.name == "postgresql":
            assert long <= MOST_ROWS, f"{path} reads too much\n{said}"
