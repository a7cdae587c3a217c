"""Two hundred small forgeries, of one byte or one cent: each is found, or is of the few said to be beyond this.

docs/export-format.md lists what no arithmetic can find; the test below holds the list to the truth.
"""

from __future__ import annotations

import random
import shutil

import pytest

from coop.verify.command import run, verify
from coop.verify.report import Unreadable
from tests.verify import tampering

BYTES, CENTS = 100, 300

# With a manifest made to fit again, these figures alone can change without contradicting another one.
BEYOND_ARITHMETIC = {
    "entries.jsonl facts price_cents",  # of a cash job, by so little that the fee rounds to the same cent
    "rule_versions.jsonl value",  # of a rule on which nothing in the export rests yet
}


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


def figures(data):
    """Every figure in the export (a number of an entry is none: a gap in them is a note), with where it stands."""
    return [
        (name, row, path, value)
        for name, rows in data.items()
        for row, content in enumerate(rows)
        for path, value in tampering.leaves(content)
        if type(value) is int and path != ("id",)
    ]


def test_one_cent_changed_with_the_manifest_made_to_fit_is_found(specimen, tmp_path):
    data = tampering.read(specimen)
    dice = random.Random(1844)
    for name, row, path, value in dice.sample(figures(data), CENTS):
        rows = list(data[name])
        rows[row] = tampering.changed(rows[row], path, value + dice.choice((-1, 1)))
        tampering.write(tmp_path, specimen, name, rows)
        if not is_found(tmp_path):
            assert tampering.field(name, path) in BEYOND_ARITHMETIC, (name, row, path, value)


def test_a_cash_price_cannot_hide_more_than_the_rounding_of_its_fee(specimen, tmp_path):
    data = tampering.read(specimen)
    rows = data["entries.jsonl"]
    row = next(
        n
        for n, entry in enumerate(rows)
        if entry["facts"].get("method") == "cash" and entry["facts"]["price_cents"] > 4_000
    )
    price = rows[row]["facts"]["price_cents"]
    rows[row] = tampering.changed(rows[row], ("facts", "price_cents"), price + 25)
    tampering.write(tmp_path, specimen, "entries.jsonl", rows)
    assert is_found(tmp_path)


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
        if _is_alone(data[name][row]):
            continue
        tampering.write(tmp_path, specimen, name, rows)
        assert is_found(tmp_path), (name, data[name][row])


def _is_alone(row) -> bool:
    """Whether a whole row can be missing without a trace but the gap in the numbers, which the report notes:
    an entry that no period or booking needs, and an account that nothing is posted to."""
    return (
        row.get("kind") in ("tip", "share", "asset", "liability", "equity", "income", "expense")
        or row.get("kind") in ("donation", "reversal")
        or (row.get("kind") == "booking-completed" and row["effective_on"] > "2026-01-31")
    )


def test_the_first_wrong_place_is_named(specimen, tmp_path, capsys):
    rows = tampering.read(specimen)["entries.jsonl"]
    row = next(n for n, entry in enumerate(rows) if entry["kind"] == "booking-completed")
    for posting in rows[row]["postings"]:
        if posting["account"] == "Income:Fees":
            posting["amount"] += 1
        if posting["account"] in ("Liabilities:WorkersPayable", "Assets:Receivable:WorkerFees"):
            posting["amount"] -= 1
    tampering.write(tmp_path, specimen, "entries.jsonl", rows)
    assert run(str(tmp_path)) == 1
    said = capsys.readouterr().out
    where = f"entries.jsonl line {row + 1}, entry {rows[row]['id']} ({rows[row]['reference']})"
    assert f"The first wrong place: {where}." in said


def test_what_is_no_export_has_its_own_exit_code(tmp_path, capsys):
    assert run(str(tmp_path / "nowhere")) == 2
    assert run(str(tmp_path), as_json=True) == 2
    assert '"sound": false' in capsys.readouterr().out
