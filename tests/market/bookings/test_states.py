"""Where a booking stands, by the table; and a machine that tries steps in any order, through the real actions."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from coop.ledger.checks import cover
from coop.market.availability.models import SlotClaim
from coop.market.bookings import actions
from coop.market.bookings.models import Acceptance, Cancellation, Completion, Decline, NoShow
from coop.market.bookings.states import Facts, NotOpen, Side, State, Step, check, open_steps, state_of
from tests.factories import NOW, make_person
from tests.market.bookings.factories import TOMORROW, make_booking, make_listing, the_course

HOUR = dt.timedelta(hours=1)
START = NOW + 24 * HOUR
ASKED = {"starts_at": START, "requested_at": NOW, "answer_by": NOW + 12 * HOUR}
TAKEN = {**ASKED, "accepted_at": NOW}


@pytest.mark.parametrize(
    ("facts", "at", "state"),
    [
        ({"starts_at": START, "hold_ends_at": NOW + HOUR}, NOW, State.HELD),
        ({"starts_at": START, "hold_ends_at": NOW + HOUR}, NOW + HOUR, State.LAPSED),
        ({"starts_at": START}, NOW, State.LAPSED),
        (ASKED, NOW, State.REQUESTED),
        (ASKED, NOW + 12 * HOUR, State.EXPIRED),
        ({**ASKED, "declined_at": NOW}, NOW, State.DECLINED),
        ({**ASKED, "declined_at": NOW, "expired": True}, NOW, State.EXPIRED),
        ({**ASKED, "cancelled_at": NOW}, NOW + 13 * HOUR, State.CANCELLED),
        (TAKEN, NOW + 99 * HOUR, State.ACCEPTED),
        ({**TAKEN, "cancelled_at": NOW}, NOW, State.CANCELLED),
        ({**TAKEN, "absent": Side.CLIENT, "contest_by": START}, NOW, State.NO_SHOW),
        ({**TAKEN, "absent": Side.CLIENT, "contested_at": NOW, "completed_at": NOW}, NOW, State.COMPLETED),
        ({**TAKEN, "completed_at": START}, START, State.COMPLETED),
    ],
)
def test_the_state_follows_from_the_records_and_the_clock(facts, at, state):
    assert state_of(Facts(**facts), at) is state


def test_every_step_is_open_in_some_state_and_none_in_an_ended_one():
    declined = {**ASKED, "declined_at": NOW}
    ended = [declined, {**declined, "expired": True}, {**TAKEN, "cancelled_at": NOW}]
    for facts in ended:
        for side in Side:
            assert not open_steps(Facts(**facts), side, NOW)


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.COMPLETE, Step.WAIVE, Step.CONTEST, Step.TIP])
def test_a_client_cannot_take_the_workers_steps_nor_jump_ahead(step):
    with pytest.raises(NotOpen) as refused:
        check(Facts(**ASKED), Side.CLIENT, step, NOW)
    assert refused.value.state is State.REQUESTED


def test_a_request_cannot_be_accepted_after_its_start():
    facts = Facts(**{**ASKED, "answer_by": START + 5 * HOUR})
    assert Step.ACCEPT not in open_steps(facts, Side.WORKER, START)


def test_only_the_one_said_to_be_absent_contests_and_only_in_time():
    facts = Facts(**TAKEN, absent=Side.CLIENT, contest_by=START + 24 * HOUR)
    assert open_steps(facts, Side.CLIENT, START + HOUR) == {Step.CONTEST}
    assert not open_steps(facts, Side.WORKER, START + HOUR)
    assert not open_steps(facts, Side.CLIENT, START + 24 * HOUR)


DEEDS = {
    "accept": lambda s, c, who, at: actions.accept(s, c, by=who, at=at),
    "decline": lambda s, c, who, at: actions.decline(s, c, by=who, reason="no", at=at),
    "expire": lambda s, c, who, at: actions.expire(s, c, at=at),
    "propose": lambda s, c, who, at: actions.propose_time(
        s, c, by=who, starts_at=c.booking.starts_at + 26 * HOUR, at=at
    ),
    "agree": lambda s, c, who, at: actions.answer_time(s, c, by=who, accepted=True, at=at),
    "refuse": lambda s, c, who, at: actions.answer_time(s, c, by=who, accepted=False, at=at),
    "waive": lambda s, c, who, at: actions.waive(s, c, by=who, at=at),
    "cancel": lambda s, c, who, at: actions.cancel(s, c, by=who, reason="", at=at),
    "complete": lambda s, c, who, at: actions.complete(s, c, by=who, at=at),
    "no show": lambda s, c, who, at: actions.report_no_show(s, c, by=who, at=at),
    "contest": lambda s, c, who, at: actions.contest(s, c, by=who, words="I was there", at=at),
    "settle": lambda s, c, who, at: actions.settle_no_show(s, c, at=at),
    "tip": lambda s, c, who, at: actions.tip(s, c, by=who, amount_cents=100, at=at),
}
ENDS = {State.DECLINED, State.EXPIRED, State.CANCELLED, State.COMPLETED}
MOVES = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from(Side), st.sampled_from([0, 1, 11, 25, 50])),
    min_size=1, max_size=14,
)  # fmt: skip


@pytest.fixture
def stage(session, coop):
    """A listing and a client, committed once; every example starts from them and is rolled back."""
    listing, client = make_listing(session, notice_minutes=0), make_person(session)
    session.commit()
    return SimpleNamespace(listing=listing, client=client)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, method=st.sampled_from(["cash", "transfer"]), instant=st.booleans())
def test_whatever_is_tried_a_booking_takes_one_course(session, stage, moves, method, instant):
    outer = session.begin_nested()
    try:
        stage.listing.instant = instant
        course = make_booking(session, stage.listing, client=stage.client, payment_method=method,
                              starts_at=TOMORROW + 24 * HOUR)
        booking, at = course.booking, NOW
        for name, side, hours in moves:
            at += hours * HOUR
            before = course.state(at)
            who = booking.worker if side is Side.WORKER else booking.client
            try:
                with session.begin_nested():
                    DEEDS[name](session, course, who, at)
            except (NotOpen, actions.NotOffered):
                pass
            session.expire_all()
            course = the_course(session, booking)
            _hold_to_the_promises(session, course, before, at)
    finally:
        outer.rollback()
        session.expire_all()


def _hold_to_the_promises(session, course, before, at):
    """What must be true of a booking after any step."""
    state, key = course.state(at), course.booking.id

    def has(record):
        return session.execute(select(func.count()).where(record.booking_id == key)).scalar_one() == 1

    if before in ENDS:
        assert state is before, "an end is an end"
    assert not (has(Completion) and (has(Cancellation) or has(Decline)))
    assert not (has(Decline) and (has(Acceptance) or has(Cancellation)))
    assert has(Acceptance) or not (has(Completion) or has(NoShow))
    stands = state in (State.ACCEPTED, State.COMPLETED, State.NO_SHOW)
    claim = session.execute(select(SlotClaim).where(SlotClaim.booking_id == key)).scalar_one_or_none()
    assert (claim is not None and claim.expires_at is None) == stands, "what stands keeps its time"
    if stands:
        assert claim.padded_from <= course.booking.starts_at < course.booking.ends_at <= claim.padded_until
    assert cover(session).spare_cents >= 0
