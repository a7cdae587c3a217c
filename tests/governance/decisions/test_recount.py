"""What the page shows for a recount by hand gives the outcome that was stated."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coop.governance.ballots.publication import columns
from coop.governance.decisions.recount import columns_by_hand
from coop.governance.decisions.rules import Records, Stage, stage
from coop.governance.tallies.independent_markets import independent_markets
from coop.governance.tallies.profile import SplitProfile
from tests.conftest import NOW

ROWS = st.lists(
    st.lists(st.integers(0, 20), min_size=2, max_size=2).map(
        lambda cuts: [5 * min(cuts), 5 * (max(cuts) - min(cuts)), 100 - 5 * max(cuts)]
    ),
    min_size=1, max_size=9,
)


@given(rows=ROWS)
def test_counting_the_published_columns_at_the_stated_level_gives_the_outcome(rows):
    outcome = independent_markets(SplitProfile.of_ballots(rows))
    by_hand = columns_by_hand(columns(rows, ("a", "b", "c")), outcome.level)
    assert [column.share / 100 for column in by_hand] == list(outcome.shares)


def test_a_vote_past_its_deadline_is_closed_whoever_wrote_it_down():
    open_vote = Records(begun=True, closes_at=NOW)
    assert stage(Records(), at=NOW) is Stage.DRAFT
    assert stage(Records(begun=True), at=NOW) is Stage.DISCUSSION
    assert stage(Records(begun=True, withdrawn=True), at=NOW) is Stage.WITHDRAWN
    assert stage(open_vote, at=NOW.replace(hour=8)) is Stage.OPEN
    assert stage(open_vote, at=NOW) is Stage.CLOSED
