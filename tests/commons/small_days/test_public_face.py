"""Nothing the public can ask for tells an inner entry: every GET address there is, every file, feed, tile and leaf."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from coop.ledger import chart, readings
from coop.ledger.balances import balances
from coop.ledger.log.models import Leaf
from coop.ledger.log.tiles import path as tile_path
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.small_days.models import SummedEntry
from coop.ledger.snapshots import summing
from coop.policies.register import REGISTER
from tests.commons.small_days.story import JANUARY_ENDS, NOW, write
from tests.logs import begin, bring_up_to_date

# What fills the gaps of addresses; a new kind of gap must be thought of here.
_OF_NOBODY = {"digest", "token", "width", "seed", "step", "kind", "key", "month", "person_id", "number", "party_id",
              "mail_id", "application_id", "alarm_id", "log_id", "which", "countback_id"}
# The source has these tests in it, and the manuals have examples.
_NOT_OF_THE_BOOKS = ("/source.tar.gz", "/api/v1/openapi.json", "/data/api")
_DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(0, 59, 3)]


@pytest.fixture
def story(session, engine, coop, app, tmp_path):
    told = write(session, is_founded=True)
    session.commit()
    summing.catch_up(engine, at=NOW, step=11)
    bring_up_to_date(session, begin(session, tmp_path / "log", at=NOW), at=NOW)
    return told


def addresses(app, session) -> list[str]:
    with readings.reading(session, readings.ALL):
        entries = list(session.execute(select(EntryRow.id).order_by(EntryRow.id)).scalars())
        codes = sorted(set(session.execute(select(Account.code)).scalars()))
    leaves = len(session.execute(select(Leaf.leaf_index)).all())
    gaps = {
        "entry_id": entries, "id": [*entries[:3], *entries[-3:], 1], "code": codes, "period_id": [1, 2],
        "year": [2026], "period": ["2026", "2026-01"], "form": ["csv", "blt", "toi"],
        "reference": ["charter", "QX01"], "size": [leaves], "address": [
            tile_path(level, 0, width) for level in ("entries", 0) for width in range(1, leaves + 1, 7)
        ] + [tile_path("entries", 0, leaves)],
        "name": [*REGISTER, "export.zip", "entries.csv", "postings.csv", "books.beancount", "books.journal",
                 "entries.jsonl", "leaves.jsonl", "periods.jsonl", "accounts.jsonl", "checkpoints.jsonl"],
    }
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule in _NOT_OF_THE_BOOKS:
            continue
        assert rule.arguments <= gaps.keys() | _OF_NOBODY, f"what fills the gaps of {rule.rule}?"
        if rule.arguments & _OF_NOBODY:
            continue
        filled = [rule.rule]
        for gap in rule.arguments:
            filled = [re.sub(rf"<(?:[^<>]*:)?{gap}>", str(value), one) for one in filled for value in gaps[gap]]
        found += filled
    found += [f"/api/v1/entries/{number}" for number in entries]
    for day in _DAYS:
        found += [
            f"/ledger/statements?from={day}&to={day}", f"/ledger/statements?to={day}",
            f"/ledger/statements?from={day}&to={day}&basis=recorded", f"/ledger/statements?known={day}",
            f"/ledger/entries?since={day}&until={day}", f"/ledger/entries?recorded_since={day}&recorded_until={day}",
            f"/api/v1/entries?since={day}&until={day}&limit=100",
            f"/ledger/entries?account={chart.BANK}&since={day}&until={day}&side=debit",
        ]
    for code in codes:
        found += [f"/ledger/entries?account={code}", f"/ledger/entries?within={code}&closing=no"]
        found += [f"/ledger/entries?account={code}&kind=tip", f"/ledger/accounts/{code}?after=1-1"]
    found += [f"/ledger/entries?kind={kind}" for kind in ("tip", "payout", "small-days", "reversal", "booking-paid")]
    found += [f"/ledger/entries?rule={name}" for name in ("fee.rate", "fee.rate%231", "fee.minimum_cents")]
    found += [f"/ledger/entries?rule=fee.rate&kind=booking-completed&before={number}" for number in (5, 20, 40)]
    found += [f"/ledger/entries?before={number}" for number in entries[::9]]
    found += [f"/feeds/entries.atom?before={number}" for number in entries[::9]]
    return found


def unpacked(body: bytes, path: str) -> str:
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    return body.decode("utf-8", "replace")


_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


@dataclass(frozen=True)
class Secrets:
    """What no answer may hold: amounts in cents however they are written, lasting numbers, links, names, times."""

    cents: frozenset[str]
    uuids: frozenset[str]
    numbers: frozenset[str]

    def found_in(self, said: str) -> list[str]:
        # Feeds write UUIDs in groups: one of them can look like an amount, and none is a UUID's beginning.
        said = _UUID.sub(lambda found: found[0].replace("-", ""), said)
        written = {re.sub("[.,]", "", one) for one in re.findall(r"(?<![\w.,])\d[\d.,]*\d(?!\w)", said)}
        hit = sorted(self.cents & written)
        hit += sorted(self.uuids & {one[:12] for one in re.findall("[0-9a-f]{12,}", said)})
        hit += sorted(self.numbers & set(re.findall(r"/entries/(\d+)", said)))
        return hit + [one for one in (":QX", "11:07", "12:07") if one in said]


def secrets(session, story) -> Secrets:
    touching = defaultdict(set)
    summary_of = dict(session.execute(select(SummedEntry.entry_id, SummedEntry.summary_id)).all())
    rows = session.execute(
        select(PostingRow.entry_id, PostingRow.account_id, PostingRow.amount).where(
            PostingRow.book == readings.OWN, PostingRow.commodity == "EUR"
        )
    ).all()
    for number, account, _ in rows:
        touching[summary_of.get(number), account].add(number)
    # A sum of one: it tells this amount on this account, though neither day nor whose. The decision says so.
    alone = {abs(amount) for number, account, amount in rows
             if number in summary_of and len(touching[summary_of[number], account]) == 1}
    told = {str(abs(amount)) for _, _, amount in rows if abs(amount) not in alone}
    assert len(told) > 40
    uuids = session.execute(select(EntryRow.uuid).where(EntryRow.book == readings.OWN)).scalars()
    return Secrets(frozenset(told), frozenset(uuid[:12] for uuid in uuids), frozenset(map(str, story.inner)))


def test_the_search_finds_what_it_looks_for():
    kept = Secrets(frozenset({"73137"}), frozenset({"ab" * 6}), frozenset({"17"}))
    for said in ("€731.37", "731,37 EUR", '"amount":"73137"', "-731.37 EUR", "ab" * 16,
                 "urn:uuid:abababab-abab-abab-abab-abababababab",
                 'href="/ledger/entries/17"', "booking:QX01:paid", "recorded 12:07"):
        assert kept.found_in(said), said
    assert kept.found_in("1,731.37 and 731.370 and /entries/171") == []
    amount = Secrets(frozenset({"4815"}), frozenset(), frozenset())
    assert amount.found_in("urn:uuid:0f0f0f0f-0f0f-4815-8f0f-0f0f0f0f0f0f") == []


def test_no_address_tells_an_inner_entry(app, session, story):
    visitor, kept = app.test_client(), secrets(session, story)
    reached, found = 0, []
    for address in addresses(app, session):
        answer = visitor.get(address)
        assert answer.status_code < 500, address
        if answer.status_code != 200:
            continue
        reached += 1
        hit = kept.found_in(unpacked(answer.data, address).replace(address, ""))
        found += [(address, hit)] if hit else []
    assert found == [], "\n".join(map(str, found))
    assert reached > 400


def test_an_inner_entry_has_no_page_for_the_public(app, story):
    visitor = app.test_client()
    for number in story.inner[:6]:
        for address in (f"/ledger/entries/{number}", f"/ledger/entries/{number}/leaf", f"/api/v1/entries/{number}",
                        f"/ledger/entries/{number}/entry.tlog-proof"):
            assert visitor.get(address).status_code == 404, address
    for number in story.summaries:
        assert visitor.get(f"/ledger/entries/{number}").status_code == 200


def test_pages_files_and_leaves_say_the_same_and_agree_with_the_books_at_the_close(app, session, story):
    visitor = app.test_client()
    lines = [json.loads(line) for line in visitor.get("/exports/entries.jsonl").data.splitlines()]
    leaves = [json.loads(body) for body in session.execute(select(Leaf.body)).scalars()]
    assert [line["id"] for line in lines] == sorted(
        (leaf["fact"]["id"] for leaf in leaves if leaf["type"] == "entry"), key=int
    )
    sums, at_close = defaultdict(int), defaultdict(int)
    for line in lines:
        for posting in line["postings"]:
            key = posting["account"], posting["commodity"]
            sums[key] += int(posting["amount"])
            if line["effective_on"] <= str(JANUARY_ENDS):
                at_close[key] += int(posting["amount"])
    told = {(one["code"], one["commodity"]): one["balance"]
            for one in visitor.get("/api/v1/accounts").get_json()["items"]}
    assert {key: cents for key, cents in sums.items() if cents} == {key: cents for key, cents in told.items() if cents}
    recorded = {key: cents for key, cents in balances(session, until=JANUARY_ENDS).items() if cents}
    assert {key: cents for key, cents in at_close.items() if cents} == recorded
    waits = balances(session)
    assert any(waits[key] != told.get(key, 0) for key in waits)
