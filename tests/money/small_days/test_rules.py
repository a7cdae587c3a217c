"""A summary is exactly what it sums, whatever that is, and the verifier can recompute what it says of fees."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from coop.ledger import chart
from coop.ledger.small_days.rules import Group, Waiting
from coop.money.small_days.rules import Original, fee_parts, summary, work, written
from coop.money.split.rules import fee_cents
from coop.verify import small_days
from coop.verify.entries import Entry as Read
from coop.verify.rulebook import Rules

DAY = dt.date(2026, 1, 12)
RATE, LEAST = Fraction(1, 20), 150
CITED = ("fee.rate#1", "fee.minimum_cents#1")
RULES = Rules(
    {
        name: {"name": name.partition("#")[0], "version": 1, "value": value,
               "in_force_from": "2025-12-01T09:00:00.000000Z"}
        for name, value in zip(CITED, ("1/20", LEAST), strict=True)
    }
)  # fmt: skip


def completed(price: int, minutes: int, cash: bool) -> Original:
    fee = fee_cents(price, RATE, LEAST)
    sides = (
        [(chart.WORKER_FEES, "EUR", fee)]
        if cash
        else [(chart.CLIENTS_HELD, "EUR", price), (chart.WORKERS_PAYABLE, "EUR", fee - price)]
    )
    lines = [*sides, (chart.FEES, "EUR", -fee), (chart.LABOUR_WORKED, "MIN", minutes),
             (chart.LABOUR_CONTRIBUTED, "MIN", -minutes)]
    return Original("booking-completed", CITED, tuple(line for line in lines if line[2]), price)


def undone(of: Original) -> Original:
    lines = tuple((account, commodity, -amount) for account, commodity, amount in of.postings)
    return Original("reversal", of.rules, lines, None, of.price_cents)


def cancelled(worker: int, fund: int) -> Original:
    fee = fee_cents(worker, RATE, LEAST)
    lines = [(chart.CLIENTS_HELD, "EUR", worker + fund), (chart.WORKERS_PAYABLE, "EUR", fee - worker),
             (chart.FEES, "EUR", -fee), (chart.CANCELLATIONS, "EUR", -fund)]
    return Original("cancellation", CITED, tuple(line for line in lines if line[2]))


def plain(kind: str, debit: str, credit: str, cents: int) -> Original:
    return Original(kind, (), ((debit, "EUR", cents), (credit, "EUR", -cents)))


cents = st.integers(1, 10_000_000)
works = st.builds(completed, cents, st.integers(0, 900), st.booleans())
originals = st.lists(
    st.one_of(
        works,
        works.map(undone),
        st.builds(cancelled, cents, cents),
        cents.map(lambda n: plain("tip", chart.BANK, chart.WORKERS_PAYABLE, n)),
        cents.map(lambda n: plain("payout", chart.WORKERS_PAYABLE, chart.BANK, n)),
        cents.map(lambda n: plain("booking-paid", chart.BANK, chart.CLIENTS_HELD, n)),
    ),
    min_size=1,
    max_size=12,
)


def made(of: list[Original]):
    group = Group(tuple(Waiting(number, DAY, f"B{number}") for number in range(len(of))))
    return summary(group, of, rule_ids=(1, 2))


@given(originals)
@settings(max_examples=400, deadline=None)
def test_a_summary_moves_what_its_entries_move(of):
    due, told = defaultdict(int), defaultdict(int)
    for original in of:
        for account, commodity, amount in original.postings:
            due[account, commodity] += amount
    entry = made(of)
    for posting in entry.postings:
        told[posting.account, posting.commodity] += posting.amount
        assert posting.party_id is None
    assert {key: amount for key, amount in told.items() if amount} == {
        key: amount for key, amount in due.items() if amount
    }


@given(originals)
@settings(max_examples=400, deadline=None)
def test_the_verifier_finds_nothing_wrong_with_it(of):
    entry = made(of)
    sums: dict[str, int] = defaultdict(int)
    for posting in entry.postings:
        sums[posting.account] += posting.amount
    read = Read(1, "ab" * 16, entry.reference, entry.kind, str(entry.effective_on), "2026-01-13T09:00:00.000000Z",
                CITED, None, None, {key: str(value) for key, value in entry.facts.items()}, [])
    assert list(small_days.wrong_with(read, dict(sums), RULES, [], defaultdict(int))) == []


@given(st.lists(works, min_size=1, max_size=8), st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_fees_off_by_more_than_rounding_are_found(of, place):
    """More than half a cent a job beside the minimum: here no job is so small that the minimum applies."""
    of = [completed((one.price_cents or 0) + 4_000, 0, False) for one in of]
    parts = fee_parts(of)
    (part,) = parts.values()
    off = len(of) * (LEAST + 1) + 1 + place
    part.fee_cents += off
    entry = made(of)
    facts = {**{key: str(value) for key, value in entry.facts.items()}, "fees": written(parts)}
    read = Read(1, "ab" * 16, entry.reference, entry.kind, str(entry.effective_on), "2026-01-13T09:00:00.000000Z",
                CITED, None, None, facts, [])
    found = list(small_days.wrong_with(read, {chart.FEES: -part.fee_cents}, RULES, [], defaultdict(int)))
    assert found


def test_what_cancels_out_is_told_as_what_went_in_and_out():
    one = completed(73_137, 60, False)
    entry = made([one, undone(one)])
    assert len(entry.postings) >= 2
    assert work([one, undone(one)]) == {
        "earned_cents": 0, "earned_undone_cents": 3_657, "minutes_undone": 60,
    }  # fmt: skip
