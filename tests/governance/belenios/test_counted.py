"""Figures from Belenios are counted as the same ballots of the site would be, here and by outsiders."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from coop.governance.closing.rules import count, count_elsewhere, statement
from coop.governance.electorate.frozen import YES_NO, FrozenVote
from coop.policies.register import THRESHOLDS
from coop.verify.needs import yes_no

FEW = st.integers(0, 40)
TERMS = {"held": "belenios", "answers": ["Yes", "No", "Abstain"], "import_days": 14}


def votes(yes, no, abstain, absent, quorum, threshold):
    roll = yes + no + abstain + absent
    return FrozenVote("1", YES_NO, ("yes", "no", "abstain"), roll, quorum, threshold, TERMS)


@given(yes=FEW, no=FEW, abstain=FEW, absent=st.integers(1, 20), quorum=st.fractions(Fraction(1, 20), 1),
       threshold=st.sampled_from(THRESHOLDS))  # fmt: skip
def test_they_come_to_the_same_outcome(yes, no, abstain, absent, quorum, threshold):
    vote = votes(yes, no, abstain, absent, quorum, threshold)
    found = count_elsewhere(vote, {"yes": yes, "no": no, "abstain": abstain})
    assert found == count(vote, ["yes"] * yes + ["no"] * no + ["abstain"] * abstain)
    row = {"method": YES_NO, "roll_size": vote.roll, "quorum": f"{quorum.numerator}/{quorum.denominator}",
           "threshold": threshold}  # fmt: skip
    assert yes_no(row, yes, no, abstain) == (found.passed, found.result)


@given(absent=st.integers(1, 60), quorum=st.fractions(Fraction(1, 20), 1), threshold=st.sampled_from(THRESHOLDS))
def test_without_figures_nothing_passes_whatever_the_rules(absent, quorum, threshold):
    found = count_elsewhere(votes(0, 0, 0, absent, quorum, threshold), None)
    assert (found.passed, found.ballots, found.result["why"]) == (False, 0, "lapsed")
    assert statement(found.result, passed=False).startswith("No outcome:")
