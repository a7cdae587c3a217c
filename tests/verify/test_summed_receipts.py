"""Receipts of entries that were told only within a sum: good ones are found good, whatever is changed is found."""

from __future__ import annotations

import copy
import json
import random

import pytest

from coop.verify.receipts import check_receipt
from coop.verify.report import Unreadable
from tests.receipts import BALLOTS, ENTRY, PRIVATE, SALT, receipt, summed_log, summed_receipt
from tests.verify.handmade import canonical
from tests.verify.tampering import changed, leaves


@pytest.fixture(scope="module")
def log():
    return summed_log()


@pytest.fixture(scope="module")
def good(log):
    return summed_receipt(log)


def check(given, log):
    return check_receipt(json.dumps(given), trusted_keys=[log.key.verifier])


def test_it_proves_the_entry_itself(good, log):
    report = check(good, log)
    assert report.sound, report.findings
    assert report.facts[0].fact == ENTRY
    assert report.facts[0].private == PRIVATE
    assert "within the sum of 3 entries" in report.facts[0].notes[0]


def test_an_entry_that_is_not_in_the_sum_is_found(good, log):
    forged = copy.deepcopy(good)
    other = {**ENTRY, "effective_on": "2026-03-03"}
    said = json.loads(good["facts"][0]["summed"]["leaf"])
    forged["facts"][0]["summed"]["leaf"] = canonical({**said, "fact": other}).decode()
    assert any("not among the entries" in finding for finding in check(forged, log).findings)


def test_no_entry_is_within_what_is_no_sum(good, log):
    forged = copy.deepcopy(good)
    plain = receipt(log)["facts"][1]
    forged["facts"][0] = {**plain, "summed": good["facts"][0]["summed"]}
    forged["facts"], forged["ballot"] = forged["facts"][:1], None
    assert any("of no sum" in finding for finding in check(forged, log).findings)


def test_the_sums_own_part_is_needed(good, log):
    forged = copy.deepcopy(good)
    forged["facts"][0].update(salt=None, private=None)
    assert any("private part is missing" in finding for finding in check(forged, log).findings)


def test_whatever_is_changed_is_found(good, log):
    dice = random.Random(8032)
    for path, value in leaves(good):
        if path[0] in ("title", "coop", "issued_at") or value is None:
            continue
        for _ in range(20):
            place = 0 if isinstance(value, int) else dice.randrange(len(value))
            other = value + 1 if isinstance(value, int) else value[:place] + dice.choice("0aZ=\n ") + value[place + 1 :]
            if other == value:
                continue
            try:
                report = check(changed(good, path, other), log)
            except Unreadable:
                continue
            assert not report.sound or (path == ("ballot", "hash") and other in BALLOTS), (path, other)


def test_another_salt_opens_nothing(good, log):
    forged = copy.deepcopy(good)
    forged["facts"][0]["summed"]["salt"] = SALT[::-1]
    assert not check(forged, log).sound
