"""A vote closes by time, its ballots are published, and its outcome is stated once."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from coop.governance.ballots import queries
from coop.governance.ballots.actions import cast
from coop.governance.ballots.publication import chain_head
from coop.governance.closing.actions import close, close_due
from coop.governance.closing.models import Outcome
from coop.governance.closing.queries import outcome_of
from coop.governance.closing.rules import count
from coop.governance.distribution.floors import Floors, FloorShare
from coop.governance.distribution.frozen import USES, FrozenSurplus, read
from coop.governance.electorate.frozen import INDEPENDENT_MARKETS, FrozenVote
from coop.governance.electorate.queries import opening_of
from coop.governance.patronage.terms import Terms, Weights
from coop.notices.models import Mail
from coop.policies.queries import decision_by_reference

DAY = dt.timedelta(days=1)


def test_a_vote_is_not_closed_before_its_deadline(session, open_resolution, now):
    assert close_due(session, at=now + 7 * DAY - dt.timedelta(seconds=1)) == 0
    assert close_due(session, at=now + 7 * DAY) == 1
    assert close_due(session, at=now + 8 * DAY) == 0


def test_a_reader_after_the_deadline_gets_what_the_chore_will_write(session, members, open_resolution, now):
    for person, vote in zip(members, ("yes", "yes", "no"), strict=False):
        cast(session, open_resolution, person=person, content=vote, at=now)
    opening = opening_of(session, open_resolution.id)
    assert outcome_of(session, open_resolution, opening, at=now + DAY) is None
    read_now = outcome_of(session, open_resolution, opening, at=now + 7 * DAY)
    assert not read_now.is_written
    close(session, open_resolution, at=now + 9 * DAY)
    session.commit()
    written = outcome_of(session, open_resolution, opening, at=now + 9 * DAY)
    assert written.is_written
    assert (written.result, written.statement, written.chain_head, written.passed) == (
        read_now.result, read_now.statement, read_now.chain_head, read_now.passed
    )
    assert decision_by_reference(session, open_resolution.reference).decided_at == now + 7 * DAY


def test_the_head_of_the_chain_is_mailed_to_all_on_the_roll(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    close(session, open_resolution, at=now + 7 * DAY)
    session.commit()
    head = session.get(Outcome, open_resolution.id).chain_head
    hashes = [hashed for hashed, _content in queries.contents(session, open_resolution.id)]
    assert head == chain_head(open_resolution.reference, hashes)
    letters = session.execute(select(Mail).where(Mail.body.contains(head))).scalars().all()
    assert {letter.to_address for letter in letters} == {person.email for person in members}


@pytest.mark.parametrize(("votes", "passed", "why"), [
    (("yes",), False, "quorum_missed"),
    (("yes", "abstain"), True, "passed"),
    (("yes", "no"), False, "too_few_yes"),
    (("abstain", "abstain"), False, "no_yes"),
    ((), False, "quorum_missed"),
])
def test_abstentions_count_for_the_quorum_and_not_for_the_majority(
    session, members, open_resolution, now, votes, passed, why
):
    for person, vote in zip(members, votes, strict=False):
        cast(session, open_resolution, person=person, content=vote, at=now)
    close(session, open_resolution, at=now + 7 * DAY)
    outcome = session.get(Outcome, open_resolution.id)
    assert (outcome.passed, outcome.result["why"]) == (passed, why)


rows = st.lists(st.integers(0, 20), min_size=4, max_size=4).map(
    lambda cuts: [5 * (b - a) for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 20], strict=True)]
)


@given(rows=st.lists(rows, max_size=12), surplus=st.integers(1, 10**9), non_member=st.integers(0, 10**6))
def test_no_cent_of_a_surplus_is_lost(rows, surplus, non_member):
    frozen = FrozenSurplus(
        period_id=1, surplus_cents=surplus, non_member_cents=min(non_member, surplus),
        floors=Floors((FloorShare("reserve", Terms(Weights(1, 0, 0)).cash_share / 5),)),
        patronage=Terms(Weights(1, 0, 0)), retained_kind="qualified",
    )
    assert read(frozen.written()) == frozen
    vote = FrozenVote("1", INDEPENDENT_MARKETS, USES, 12, Terms(Weights(1, 0, 0)).cash_share / 2, "",
                      frozen.written())
    contents = [
        ",".join(f"{use}={figure}" for use, figure in sorted(zip(USES, row, strict=True))) for row in rows
    ]
    result = count(vote, contents).result
    assert sum(line["cents"] for line in result["lines"]) == surplus
    assert result["quorum_reached"] is (len(rows) >= 6)
