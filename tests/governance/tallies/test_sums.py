"""Approval, score and consent: sums that anyone can add up."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.approval import ApprovalProfile, approval
from coop.governance.tallies.consent import Consent, WhyConsent, consent
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.score import ScoreProfile, score
from coop.governance.tallies.thresholds import Quorum

LOTS = Lots("2026-7")
NONE, HALF = Quorum(F(0)), Quorum(F(1, 2))


@given(st.lists(st.sets(st.integers(0, 3)), max_size=20), st.integers(1, 4))
def test_the_most_approved_are_elected(ballots, seats):
    found = approval(ApprovalProfile.of("ABCD", [(ballot, 1) for ballot in ballots]), seats, LOTS)
    assert found.approvals == tuple(sum(place in ballot for ballot in ballots) for place in range(4))
    figures = dict(zip("ABCD", found.approvals, strict=True))
    assert list(found.ranking) == sorted("ABCD", key=lambda name: (-figures[name], LOTS.lot(name)))
    assert found.elected == found.ranking[:seats]
    assert found.ballots == len(ballots)


@given(st.lists(st.tuples(*[st.none() | st.integers(-2, 5)] * 3), max_size=20))
def test_silence_counts_as_the_least(ballots):
    profile = ScoreProfile.of("ABC", [(ballot, 2) for ballot in ballots], least=-2, most=5)
    found = score(profile, 1, LOTS)
    for place in range(3):
        column = [-2 if ballot[place] is None else ballot[place] for ballot in ballots]
        assert found.sums[place] == 2 * sum(column)
        assert found.given[place] == 2 * sum(ballot[place] is not None for ballot in ballots)
        assert not ballots or found.means[place] == F(sum(column), len(column))


def test_wrong_ballots_are_refused():
    for approved in ([2], [0, 0], [-1]):
        with pytest.raises(BadProfile):
            ApprovalProfile.of("AB", [(approved, 1)])
    for points in ((6, 0), (0,), (0, -1)):
        with pytest.raises(BadProfile):
            ScoreProfile.of("AB", [(points, 1)], least=0, most=5)
    with pytest.raises(DoesNotFit):
        approval(ApprovalProfile.of("AB", []), 3, LOTS)


AGREE, ABSTAIN, DISAGREE = ((answer, "") for answer in (Consent.AGREE, Consent.ABSTAIN, Consent.DISAGREE))
BLOCK = (Consent.BLOCK, "it would cost us the workshop")


@pytest.mark.parametrize(
    ("ballots", "allowed", "why"),
    [
        ([AGREE] * 5, 0, WhyConsent.ADOPTED),
        ([AGREE] + [DISAGREE] * 4, 0, WhyConsent.ADOPTED),
        ([AGREE] * 4 + [BLOCK], 0, WhyConsent.BLOCKED),
        ([AGREE] * 4 + [BLOCK], 1, WhyConsent.ADOPTED),
        ([AGREE] * 3 + [BLOCK] * 2, 1, WhyConsent.BLOCKED),
        ([AGREE] * 4, 0, WhyConsent.QUORUM_MISSED),
        ([AGREE] * 3 + [BLOCK], 0, WhyConsent.QUORUM_MISSED),
        ([ABSTAIN] * 5, 0, WhyConsent.NOBODY_AGREES),
        ([ABSTAIN] * 4 + [DISAGREE], 0, WhyConsent.NOBODY_AGREES),
    ],
)
def test_a_proposal_stands_unless_more_block_than_may(ballots, allowed, why):
    found = consent(ballots, roll=10, quorum=HALF, blocks_allowed=allowed)
    assert found.why is why
    assert found.adopted == (why is WhyConsent.ADOPTED)
    assert found.ballots == len(ballots)
    assert len(found.reasons) == found.block


@given(st.lists(st.sampled_from([AGREE, ABSTAIN, DISAGREE, BLOCK]), max_size=12), st.integers(0, 3))
def test_one_more_agreeing_never_brings_a_proposal_down(ballots, allowed):
    before = consent(ballots, roll=20, quorum=HALF, blocks_allowed=allowed)
    after = consent([*ballots, AGREE], roll=20, quorum=HALF, blocks_allowed=allowed)
    assert after.adopted or not before.adopted


def test_a_block_needs_a_reason_and_nobody_votes_twice():
    with pytest.raises(BadProfile, match="reason"):
        consent([(Consent.BLOCK, " ")], roll=3, quorum=NONE)
    with pytest.raises(BadProfile, match="twice"):
        consent([AGREE] * 3, roll=2, quorum=NONE)
    with pytest.raises(ValueError, match="cannot be allowed"):
        consent([], roll=2, quorum=NONE, blocks_allowed=-1)
