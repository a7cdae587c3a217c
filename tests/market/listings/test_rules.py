"""What a listing still lacks."""

from types import SimpleNamespace

import pytest

from coop.market.listings.rules import Step, missing

WHOLE = {
    "title": "Windows",
    "description": "Both sides.",
    "price_cents": 400,
    "price_kind": "hour",
    "unit_name": "",
    "place_kind": "travel",
    "place_label": "Old Harbour",
    "accepts_cash": True,
    "accepts_transfer": False,
}


def test_nothing_is_missing_of_a_whole_one():
    assert missing(SimpleNamespace(**WHOLE)) == []


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"description": ""}, Step.BASICS),
        ({"price_cents": 0}, Step.PRICE),
        ({"price_kind": "unit"}, Step.PRICE),
        ({"place_label": ""}, Step.PLACE),
        ({"accepts_cash": False}, Step.TERMS),
    ],
)
def test_each_page_can_be_what_is_missing(facts, step):
    assert missing(SimpleNamespace(**WHOLE | facts)) == [step]


def test_remote_work_needs_no_place():
    assert missing(SimpleNamespace(**WHOLE | {"place_label": "", "place_kind": "remote"})) == []
