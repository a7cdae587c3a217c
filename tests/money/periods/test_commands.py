"""`coop period close`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from coop.config import Settings
from coop.money.periods.commands import close_period


@pytest.fixture
def run(database_url, session, coop, tmp_path):
    session.commit()
    settings = Settings(
        mode="test",
        database_url=database_url,
        data_dir=tmp_path / "var",
        secret_key="k" * 32,
        password_salt="s" * 16,
        totp_secret="t" * 32,
    )
    return lambda *words: CliRunner().invoke(close_period, words, obj=settings)


def test_a_period_is_closed_once_and_says_its_surplus(run):
    for _ in range(2):
        answer = run("2026-01-01", "2026-01-31")
        assert (answer.exit_code, answer.output) == (0, "Closed 2026-01-01 to 2026-01-31: surplus 0.00\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-02-01", "2026-01-01"), "before the first"),
        (("2026-01-01", "2099-01-31"), "not over yet"),
        (("yesterday", "2026-01-31"), "does not match"),
    ],
)
def test_what_cannot_be_closed_is_said_plainly(run, words, said):
    answer = run(*words)
    assert answer.exit_code != 0
    assert said in answer.output
