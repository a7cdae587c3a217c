"""Whatever the verifier finds in a receipt can be said in the reader's language."""

from __future__ import annotations

import json
import random

import pytest

from coop.commons.verifying import words
from coop.verify.receipts import check_receipt
from coop.verify.report import Unreadable
from tests.receipts import log, receipt
from tests.verify.tampering import changed, leaves

ODD = ("0", "a", "Z", "=", "\n", "\n\n", "é", '"', "", " ")


@pytest.fixture
def marked(monkeypatch):
    """Every sentence that goes through a translator comes back in brackets."""
    monkeypatch.setattr(words, "gettext", lambda said: f"[{said}]")


def found_in(text):
    try:
        report = check_receipt(text)
    except Unreadable as refusal:
        return [str(refusal)]
    return [*report.findings, *report.notes, *(said for fact in report.facts for said in (*fact.findings, *fact.notes))]


def test_every_finding_of_a_thousand_changes_is_known_to_translators(marked):
    good, dice, seen = receipt(log()), random.Random(9162), set()
    for path, value in leaves(good):
        for _ in range(30):
            if value is None:
                other = "5a" * 32
            elif isinstance(value, str):
                place = dice.randrange(len(value))
                other = value[:place] + dice.choice(ODD) + value[place + 1 :]
            else:
                other = dice.choice([value + 1, -1, "7"])
            seen.update(found_in(json.dumps(changed(good, path, other))))
    assert len(seen) > 60
    assert [said for said in seen if not words.sentence(said).startswith("[")] == []


def test_what_stands_in_a_gap_is_translated_too(marked):
    assert words.sentence("fact 2: its leaf: it is no JSON (line 1)") == "[fact 2: [its leaf: [it is no JSON]]]"
    assert words.sentence("a hash is no base64") == "[[a hash] is no base64]"
    assert words.sentence("something new") == "something new"
