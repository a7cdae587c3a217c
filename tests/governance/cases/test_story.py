"""Cases from the complaint to their end, as members live through them."""

from __future__ import annotations

import datetime as dt

from coop.governance.ballots.actions import cast
from coop.governance.cases import actions
from coop.governance.cases.course import Stage
from coop.governance.cases.queries import file_of
from coop.governance.cases.rules import Measure, Verdict
from coop.governance.closing.actions import close_due
from coop.governance.electorate.queries import voters
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals.models import Proposal
from coop.people.membership.queries import open_membership
from coop.people.standing.queries import standing_of
from tests.factories import make_member

DAY = dt.timedelta(days=1)


def appealed(session, case, members, now):
    grounds = "Ask those who were there."
    held = actions.appeal(session, case, by=members[1], grounds=grounds, at=now + 20 * DAY)
    session.commit()
    return held, session.get(Proposal, held.appeal.proposal_id)


def test_an_expulsion_is_appealed_and_overturned(session, expelled, people, members, now):
    """Two of three on the panel expel; four of six members would too, which is less than three quarters."""
    held = file_of(session, expelled)
    assert held.decision.measure == "expulsion"
    assert held.stage(now + 17 * DAY) is Stage.WINDOW
    assert open_membership(session, members[1].id) is not None

    late = make_member(session, "Late Joiner", at=now + 17 * DAY)
    held, proposal = appealed(session, expelled, members, now)
    roll = voters(session, proposal.id)
    assert set(roll) == {person.id for person in people}
    assert late.id not in roll

    for voter, said in zip(people, ("yes", "yes", "yes", "yes", "no", "no"), strict=False):
        cast(session, proposal, person=voter, content=said, at=now + 21 * DAY)
    assert close_due(session, at=now + 27 * DAY) == 1
    assert file_of(session, expelled).ending is None
    assert enact_due(session, at=now + 28 * DAY) == 1
    assert enact_due(session, at=now + 29 * DAY) == 0
    session.commit()

    held = file_of(session, expelled)
    assert held.ending.overturned
    assert held.stage(now + 28 * DAY) is Stage.ENDED
    assert open_membership(session, members[1].id) is not None
    assert standing_of(session, members[1].id, at=now + 30 * DAY).may_be_booked


def test_an_expulsion_that_members_uphold_ends_the_membership_and_owes_the_share(
    session, expelled, people, members, now
):
    from coop.people.membership.actions import record_share_payment
    from coop.people.membership.models import Departure

    membership = open_membership(session, members[1].id)
    record_share_payment(session, membership, amount_cents=5_000, paid_on=now.date(), recorded_by=people[0], at=now)
    _held, proposal = appealed(session, expelled, members, now)
    for voter in people[:6]:
        cast(session, proposal, person=voter, content="yes", at=now + 21 * DAY)
    close_due(session, at=now + 27 * DAY)
    assert enact_due(session, at=now + 28 * DAY) == 1
    session.commit()
    departure = session.get(Departure, membership.id)
    assert departure.redeemable_cents == 5_000
    assert departure.decision_id is not None
    assert not standing_of(session, members[1].id, at=now + 29 * DAY).is_member
    ending = file_of(session, expelled).ending
    assert (ending.membership_id, ending.overturned) == (membership.id, False)


def test_too_few_votes_uphold_nothing(session, expelled, people, members, now):
    _held, proposal = appealed(session, expelled, members, now)
    for voter in people[:3]:
        cast(session, proposal, person=voter, content="yes", at=now + 21 * DAY)
    close_due(session, at=now + 27 * DAY)
    enact_due(session, at=now + 28 * DAY)
    session.commit()
    assert file_of(session, expelled).ending.overturned


def test_a_suspension_takes_effect_after_the_window_and_ends_by_itself(session, drawn, decide, members, now):
    held = decide(drawn, Verdict(Measure.SUSPENSION, 60), Verdict(Measure.SUSPENSION, 20), Verdict(Measure.WARNING))
    assert (held.decision.measure, held.decision.amount) == ("suspension", 20)
    assert standing_of(session, members[1].id, at=now + 20 * DAY).may_be_booked
    assert not actions.end_if_due(session, drawn, at=now + 29 * DAY)
    assert actions.end_if_due(session, drawn, at=now + 30 * DAY)
    assert not actions.end_if_due(session, drawn, at=now + 30 * DAY)
    session.commit()
    suspended = standing_of(session, members[1].id, at=now + 40 * DAY)
    assert suspended.is_member
    assert not suspended.may_be_booked
    assert standing_of(session, members[1].id, at=now + 50 * DAY).may_be_booked


def test_a_dismissed_complaint_ends_at_once(session, drawn, decide, now):
    held = decide(drawn, Verdict(Measure.DISMISSED), Verdict(Measure.EXPULSION), Verdict(Measure.DISMISSED))
    assert held.ending is not None
    assert held.stage(now + 17 * DAY) is Stage.ENDED
