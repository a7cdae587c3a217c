"""The `coop` command as an operator uses it: help, clear errors, exit codes, and a backup that restores."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

import coop
from coop.cli import cli
from coop.cli.lazily import GROUPS, WHERE
from coop.db.engine import make_engine
from coop.ledger import chart, journal
from coop.ledger.digest import ledger_digest
from coop.ledger.entries import Entry, lines
from coop.people.persons.models import Person
from coop.people.standing.queries import standing_of

ISSUED = [
    "found",
    "db upgrade",
    "serve",
    "worker",
    "import bookings",
    "import ballots",
    "period close",
    "export",
    "verify",
    "tally",
    "check",
    "resum",
    "doctor",
    "backup",
    "restore",
]


@pytest.fixture
def environment(database_url, tmp_path):
    return {
        "PATH": os.environ["PATH"],
        "COOP_MODE": "test",
        "COOP_DATABASE_URL": database_url,
        "COOP_DATA_DIR": str(tmp_path / "var"),
        "COOP_SECRET_KEY": "k" * 32,
        "COOP_PASSWORD_SALT": "s" * 16,
        "COOP_TOTP_SECRET": "t" * 32,
    }


def coop_command(environment, *words):
    return subprocess.run(
        [sys.executable, "-m", "coop.cli", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).resolve().parents[2],
        check=False,
    )


@pytest.mark.parametrize("words", ISSUED)
def test_each_command_says_what_it_does(words):
    result = CliRunner().invoke(cli, [*words.split(), "--help"], prog_name="coop")
    assert result.exit_code == 0, result.output
    assert f"Usage: coop {words}" in result.output


def test_every_command_of_a_room_is_in_the_table():
    """A room offers commands in its `commands.py`; whoever adds one is told to list it."""
    rooms = [info.name for info in pkgutil.walk_packages(coop.__path__, prefix="coop.")]
    modules = [name for name in rooms if name.endswith(".commands")]
    modules += [f"coop.cli.{name}" for name in ("site", "database", "care", "demo")]
    offered = {words: name for name in modules for words, _command in importlib.import_module(name).COMMANDS}
    assert offered == WHERE
    assert {words.split()[0] for words in WHERE if " " in words} == set(GROUPS)


def test_an_unknown_command_is_said_to_be_unknown():
    result = CliRunner().invoke(cli, ["fuond"])
    assert result.exit_code == 2
    assert "No such command 'fuond'" in result.output


def test_a_missing_secret_is_named():
    result = coop_command({"PATH": os.environ["PATH"]}, "check")
    assert result.returncode == 1
    assert "COOP_SECRET_KEY" in result.stderr
    assert "Traceback" not in result.stderr


def test_founding_needs_a_real_currency_zone_and_rule(environment):
    for words in (
        ["--currency", "EURO", "--timezone", "UTC"],
        ["--currency", "EUR", "--timezone", "Mars/Crater"],
        ["--currency", "EUR", "--timezone", "UTC", "--set", "fee.secret=1"],
        ["--currency", "EUR", "--timezone", "UTC", "--preset", "feudal"],
    ):
        result = coop_command(environment, "found", "--name", "X", *words)
        assert result.returncode == 2, result.stdout
        assert "Traceback" not in result.stderr
    refused = coop_command(
        environment, "found", "--name", "X", "--currency", "EUR", "--timezone", "UTC", "--set", "fee.rate=90%"
    )
    assert refused.returncode == 1
    assert "above 3/10" in refused.stderr


def test_a_co_op_is_founded_once_checked_and_diagnosed(environment):
    words = ["found", "--name", "Harbour Hands", "--currency", "EUR", "--timezone", "Europe/Lisbon"]
    assert coop_command(environment, *words).returncode == 0
    assert coop_command(environment, *words).returncode == 1
    assert coop_command(environment, "check").returncode == 0
    assert coop_command(environment, "doctor").returncode == 0, "a founded test co-op is well"


def test_founders_are_members_from_the_first_day(environment, engine):
    result = coop_command(
        environment,
        "found",
        "--name",
        "X",
        "--currency",
        "EUR",
        "--timezone",
        "UTC",
        "--steward",
        "Ada Moreira <Ada@example.org>",
        "--founder",
        "Bo Lund <bo@example.org>",
    )
    assert result.returncode == 0, result.stderr
    with Session(engine) as session:
        at = dt.datetime.now(dt.UTC)
        ada, bo = session.execute(select(Person).order_by(Person.id)).scalars()
        assert standing_of(session, ada.id, at=at).is_steward
        assert standing_of(session, bo.id, at=at).is_member
        assert not standing_of(session, bo.id, at=at).is_steward
    nameless = coop_command(
        environment, "found", "--name", "Y", "--currency", "EUR", "--timezone", "UTC", "--founder", "bo@example.org"
    )
    assert nameless.returncode == 1


def test_a_backup_restores_to_the_same_books(environment, engine, session, coop, now, tmp_path, request):
    posted = lines((chart.BANK, 12_345, "EUR"), (chart.DONATIONS, -12_345, "EUR"))
    journal.post(session, Entry("donation:1", "donation", now.date(), posted), at=now)
    session.commit()
    before = ledger_digest(session)
    session.close()
    target = tmp_path / "backup.tar.gz"
    made = coop_command(environment, "backup", target)
    assert made.returncode == 0, made.stderr
    assert target.stat().st_mode & 0o077 == 0, "a backup holds people's data"
    if engine.dialect.name == "sqlite":
        elsewhere = f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    else:
        import psycopg

        server = request.getfixturevalue("postgres")
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS restored")
            connection.execute("CREATE DATABASE restored")
        elsewhere = server.url("restored")
    restored = coop_command({**environment, "COOP_DATABASE_URL": elsewhere}, "restore", target)
    assert restored.returncode == 0, restored.stderr
    copy = make_engine(elsewhere)
    with Session(copy) as other:
        assert ledger_digest(other) == before
    copy.dispose()
    again = coop_command({**environment, "COOP_DATABASE_URL": elsewhere}, "restore", target)
    assert again.returncode == 1, "a restore never writes over a database"


def test_the_site_role_cannot_change_the_books(postgres):
    import psycopg

    from coop.cli.database import run_upgrade

    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS granted")
        connection.execute("CREATE DATABASE granted")
        connection.execute("DROP ROLE IF EXISTS coop_site_test")
        connection.execute("CREATE ROLE coop_site_test LOGIN PASSWORD 'p'")
    site = postgres.url("granted", user="coop_site_test", password="p")
    run_upgrade(postgres.url("granted"), site)
    with psycopg.connect(site) as connection:
        connection.execute("INSERT INTO parties (token) VALUES ('a')")
        connection.commit()
        for forbidden in (
            "UPDATE entries SET kind = 'x'",
            "DELETE FROM postings",
            "TRUNCATE periods",
            "UPDATE balance_snapshots SET amount = 0",
            "DELETE FROM party_snapshots",
            "ALTER TABLE postings DISABLE TRIGGER ALL",
            "DROP TRIGGER entries_keep ON entries",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(forbidden)
            connection.rollback()
