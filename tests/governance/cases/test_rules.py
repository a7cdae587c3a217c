"""A panel's arithmetic: nothing is won by exaggerating, and seats pass on in the order of the draw."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.cases.course import Facts, Stage, stage_of, timeline
from coop.governance.cases.naming import names_in
from coop.governance.cases.rules import MEASURED, Measure, Verdict, decide, seats

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

about_a_member = st.sampled_from(
    [Measure.DISMISSED, Measure.WARNING, Measure.CONDITIONS, Measure.SUSPENSION, Measure.EXPULSION]
).flatmap(lambda one: st.builds(Verdict, st.just(one), st.integers(1, 90) if one in MEASURED else st.just(0)))
sizes = st.sampled_from([3, 5, 7, 9])


@st.composite
def panels(draw):
    size = draw(sizes)
    return size, draw(st.lists(about_a_member, max_size=size))


@given(panels())
def test_a_majority_of_the_whole_panel_goes_at_least_as_far(panel):
    size, votes = panel
    decided = decide(votes, size=size)
    empty = size - len(votes) if decided.severity == (0, 0) else 0
    as_far = sum(vote.severity >= decided.severity for vote in votes) + empty
    assert as_far * 2 > size
    farther = sum(vote.severity > decided.severity for vote in votes)
    assert farther * 2 < size


@given(panels(), st.randoms())
def test_the_order_of_votes_is_irrelevant(panel, random):
    size, votes = panel
    shuffled = list(votes)
    random.shuffle(shuffled)
    assert decide(votes, size=size) == decide(shuffled, size=size)


@given(sizes, st.data())
def test_exaggerating_never_moves_the_decision_towards_what_one_means(size, data):
    others = data.draw(st.lists(about_a_member, min_size=size - 1, max_size=size - 1))
    meant, said = data.draw(about_a_member), data.draw(about_a_member)
    honest, told = decide([*others, meant], size=size), decide([*others, said], size=size)
    if honest.severity > meant.severity:
        assert told.severity >= honest.severity
    if honest.severity < meant.severity:
        assert told.severity <= honest.severity


def test_an_even_panel_or_too_many_votes_decide_nothing():
    for votes, size in (([Verdict(Measure.WARNING)], 2), ([Verdict(Measure.WARNING)] * 4, 3)):
        with pytest.raises(ValueError, match="panel of"):
            decide(votes, size=size)


@pytest.mark.parametrize(("measure", "amount"), [("suspension", 0), ("warning", 3), ("refund", 0), ("refund", -1)])
def test_an_amount_belongs_to_days_and_cents_alone(measure, amount):
    with pytest.raises(ValueError, match=measure):
        Verdict(Measure(measure), amount)


@given(st.integers(3, 30), sizes, st.data())
def test_each_who_leaves_is_followed_by_the_next_one_drawn(pool, size, data):
    left: dict[int, dt.datetime] = {}
    for step in range(data.draw(st.integers(0, pool))):
        sitting = [seat.position for seat in seats(pool=pool, size=size, drawn_at=NOW, left=left)]
        if not sitting:
            break
        left[data.draw(st.sampled_from(sitting))] = NOW + (step + 1) * DAY
    found = seats(pool=pool, size=size, drawn_at=NOW, left=left)
    positions = [seat.position for seat in found]
    assert positions == [each for each in range(pool) if each not in left][: len(positions)]
    assert len(positions) == min(size, pool - len(left)) or len(positions) == size
    assert all(seat.since >= NOW for seat in found)


def test_nobody_leaves_a_seat_they_did_not_have():
    with pytest.raises(ValueError, match="place 5"):
        seats(pool=9, size=3, drawn_at=NOW, left={5: NOW})


def test_time_alone_moves_a_case_on():
    facts = Facts(filed_at=NOW, answer_by=NOW + 14 * DAY)
    assert stage_of(facts, NOW + 14 * DAY - DAY / 24) is Stage.ANSWER
    assert stage_of(facts, NOW + 14 * DAY) is Stage.DRAW
    decided = Facts(NOW, NOW + 14 * DAY, drawn_at=NOW + 15 * DAY, decided_at=NOW + 16 * DAY, appeal_by=NOW + 30 * DAY)
    assert stage_of(decided, NOW + 29 * DAY) is Stage.WINDOW
    assert stage_of(decided, NOW + 30 * DAY) is Stage.ENDING


def test_the_timeline_says_what_was_and_what_comes_next_with_its_day():
    steps = timeline(Facts(NOW, NOW + 14 * DAY), NOW + DAY)
    assert [(step.key, step.done) for step in steps] == [
        ("filed", True), ("answer_by", False), ("to_draw", False), ("to_decide", False),
    ]  # fmt: skip
    assert steps[1].at == NOW + 14 * DAY


class Somebody:
    display_name, email = "Bo van Dyke", "bo@example.org"


@pytest.mark.parametrize(("text", "found"), [
    ("A member shouted.", []), ("dyke shouted", ["Dyke"]), ("Write to BO@example.org", ["Bo", "bo@example.org"]),
    ("Vandykes are many", []), ("The van was late", ["van"]), ("Boats", []), ("bo was there", ["Bo"]),
])  # fmt: skip
def test_published_reasons_name_nobody(text, found):
    assert names_in(text, [Somebody()]) == found
