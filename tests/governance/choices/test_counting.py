"""What a choice decides: the two steps, the quorum, ties by a lot that nobody knew, and the same by the verifier."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.governance.ballots.contents import options_content
from coop.governance.ballots.publication import chain_head
from coop.governance.closing.options import count_options
from coop.governance.closing.rules import count, statement
from coop.governance.electorate.frozen import FrozenVote
from coop.verify.choices import by_choice, by_consent
from coop.verify.report import Report

METHODS = ("approval", "score", "schulze")
SCALE = {"least": 0, "most": 5}


def choice(method, options=3, roll=12, quorum=Fraction(1, 4), threshold="simple"):
    keys = (*(str(number) for number in range(1, options + 1)), "0")
    return FrozenVote("7", method, keys, roll, quorum, threshold, SCALE if method == "score" else {})


def election(candidates, seats, roll=30):
    keys = tuple(str(number) for number in range(1, candidates + 1))
    method = "schulze" if seats == 1 else "scottish-stv"
    return FrozenVote("9", method, keys, roll, Fraction(1, 10), "", {"seats": seats})


def texts(vote, ballots):
    return [options_content(ballot, vote) for ballot in ballots]


def exported(vote, contents):
    """A vote as the export has it, its ballots under made-up fingerprints."""
    hashes = sorted(f"{number:064x}" for number in range(len(contents)))
    return {
        "reference": vote.reference, "method": vote.method, "options": list(vote.options), "roll_size": vote.roll,
        "quorum": f"{vote.quorum.numerator}/{vote.quorum.denominator}", "threshold": vote.threshold_name,
        "terms": dict(vote.terms), "closed": {"contents": contents, "ballots": len(contents), "hashes": hashes},
        "outcome": {"result": {"contents_digest": ""}},
    }  # fmt: skip


def recounted(vote, contents):
    """The verifier's count of the same ballots, and the seed of its lots."""
    row = exported(vote, contents)
    seed = chain_head(vote.reference, row["closed"]["hashes"])
    verify = by_consent if vote.method == "consent" else by_choice
    return verify("count", "here", row, Report()), seed


def ballots_of(options, least=1, most=5):
    return st.lists(st.dictionaries(st.sampled_from(options), st.integers(least, most)), min_size=1, max_size=12)


@settings(max_examples=150)
@given(data=st.data(), method=st.sampled_from(METHODS),
       threshold=st.sampled_from(("simple", "two-thirds", "consensus-minus-1", "at-most-a-quarter-opposed")))
def test_the_verifier_comes_to_the_same(data, method, threshold):
    vote = choice(method, data.draw(st.integers(2, 4)), threshold=threshold)
    ballots = data.draw(ballots_of(vote.options, *((1, 1) if method == "approval" else (1, 4))))
    contents = texts(vote, ballots)
    found, seed = recounted(vote, contents)
    counted = count(vote, contents, seed=seed)
    assert found == (counted.passed, counted.result)


@settings(max_examples=200)
@given(data=st.data(), candidates=st.integers(1, 6))
def test_the_verifier_elects_the_same(data, candidates):
    seats = data.draw(st.integers(1, candidates))
    vote = election(candidates, seats)
    order = st.permutations(vote.options).flatmap(lambda row: st.integers(0, len(row)).map(lambda n: row[:n]))
    rows = data.draw(st.lists(order, min_size=1, max_size=25))
    contents = texts(vote, [{option: rank for rank, option in enumerate(row, 1)} for row in rows])
    found, seed = recounted(vote, contents)
    counted = count(vote, contents, seed=seed)
    assert found == (counted.passed, counted.result)
    if counted.passed:
        assert len(counted.result["elected"]) == len(set(counted.result["elected"])) == seats


def test_a_vote_that_states_no_digest_of_its_ballots_is_counted_as_ever():
    vote = choice("schulze", 2)
    row = exported(vote, ["1>2"])
    row["outcome"]["result"] = {}
    _passed, result = by_choice("count", "here", row, Report())
    assert "contents_digest" not in result


@given(answers=st.lists(st.sampled_from(("agree", "abstain", "disagree", "block: no")), max_size=9),
       allowed=st.integers(0, 2))
def test_consent_is_recounted(answers, allowed):
    vote = FrozenVote("8", "consent", ("agree", "abstain", "disagree", "block"), 12, Fraction(1, 3), "",
                      {"blocks_allowed": allowed})
    counted = count(vote, answers)
    assert recounted(vote, answers)[0] == (counted.passed, counted.result)
    assert counted.passed == (len(answers) >= 4 and "agree" in answers and answers.count("block: no") <= allowed)


