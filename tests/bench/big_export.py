"""A large, fully valid export, made up: the specimen of tests/verify, then as many entries as asked for.

Bookings paid, completed, tipped, cancelled and refunded, payouts, expenses and mistakes undone, in an open year of
which the first months are closed; every entry has its leaf, and the tree is signed every 250 leaves.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from coop.db import migrate
from coop.db.engine import make_engine
from coop.ledger import chart
from coop.ledger.log.notes import Signer, TreeHead, signed
from coop.verify.merkle import Tree, leaf_hash
from tests.verify.specimen import build, export

HEAD_EVERY = 250
CLOSED = (dt.date(2026, 2, 1), dt.date(2026, 4, 30))
FIRST, DAYS = dt.date(2026, 3, 2), 150
RULES = ("fee.rate#2", "fee.minimum_cents#1")
CENTS_PER_CENT, LEAST = 6, 150

Postings = list[tuple[str, int]]


class Books:
    """Writes entries with their leaves; keeps the sums that the end of a period needs."""

    def __init__(self, folder: Path, signer: Signer, last: int, dice: random.Random) -> None:
        self.entries = (folder / "entries.jsonl").open("ab")
        self.leaves = (folder / "leaves.jsonl").open("ab")
        self.heads = (folder / "checkpoints.jsonl").open("ab")
        self.folder, self.signer, self.dice, self.last = folder, signer, dice, last
        self.tree, self.note = Tree(), ""
        self.moved: dict[str, int] = defaultdict(int)
        with (folder / "leaves.jsonl").open("rb") as file:
            for line in file:
                self.tree.append(leaf_hash(line[:-1]))
        self._days = [(FIRST + dt.timedelta(days=n)).isoformat() for n in range(DAYS)]

    def day(self, share: float) -> str:
        """The day that far into the year of the export."""
        return self._days[min(DAYS - 1, int(share * DAYS))]

    def add(
        self,
        reference: str,
        kind: str,
        day: str,
        postings: Postings,
        rules: tuple[str, ...] = (),
        facts: str = "",
        reverses: int | None = None,
    ) -> int:
        """An entry more, with its leaf; its number."""
        self.last += 1
        moved = ",".join(
            f'{{"account":"{account}","amount":"{amount}","commodity":"{"MIN" if ":Labour:" in account else "EUR"}"}}'
            for account, amount in postings
            if amount
        )
        if day <= "2026-04-30":
            for account, amount in postings:
                self.moved[account] += amount
        undoes = "null" if reverses is None else f'"{reverses}"'
        cited = ",".join(f'"{rule}"' for rule in rules)
        fact = (
            f'{{"decision":null,"effective_on":"{day}","facts":{{{facts}}},"id":"{self.last}","kind":"{kind}",'
            f'"postings":[{moved}],"recorded_at":"{day}T18:{self.last % 60:02d}:00.{self.last % 10**6:06d}Z",'
            f'"reference":"{reference}","reverses":{undoes},"rules":[{cited}],'
            f'"uuid":"{self.dice.getrandbits(128):032x}"}}'
        ).encode()
        self.entries.write(fact + b"\n")
        self.leaf(b'{"commit":"%064x","fact":%s,"type":"entry","v":"1"}' % (self.dice.getrandbits(256), fact))
        return self.last

    def leaf(self, body: bytes) -> None:
        """A leaf more; every so often the tree is signed."""
        self.leaves.write(body + b"\n")
        self.tree.append(leaf_hash(body))
        if self.tree.size % HEAD_EVERY == 0:
            self.sign()

    def sign(self) -> None:
        """Sign the tree as it stands."""
        head = TreeHead(self.signer.name, self.tree.size, self.tree.root())
        self.note = signed(head.text(), [self.signer])
        row = {
            "size": head.size,
            "root": head.text().split("\n")[2],
            "note": self.note,
            "signed_at": f"2026-{8 + self.tree.size // 10**7:02d}-01T00:00:00.{self.tree.size % 10**6:06d}Z",
        }
        self.heads.write(_line(row))

    def close(self) -> None:
        if self.tree.size % HEAD_EVERY:
            self.sign()
        (self.folder / "checkpoint").write_text(self.note)
        for file in (self.entries, self.leaves, self.heads):
            file.close()


def make(folder: Path, entries: int, *, seed: int = 1844) -> Path:
    """An export of about `entries` entries in `folder`/export; the folder it is in."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(f"sqlite:///{folder / 'specimen.sqlite3'}")
    migrate.upgrade(engine)
    with Session(engine, expire_on_commit=False) as session:
        build(session)
        made = export(session, folder / "export")
    engine.dispose()
    signer = Signer.read((folder / "key" / "log.key").read_text())
    rows = [json.loads(line) for line in (made / "entries.jsonl").read_text().splitlines()]
    books = Books(made, signer, int(rows[-1]["id"]), random.Random(seed))
    for row in rows:
        if CLOSED[0].isoformat() <= row["effective_on"] <= CLOSED[1].isoformat() and row["kind"] != "period-close":
            for posting in row["postings"]:
                books.moved[posting["account"]] += int(posting["amount"])
    _fill(books, books.last + entries)
    books.close()
    _list(made, books.last)
    return made


