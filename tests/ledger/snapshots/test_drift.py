"""Drift planted around the triggers is found, told and mended."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from coop.ledger import balances, checks
from coop.ledger.snapshots.anew import forget
from coop.ledger.snapshots.drift import MANY, drifted
from coop.ledger.snapshots.summing import catch_up, summed_upto
from tests.cli.test_commands import coop_command, environment  # noqa: F401  a fixture
from tests.ledger.snapshots.books import NOW, summed, write

CHECK = "balance snapshot is what its postings say"


@pytest.fixture
def kept(session, engine, coop):
    """Forty entries, summed in four cuts."""
    write(session, 40, seed=21)
    assert catch_up(engine, at=NOW, step=10) == 4
    assert drifted(session) == []
    session.commit()
    return session


def around(session, table, statement):
    """What only an owner of the database can do: the triggers of one table off, a change, the triggers on."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        session.execute(text(statement))
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    else:
        triggers = session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"), {"t": table}
        ).all()
        for name, _ in triggers:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))
        for _, sql in triggers:
            session.connection().exec_driver_sql(sql)
    session.commit()


AT_LAST = "upto = (SELECT MAX(upto) FROM balance_cuts)"


@pytest.mark.own_database
@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("balance_snapshots", f"UPDATE balance_snapshots SET amount = amount + 1 WHERE span = 'ever' AND {AT_LAST}"),
        ("balance_snapshots", f"UPDATE balance_snapshots SET amount = amount - 7 WHERE span = 'day' AND {AT_LAST}"),
        ("balance_snapshots", f"DELETE FROM balance_snapshots WHERE span = 'month' AND {AT_LAST}"),
        (
            "balance_snapshots",
            "INSERT INTO balance_snapshots SELECT account_id, 'day', '1999-01-01', upto, 5 FROM balance_snapshots "
            f"WHERE span = 'ever' AND {AT_LAST} LIMIT 1",
        ),
        ("party_snapshots", f"UPDATE party_snapshots SET amount = amount * 2 WHERE {AT_LAST}"),
        ("party_snapshots", f"DELETE FROM party_snapshots WHERE {AT_LAST}"),
        ("rule_citations", "DELETE FROM rule_citations WHERE rule_version_id = 1"),
        ("rule_citations", "INSERT INTO rule_citations SELECT 77, MIN(id) FROM entries"),
        ("balance_cuts", "UPDATE balance_cuts SET first_on = '1999-01-01' WHERE after = 0"),
        ("postings", "UPDATE postings SET amount = amount + 1 WHERE entry_id = 3 AND line = 1"),
    ],
)
def test_drift_is_found(kept, table, statement):
    around(kept, table, statement)
    assert drifted(kept)
    assert CHECK in {finding.check for finding in checks.findings(kept)}


@pytest.mark.own_database
def test_drift_names_the_account_the_cut_and_both_sums(kept):
    bank = "(SELECT id FROM accounts WHERE code = 'Assets:Bank')"
    around(
        kept,
        "balance_snapshots",
        f"UPDATE balance_snapshots SET amount = 123456789 WHERE account_id = {bank} AND span = 'ever' AND {AT_LAST}",
    )
    last = summed_upto(kept)
    (drift,) = drifted(kept)
    truth = summed(kept, "a.code")["Assets:Bank",]
    assert drift.where == "Assets:Bank"
    assert drift.detail == f"up to entry {last} 123456789 is kept, the postings say {truth}"


@pytest.mark.own_database
def test_much_drift_is_told_in_few_lines(kept):
    around(kept, "balance_snapshots", "UPDATE balance_snapshots SET amount = amount + 1")
    assert len(drifted(kept)) == MANY + 1


@pytest.mark.own_database
def test_sums_forgotten_are_made_anew(kept, engine):
    around(kept, "balance_snapshots", f"UPDATE balance_snapshots SET amount = amount + 1 WHERE {AT_LAST}")
    truth = summed(kept, "a.code", "a.commodity")
    assert balances.balances(kept) != truth
    kept.commit()
    forget(engine)
    assert balances.balances(kept) == truth  # from the entries alone
    kept.commit()
    assert catch_up(engine, at=NOW, step=10) == 4
    assert drifted(kept) == []
    assert balances.balances(kept) == truth
    with pytest.raises(Exception, match="append-only"):
        kept.execute(text("DELETE FROM balance_snapshots"))


@pytest.mark.own_database
def test_the_command_line_finds_and_mends_it(kept, environment):  # noqa: F811
    around(kept, "balance_snapshots", f"UPDATE balance_snapshots SET amount = amount + 1 WHERE {AT_LAST}")
    checked = coop_command(environment, "check")
    assert checked.returncode == 1
    assert CHECK in checked.stderr
    assert "wrong  books" in coop_command(environment, "doctor").stdout
    mended = coop_command(environment, "resum")
    assert mended.returncode == 0, mended.stderr
    assert "none now" in mended.stdout
    assert CHECK not in coop_command(environment, "check").stderr
