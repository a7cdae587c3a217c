"""Matching is exact, the same in any order, and takes nothing twice."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from coop.money.reconciliation import wording
from coop.money.reconciliation.rules import BankLine, BookLine, matches, off_by, sums_agree

DAY = dt.date(2026, 2, 10)


def day(count):
    return DAY + dt.timedelta(days=count)


def line(id_, cents, text="", after=0):
    return BankLine(id_, day(after), cents, wording.said(text))


def posting(id_, cents, reference="", after=0, kind="booking-paid", reverses=None):
    references, run = wording.called_by(reference)
    return BookLine((id_, 1), day(after), cents, kind, references, run, reverses)


def paired(lines, postings):
    return {(one.rule, one.lines, tuple(entry for entry, _line in one.postings)) for one in matches(lines, postings)}


def test_amount_and_reference_are_sure_however_the_reference_is_written():
    for text in ("K7Q2-M4XD", "ref k7q2 m4xd thanks", "BOOKING:K7Q2M4XD", "K7Q2M4 XD"):
        assert paired([line(1, 500, text, after=30)], [posting(7, 500, "booking:K7Q2M4XD:paid")]) == {
            ("reference", (1,), (7,))
        }
    misread = [posting(7, 500, "booking:101100XX:paid")]
    assert paired([line(1, 500, "IOL1-O0XX", after=30)], misread) == {("reference", (1,), (7,))}


def test_a_reference_without_the_amount_is_no_match():
    assert paired([line(1, 501, "K7Q2M4XD")], [posting(7, 500, "booking:K7Q2M4XD:paid")]) == set()


def test_a_reference_glued_to_other_signs_or_too_short_is_not_taken():
    assert wording.called_by("booking:T1:paid") == (frozenset(), "")
    far = [posting(7, 500, "booking:K7Q2M4XD:paid", after=20)]
    assert paired([line(1, 500, "XK7Q2M4XDX")], far) == set()


def test_equal_payments_of_one_booking_pair_by_day():
    lines = [line(2, 500, "K7Q2M4XD", 1), line(1, 500, "K7Q2M4XD", 3)]
    postings = [posting(7, 500, "booking:K7Q2M4XD:paid:2", 3), posting(8, 500, "booking:K7Q2M4XD:paid", 1)]
    assert paired(lines, postings) == {("reference", (2,), (8,)), ("reference", (1,), (7,))}


def test_paid_twice_and_recorded_once_leaves_the_later_line_over():
    lines = [line(1, 500, "K7Q2M4XD"), line(2, 500, "K7Q2M4XD", 1)]
    assert paired(lines, [posting(7, 500, "booking:K7Q2M4XD:paid")]) == {("reference", (1,), (7,))}


def test_one_transfer_for_two_bookings():
    books = [posting(7, 300, "booking:AAAA2222:paid"), posting(8, 200, "booking:BBBB3333:paid")]
    assert paired([line(1, 500, "AAAA-2222 and BBBB-3333")], books) == {("references", (1,), (7, 8))}


def test_a_payout_run_is_one_line_of_the_bank():
    token = "ab" * 16
    books = [posting(7, -300, f"payout:2026-02-10:7{token}"), posting(8, -200, f"payout:2026-02-10:8{token}")]
    assert paired([line(1, -500, "Harbour Hands payout 2026-02-10", 9)], books) == {("run", (1,), (7, 8))}
    assert paired([line(1, -500, "SAMMELAUFTRAG", 2)], books) == {("run-sum", (1,), (7, 8))}
    assert paired([line(1, -500, "SAMMELAUFTRAG", 9)], books) == set()
    single = line(2, -300, f"PAYOUT-2026-02-10-7{token[:9]}", 9)
    assert paired([single], books) == {("reference", (2,), (7,))}
    assert paired([single, line(3, -200, "batch", 1)], books) == {("reference", (2,), (7,)), ("day", (3,), (8,))}


def test_a_reversal_cancels_its_entry_and_the_bank_saw_neither():
    undoing = posting(9, -500, "booking:T1:paid:reversed", 3, "reversal", reverses=7)
    books = [posting(7, 500, "booking:T1:paid"), undoing]
    assert paired([], books) == {("reversal", (), (7, 9))}


def test_parts_of_one_entry_are_proposed():
    books = [posting(7, 500, "booking:K7Q2M4XD:paid")]
    assert paired([line(1, 300, "K7Q2M4XD"), line(2, 200, "K7Q2M4XD rest", 2)], books) == {("parts", (1, 2), (7,))}


def test_a_near_day_is_proposed_only_when_nobody_else_could_be_meant():
    assert paired([line(1, 500, after=5)], [posting(7, 500)]) == {("day", (1,), (7,))}
    assert paired([line(1, 500, after=6)], [posting(7, 500)]) == set()
    assert paired([line(1, 500)], [posting(7, 500), posting(8, 500, after=5)]) == set()
    assert paired([line(1, 500), line(2, 500, after=1)], [posting(7, 500)]) == set()


def test_a_choice_by_hand_agrees_to_the_cent():
    assert sums_agree([line(1, 500)], [posting(7, 300), posting(8, 200)])
    assert off_by([line(1, 500)], [posting(7, 300), posting(8, 201)]) == -1
    assert not sums_agree([], [])
    assert not sums_agree([line(1, 0)], [])


AMOUNTS = st.sampled_from([-500, -300, -200, 100, 200, 300, 500])
WORDS = st.lists(st.sampled_from(["K7Q2M4XD", "AAAA2222", "payout 2026-02-10", "rent"]), max_size=2).map(" ".join)
REFERENCES = st.sampled_from(
    ["booking:K7Q2M4XD:paid", "booking:AAAA2222:paid", "payout:2026-02-10:abcdef0123", "share:1:1"]
)
LINES = st.lists(st.tuples(AMOUNTS, WORDS, st.integers(0, 12)), max_size=10)
POSTINGS = st.lists(st.tuples(AMOUNTS, REFERENCES, st.integers(0, 12), st.booleans()), max_size=10)


def build(lines, postings):
    in_bank = [line(id_, *one) for id_, one in enumerate(lines, 1)]
    in_books = []
    for id_, (cents, reference, after, undoes) in enumerate(postings, 1):
        former = in_books[-1] if undoes and in_books and not in_books[-1].reverses else None
        in_books.append(
            posting(id_, -former.cents, f"x:{id_}", after, "reversal", former.key[0]) if former
            else posting(id_, cents, reference, after)
        )
    return in_bank, in_books


@settings(max_examples=300, deadline=None)
@given(LINES, POSTINGS, st.randoms(use_true_random=False))
def test_nothing_twice_to_the_cent_and_in_any_order(lines, postings, chance: random.Random):
    in_bank, in_books = build(lines, postings)
    found = matches(in_bank, in_books)
    taken = [id_ for one in found for id_ in one.lines]
    booked = [key for one in found for key in one.postings]
    assert len(taken) == len(set(taken))
    assert len(booked) == len(set(booked))
    cents = {one.id: one.cents for one in in_bank} | {one.key: one.cents for one in in_books}
    for one in found:
        assert sum(cents[id_] for id_ in one.lines) == sum(cents[key] for key in one.postings)
        assert len(one.lines) + len(one.postings) > 1
    chance.shuffle(in_bank)
    chance.shuffle(in_books)
    assert set(matches(in_bank, in_books)) == set(found)