def _fill(books: Books, until: int) -> None:
    first, closed = books.last, False
    owed: dict[int, int] = defaultdict(int)
    jobs = _jobs(books.dice)
    while books.last < until:
        share = (books.last - first) / max(1, until - first)
        day = books.day(share)
        if not closed and day > CLOSED[1].isoformat():
            _close(books)
            closed = True
        _job(books, *next(jobs), day, owed)
        if len(owed) >= 400:
            for worker, amount in owed.items():
                run = f"payout:R{books.last}:{worker:012x}"
                books.add(run, "payout", day, [(chart.WORKERS_PAYABLE, amount), (chart.BANK, -amount)])
            owed.clear()


def _jobs(dice: random.Random) -> Iterator[tuple[str, int, int]]:
    number = 0
    while True:
        number += 1
        yield f"B{number:07d}", dice.randrange(1_500, 24_000), dice.randrange(30, 480)


def _job(books: Books, name: str, price: int, minutes: int, day: str, owed: dict[int, int]) -> None:
    """One job and what became of it."""
    fate = books.dice.random()
    fee = min(price, max((2 * price * CENTS_PER_CENT + 100) // 200, LEAST))
    work = [(chart.LABOUR_WORKED, minutes), (chart.LABOUR_CONTRIBUTED, -minutes)]
    cash = fate < 0.15
    facts = f'"method":"{"cash" if cash else "transfer"}","price_cents":"{price}"'
    if cash:
        done = [(chart.WORKER_FEES, fee), (chart.FEES, -fee), *work]
        books.add(f"booking:{name}:completed", "booking-completed", day, done, RULES, facts)
        books.add(f"fees:{name.lower()}", "fees-paid", day, [(chart.BANK, fee), (chart.WORKER_FEES, -fee)])
        return
    books.add(f"booking:{name}:paid", "booking-paid", day, [(chart.BANK, price), (chart.CLIENTS_HELD, -price)])
    if fate < 0.18:
        least = min(price, LEAST)
        kept = [(chart.CLIENTS_HELD, price), (chart.FEES, -least), (chart.CANCELLATIONS, least - price)]
        books.add(f"booking:{name}:cancelled", "cancellation", day, _worker(kept, price), RULES)
        return
    worker = books.dice.randrange(3_000)
    done = [(chart.CLIENTS_HELD, price), (chart.WORKERS_PAYABLE, fee - price), (chart.FEES, -fee), *work]
    books.add(f"booking:{name}:completed", "booking-completed", day, done, RULES, facts)
    owed[worker] += price - fee
    if fate < 0.40:
        tip = 100 + price // 50
        books.add(f"booking:{name}:tip:1", "tip", day, [(chart.BANK, tip), (chart.WORKERS_PAYABLE, -tip)])
        owed[worker] += tip
    elif fate < 0.43:
        part, of_fee = (price - fee) // 4, fee // 4
        back = [(chart.WORKERS_PAYABLE, part), (chart.FEES_REFUNDED, of_fee), (chart.CLIENTS_HELD, -part - of_fee)]
        books.add(f"booking:{name}:refunded:1", "refund", day, back)
        sent = [(chart.CLIENTS_HELD, part + of_fee), (chart.BANK, -part - of_fee)]
        books.add(f"booking:{name}:refunded:1:sent", "refund", day, sent)
        owed[worker] -= part
    elif fate < 0.435:
        gift = [(chart.BANK, 1_000), (chart.DONATIONS, -1_000)]
        number = books.add(f"donation:{name}", "donation", day, gift)
        undone = [(account, -amount) for account, amount in gift]
        books.add(f"donation:{name}:reversed", "reversal", day, undone, reverses=number)
    elif fate < 0.44:
        spent = [(chart.RUNNING, 700), (chart.ACCOUNTS_PAYABLE, -700)]
        books.add(f"expense:{name}:approved", "expense", day, spent)
        books.add(f"expense:{name}:paid", "expense", day, [(chart.ACCOUNTS_PAYABLE, 700), (chart.BANK, -700)])


def _worker(kept: Postings, price: int) -> Postings:
    """Half of a cancelled job goes to the worker, with the fee on that half; the rest to the fund."""
    part = price // 2
    fee = min(part, max((2 * part * CENTS_PER_CENT + 100) // 200, LEAST))
    return [
        kept[0],
        (chart.WORKERS_PAYABLE, fee - part),
        (chart.FEES, -fee),
        (chart.CANCELLATIONS, part - price),
    ]


def _close(books: Books) -> None:
    """The closing entry of the second period, and the period."""
    result = {a: n for a, n in sorted(books.moved.items()) if a.startswith(("Income:", "Expenses:")) and n}
    surplus = -sum(result.values())
    opens_on, closes_on = (day.isoformat() for day in CLOSED)
    postings = [(account, -amount) for account, amount in result.items()] + [(chart.SURPLUS, -surplus)]
    moved, books.moved = books.moved, defaultdict(int)
    number = books.add(f"period:{opens_on}:{closes_on}:closed", "period-close", closes_on, postings)
    books.moved = moved
    row = {
        "closed_at": "2026-05-01T18:00:00.000000Z",
        "closes_on": closes_on,
        "closing_entry": number,
        "id": 2,
        "opens_on": opens_on,
        "surplus_cents": surplus,
    }
    with (books.folder / "periods.jsonl").open("ab") as file:
        file.write(_line(row))
    fact = _line({key: str(value) for key, value in row.items()})[:-1]
    books.leaf(b'{"commit":null,"fact":%s,"type":"period","v":"1"}' % fact)


def _line(row: dict) -> bytes:
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _list(folder: Path, last: int) -> None:
    """Make manifest and sums fit."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest.update(last_entry=last, exported_at="2026-12-01T00:00:00.000000Z")
    for item in manifest["files"]:
        item["sha256"], item["bytes"], item["lines"] = _sum(folder / item["name"])
    body = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    (folder / "manifest.json").write_bytes(body)
    sums = [(item["sha256"], item["name"]) for item in manifest["files"]]
    sums += [(_sum(folder / name)[0], name) for name in ("manifest.json", "checkpoint")]
    (folder / "SHA256SUMS").write_text("".join(f"{sha}  {name}\n" for sha, name in sums))


def _sum(path: Path) -> tuple[str, int, int]:
    digest, size, lines = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
            size += len(part)
            lines += part.count(b"\n")
    return digest.hexdigest(), size, lines
