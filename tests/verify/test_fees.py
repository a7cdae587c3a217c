"""The fee is that of the rule in force when the job was booked: what the books can tell of it."""

from __future__ import annotations

from collections import defaultdict

import pytest

from coop.verify.entries import Entry
from coop.verify.fees import CHECKS, by_account
from coop.verify.rulebook import Rules


def version(name, number, value, since):
    return {"name": name, "version": number, "value": value, "in_force_from": f"{since}T00:00:00.000000Z"}


RULES = Rules(
    {
        "fee.rate#1": version("fee.rate", 1, "1/20", "2026-01-01"),
        "fee.rate#2": version("fee.rate", 2, "1/10", "2026-03-10"),
        "fee.minimum_cents#1": version("fee.minimum_cents", 1, 0, "2026-01-01"),
        "fee.minimum_cents#2": version("fee.minimum_cents", 2, 600, "2026-02-10"),
    }
)


def completed(fee, *, day="2026-03-20", rules=("fee.rate#1", "fee.minimum_cents#2"), **facts):
    postings = [
        ("Liabilities:ClientsHeld", 10_000, "EUR"),
        ("Liabilities:WorkersPayable", fee - 10_000, "EUR"),
        ("Income:Fees", -fee, "EUR"),
    ]
    stated = {"method": "transfer", "price_cents": "10000", **facts}
    return Entry(1, "0" * 32, "booking:J:completed", "booking-completed", day, f"{day}T12:00:00.000000Z",
                 rules, None, None, stated, postings)  # fmt: skip


def wrong(entry):
    return [detail for _, detail in CHECKS[entry.kind](entry, by_account(entry.moved()), RULES, defaultdict(int))]


def test_a_job_booked_before_the_vote_keeps_its_fee():
    assert wrong(completed(600)) == []
    assert wrong(completed(600, booked_on="2026-03-01")) == []


def test_a_cent_more_or_less_is_wrong():
    assert len(wrong(completed(601))) == 2
    assert len(wrong(completed(599))) == 2


def test_versions_that_were_never_in_force_together_are_no_terms():
    assert "never in force together" in wrong(completed(1_000, rules=("fee.rate#2", "fee.minimum_cents#1")))[0]


def test_a_rule_that_came_after_the_work_is_no_terms():
    later = ("fee.rate#2", "fee.minimum_cents#2")
    assert "after the work was done" in wrong(completed(1_000, day="2026-03-08", rules=later))[0]
    assert wrong(completed(1_000, day="2026-03-09", rules=later)) == []  # the 10th in some zone


@pytest.mark.parametrize(
    ("booked_on", "said"), [("2026-03-12", "no longer"), ("2026-02-01", "before"), ("x", "cannot")]
)
def test_where_the_day_of_booking_is_stated_it_decides(booked_on, said):
    assert said in wrong(completed(600, booked_on=booked_on))[0]


def test_without_both_rules_there_is_no_fee():
    assert wrong(completed(500, rules=("fee.rate#1",))) == ["it does not cite fee.rate and fee.minimum_cents"]


def test_the_founding_rules_hold_for_work_done_before_the_founding():
    assert wrong(completed(500, day="2025-06-01", rules=("fee.rate#1", "fee.minimum_cents#1"))) == []


def teamed(lines, *, parts="2:1:1", method="transfer", minutes=(60, 60, 60)):
    """A job of 100.00 with a fee of 6.00 by a team; `lines` are (account, amount) of the money."""
    money = [(account, amount, "EUR") for account, amount in lines]
    worked = [("Assets:Labour:Worked", sum(minutes), "MIN")] + [
        ("Equity:Labour:Contributed", -each, "MIN") for each in minutes
    ]
    return completed(600, parts=parts, method=method)._replace(postings=[*money, *worked])


HELD, OWED = ("Liabilities:ClientsHeld", 10_000), "Liabilities:WorkersPayable"
FEES = [("Income:Fees", -300), ("Income:Fees", -150), ("Income:Fees", -150)]


def test_a_team_is_split_by_the_parts_that_are_stated():
    right = [HELD, (OWED, -4_700), (OWED, -2_350), (OWED, -2_350), *FEES]
    assert wrong(teamed(right)) == []
    assert wrong(teamed([HELD, (OWED, -4_701), (OWED, -2_349), (OWED, -2_350), *FEES]))
    assert wrong(teamed([HELD, (OWED, -9_400), *FEES]))
    assert wrong(teamed(right, minutes=(60, 60, 30)))
    assert wrong(teamed(right, minutes=(180,)))
    assert wrong(teamed(right, parts="1:1:1"))


@pytest.mark.parametrize("parts", ["", "2:0", "2:x", "2:-1", "2:1.5", "99999:1"])
def test_what_states_no_parts_is_wrong(parts):
    right = [HELD, (OWED, -4_700), (OWED, -2_350), (OWED, -2_350), *FEES]
    assert wrong(teamed(right, parts=parts)) == ["it does not state the parts of its team"]


def test_the_lead_who_took_the_cash_owes_the_fee_and_the_others():
    right = [("Assets:Receivable:WorkerFees", 600 + 4_700), (OWED, -2_350), (OWED, -2_350), *FEES]
    assert wrong(teamed(right, method="cash")) == []
    right[0] = ("Assets:Receivable:WorkerFees", 600)
    assert wrong(teamed(right, method="cash"))
