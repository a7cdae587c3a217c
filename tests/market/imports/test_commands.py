"""`coop import bookings`, as typed."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from coop.config import load
from coop.db import transaction
from coop.market.bookings.models import Booking
from coop.market.imports.commands import bookings as import_bookings
from coop.policies import actions as policies
from tests.market.imports.lines import line, table


@pytest.fixture
def run(engine, database_url, tmp_path):
    """Runs `coop import bookings` in a co-op of New York and gives the result."""
    settings = load(mode="test", database_url=database_url, data_dir=tmp_path, secret_key="s" * 40,
                    password_salt="s" * 40, totp_secret="s" * 40)
    with transaction(engine) as session:
        policies.found(session, name="Drivers", currency="USD", timezone="America/New_York", preset="ica",
                       at=dt.datetime(2019, 2, 1, 12, tzinfo=dt.UTC))

    def invoke(content: bytes, *options: str):
        path = tmp_path / "past.csv"
        path.write_bytes(content)
        return CliRunner().invoke(import_bookings, [str(path), *options], obj=settings)

    return invoke


def bookings(engine) -> int:
    with transaction(engine, write=False) as session:
        return session.execute(select(func.count()).select_from(Booking)).scalar_one()


def test_it_brings_bookings_in_and_says_what_they_were(run, engine):
    result = run(table(line(price="1000.00", tip="2.50"), line(reference="T2", method="cash", price="0.50")))
    assert result.exit_code == 0, result.output
    assert "2 bookings brought in: 1 new worker, 1 new listing." in result.output
    assert "1,000.50" in result.output
    assert bookings(engine) == 2


def test_a_second_run_changes_nothing_and_says_so(run, engine):
    content = table(line(), line(reference="T2"))
    run(content)
    result = run(content)
    assert result.exit_code == 0
    assert result.output.strip() == "Nothing new: all 2 bookings are here already. Nothing was changed."


def test_a_dry_run_changes_nothing(run, engine):
    result = run(table(line()), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "1 booking would be brought in" in result.output
    assert "nothing was changed" in result.output
    assert bookings(engine) == 0


def test_bad_lines_are_all_listed(run, engine):
    result = run(
        table(line(), line(reference="T2", method=""), line(reference="T3", price="-1.00", ends_at=""))
    )
    assert result.exit_code == 1
    assert "line 3, T2: method is empty (say cash or card" in result.output
    assert "line 4, T3: ends_at is empty (give the day and the time); price -1.00" in result.output
    assert "2 of 3 bookings cannot be taken; nothing was changed" in result.output
    assert bookings(engine) == 0


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfea\x00"])
def test_a_file_that_is_none_is_an_error_not_a_traceback(run, content):
    result = run(content)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


def test_a_bad_mapping_is_an_error(run, tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text('colums = "x"')
    result = run(table(line()), "--mapping", str(mapping))
    assert result.exit_code == 1
    assert "colums: no such setting" in result.output


def test_a_file_that_is_not_there_is_wrong_usage():
    assert CliRunner().invoke(import_bookings, ["/no/such/file"]).exit_code == 2


def test_the_trips_as_recorded_are_refused_with_49_lines(run, engine, data):
    result = run((data / "bookings/trips-as-recorded.csv").read_bytes())
    assert result.exit_code == 1
    assert sum(text.startswith("line ") for text in result.output.splitlines()) == 49
    assert "49 of 6433 bookings cannot be taken; nothing was changed" in result.output
    assert bookings(engine) == 0