@given(data=st.data(), method=st.sampled_from(METHODS), order=st.randoms())
def test_the_order_of_ballots_decides_nothing(data, method, order):
    vote = choice(method)
    contents = texts(vote, data.draw(ballots_of(vote.options, 1, 1 if method == "approval" else 3)))
    turned = list(contents)
    order.shuffle(turned)
    assert count_options(vote, turned, "seed") == count_options(vote, contents, "seed")


@given(data=st.data(), method=st.sampled_from(METHODS))
def test_what_is_decided_was_preferred_to_leaving_it_as_it_is(data, method):
    vote = choice(method, threshold="two-thirds")
    passed, result = count_options(vote, texts(vote, data.draw(ballots_of(vote.options, 1, 1))), "seed")
    if passed:
        mine = next(one for one in result["against"] if one["option"] == result["chosen"])
        assert mine["for"] > 0
        assert 3 * mine["for"] >= 2 * (mine["for"] + mine["against"])


@pytest.mark.parametrize(("method", "ballots", "chosen", "why"), [
    ("approval", [{"1": 1}] * 2, None, "quorum_missed"),
    ("approval", [{"1": 1}] * 3 + [{"2": 1, "1": 1}], "1", "passed"),
    ("approval", [{"0": 1}] * 3 + [{"1": 1}], None, "none_stands"),
    ("score", [{"1": 2, "0": 1}] * 2 + [{"0": 5}], None, "as_it_is"),
    ("approval", [{}] * 4, None, "none_stands"),
    ("score", [{"1": 5, "0": 2}, {"1": 0, "0": 2}, {"1": 5, "2": 5}], "1", "passed"),
    ("schulze", [{"1": 1, "2": 2, "0": 3}] * 2 + [{"2": 1, "1": 2, "0": 3}], "1", "passed"),
    ("schulze", [{"0": 1}] * 3, None, "none_stands"),
])  # fmt: skip
def test_the_two_steps(method, ballots, chosen, why):
    vote = choice(method)
    passed, result = count_options(vote, texts(vote, ballots), "seed")
    assert (result["chosen"], result["why"], passed) == (chosen, why, why == "passed")


def test_an_option_that_misses_two_thirds_leaves_the_place_to_the_next():
    # Number 1 has more approvals, but four of nine would rather have nothing; number 2 nobody minds.
    ballots = [{"1": 1}] * 3 + [{"1": 1, "2": 1}] * 3 + [{"0": 1, "2": 1}] * 2 + [{"0": 1}] * 2
    vote = choice("approval", threshold="two-thirds")
    passed, result = count_options(vote, texts(vote, ballots), "seed")
    assert [one["stands"] for one in result["against"]] == [False, False, False]
    assert not passed
    ballots = [{"1": 1}] * 3 + [{"1": 1, "2": 1}] * 3 + [{"0": 1, "2": 1}] * 4
    passed, result = count_options(vote, texts(vote, ballots), "seed")
    assert [one["stands"] for one in result["against"]] == [False, True, False]
    assert (passed, result["chosen"]) == (True, "2")


def test_a_tie_is_broken_by_the_seed_and_told():
    ballots = texts(choice("approval"), [{"1": 1}, {"2": 1}, {"1": 1, "2": 1}])
    chosen = {count_options(choice("approval"), ballots, str(seed))[1]["chosen"] for seed in range(20)}
    assert chosen == {"1", "2"}
    _, result = count_options(choice("approval"), ballots, "x")
    assert result["ties"][0]["among"] == ["1", "2"]
    assert result["ties"][0]["chosen"] == result["chosen"]


def test_more_ballots_than_voters_are_not_counted():
    with pytest.raises(ValueError, match="voted twice"):
        count_options(choice("approval", roll=2), ["1", "1", "1"], "seed")


def test_a_statement_says_what_was_decided():
    vote = choice("approval")
    counted = count(vote, texts(vote, [{"2": 1}] * 4), seed="x")
    assert statement(counted.result, passed=True, names={"2": "On Fridays"}).startswith("Adopted: On Fridays. 4 of 12")
    seats = election(4, 2)
    counted = count(seats, texts(seats, [{"2": 1, "1": 2}] * 4), seed="x")
    assert statement(counted.result, passed=True).startswith("Elected: 2 of 4 who stood.")
