"""The journals of a whole co-op, and of many entries: three programs come to the ledger's balances."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal

import pytest

from coop.commons.exports import journals
from coop.ledger import journal
from coop.ledger.balances import balances
from tests.conftest import absent
from tests.ledger.log.test_database import gift
from tests.verify.specimen import build


@pytest.fixture
def whole_coop(session, now):
    """Every kind of entry that the site's own actions make in some months, and 2,000 gifts."""
    build(session)
    journal.post_all(session, [gift(number) for number in range(2_000)], at=now)
    session.commit()
    return session


@pytest.fixture
def due(whole_coop):
    """(account, commodity) -> balance in its unit, what is zero left out."""
    return {
        (code, commodity): Decimal(amount) / (1 if commodity == "MIN" else 100)
        for (code, commodity), amount in balances(whole_coop).items() if amount
    }  # fmt: skip


def said(*command) -> str:
    if shutil.which(command[0]) is None:
        absent(f"{command[0]} is not installed")
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def written(whole_coop, tmp_path):
    """The journal's file."""
    path = tmp_path / "books.journal"
    path.write_text("".join(journals.journal(whole_coop)))
    return path


def by_account(rows):
    found = {}
    for account, amount in rows:
        for part in re.split(r",\s*|\n", amount):
            number, commodity = part.split()
            if Decimal(number):
                found[account, commodity] = Decimal(number)
    return found


def test_hledger_comes_to_the_same_balances(written, due):
    said("hledger", "-f", written, "check", "--strict", "ordereddates")
    rows = csv.reader(io.StringIO(said("hledger", "-f", written, "balance", "-N", "--flat", "-O", "csv")))
    next(rows)
    assert by_account((row[0], row[1]) for row in rows if row[1] != "0") == due


def test_ledger_comes_to_the_same_balances(written, due):
    said("ledger", "--args-only", "-f", written, "--strict", "--pedantic", "balance")
    found = said(
        "ledger", "--args-only", "-f", written, "--flat", "--no-total", "balance", "--balance-format",
        "%(account)\t%(quantity(scrub(display_total)))\t%(commodity(scrub(display_total)))\n",
    )  # fmt: skip
    assert {
        (account, commodity): Decimal(number)
        for account, number, commodity in (line.split("\t") for line in found.splitlines()) if Decimal(number)
    } == due  # fmt: skip


def test_beancount_comes_to_the_same_balances(whole_coop, due, tmp_path):
    path = tmp_path / "books.beancount"
    path.write_text("".join(journals.beancount(whole_coop)))
    said(sys.executable, "-m", "beancount.scripts.check", path)
    from beancount import loader
    from beancount.core.data import Transaction

    entries, errors, _options = loader.load_file(str(path))
    assert errors == []
    found = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                found[posting.account, posting.units.currency] += posting.units.number
    assert {key: amount for key, amount in found.items() if amount} == due
    assert sum(isinstance(entry, Transaction) for entry in entries) > 2_000
