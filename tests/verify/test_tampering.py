"""Forgeries in rows alone, the log left as it is: each is found, and named by its place."""

from __future__ import annotations

import random
import shutil

import pytest

from coop.verify.command import run, verify
from coop.verify.log import EACH
from coop.verify.report import Unreadable
from tests.verify import tampering

BYTES = 100


def is_found(folder) -> bool:
    try:
        return not verify(str(folder)).sound
    except Unreadable:
        return True


def test_one_byte_changed_anywhere_is_found(specimen, tmp_path):
    dice = random.Random(1844)
    names = sorted(path.name for path in specimen.iterdir())
    for _ in range(BYTES):
        name = dice.choice(names)
        folder = tmp_path / "changed"
        shutil.copytree(specimen, folder)
        body = bytearray((folder / name).read_bytes())
        place = dice.randrange(len(body))
        body[place] ^= 1 << dice.randrange(8)
        (folder / name).write_bytes(body)
        assert is_found(folder), f"{name}, byte {place}"
        shutil.rmtree(folder)


def test_a_cash_price_cannot_hide_in_the_rounding_of_its_fee(specimen, tmp_path):
    """A cent more leaves every sum as it is: only the leaf tells."""
    rows = tampering.read(specimen)["entries.jsonl"]
    row = next(
        n
        for n, entry in enumerate(rows)
        if entry["facts"].get("method") == "cash" and int(entry["facts"]["price_cents"]) % 20 not in (9, 19)
    )
    price = int(rows[row]["facts"]["price_cents"])
    rows[row] = tampering.changed(rows[row], ("facts", "price_cents"), str(price + 1))
    tampering.write(tmp_path, specimen, "entries.jsonl", rows)
    assert [finding.check for finding in verify(str(tmp_path)).findings] == [EACH]


@pytest.mark.parametrize(
    "name",
    [
        "entries.jsonl",
        "votes.jsonl",
        "decisions.jsonl",
        "periods.jsonl",
        "distributions.jsonl",
        "rule_versions.jsonl",
        "accounts.jsonl",
    ],
)
def test_a_row_left_out_is_found(specimen, tmp_path, name):
    data = tampering.read(specimen)
    dice = random.Random(7)
    for row in dice.sample(range(len(data[name])), min(12, len(data[name]))):
        rows = data[name][:row] + data[name][row + 1 :]
        if name == "accounts.jsonl" and data[name][row]["code"] not in posted_to(data):
            continue  # an account that nothing was ever posted to is no fact
        tampering.write(tmp_path, specimen, name, rows)
        assert is_found(tmp_path), (name, data[name][row])


def posted_to(data):
    return {posting["account"] for entry in data["entries.jsonl"] for posting in entry["postings"]}


def test_the_first_wrong_place_is_named(specimen, tmp_path, capsys):
    rows = tampering.read(specimen)["entries.jsonl"]
    row = next(n for n, entry in enumerate(rows) if entry["kind"] == "booking-completed")
    for posting in rows[row]["postings"]:
        if posting["account"] == "Income:Fees":
            posting["amount"] = str(int(posting["amount"]) + 1)
        if posting["account"] in ("Liabilities:WorkersPayable", "Assets:Receivable:WorkerFees"):
            posting["amount"] = str(int(posting["amount"]) - 1)
    tampering.write(tmp_path, specimen, "entries.jsonl", rows)
    assert run(str(tmp_path), no_state=True) == 1
    said = capsys.readouterr().out
    where = f"entries.jsonl line {row + 1}, entry {rows[row]['id']} ({rows[row]['reference']})"
    assert f"The first wrong place: {where}." in said


def test_what_is_no_export_has_its_own_exit_code(tmp_path, capsys):
    assert run(str(tmp_path / "nowhere"), no_state=True) == 2
    assert run(str(tmp_path), as_json=True, no_state=True) == 2
    assert '"sound": false' in capsys.readouterr().out
