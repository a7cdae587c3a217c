"""The journals pass the strictest checks of the three programs that read them."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from coop.commons.exports import journals
from tests.conftest import absent


@pytest.fixture(params=["small", "empty", "odd name"])
def books_of(request, session, coop):
    """The co-op's books: some, none, and under a name that would break a careless writer."""
    if request.param != "empty":
        request.getfixturevalue("books")
    if request.param == "odd name":
        coop.name = 'Hand "and" Foot \\ ; | {x}'
        session.commit()
    return session


def checked(*command: str) -> None:
    if shutil.which(command[0]) is None:
        absent(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_bean_check_passes(books_of, tmp_path):
    path = tmp_path / "books.beancount"
    path.write_text("".join(journals.beancount(books_of)))
    checked(sys.executable, "-m", "beancount.scripts.check", str(path))


def test_hledger_passes_strictly_with_ordered_dates(books_of, tmp_path):
    path = tmp_path / "books.journal"
    path.write_text("".join(journals.journal(books_of)))
    checked("hledger", "-f", str(path), "check", "--strict", "ordereddates")


def test_ledger_passes_strictly_and_pedantically(books_of, tmp_path):
    path = tmp_path / "books.journal"
    path.write_text("".join(journals.journal(books_of)))
    checked("ledger", "--args-only", "-f", str(path), "--strict", "--pedantic", "balance")


def test_hledger_has_the_same_balances(session, books, tmp_path):
    path = tmp_path / "books.journal"
    path.write_text("".join(journals.journal(session)))
    if shutil.which("hledger") is None:
        absent("hledger is not installed")
    said = subprocess.run(
        ["hledger", "-f", str(path), "balance", "Income:Fees", "-N", "--flat"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == ["-5.00", "EUR", "Income:Fees"]
