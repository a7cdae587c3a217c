"""A series from its hold to the end of what remains: whole where it is whole, and each visit its own booking."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from coop.market.availability.models import SlotClaim
from coop.market.availability.rules import Refusal
from coop.market.bookings import actions as single
from coop.market.bookings.chores import expire_requests, expire_unanswered_series, forget_lapsed_holds
from coop.market.bookings.models import Booking, Decline
from coop.market.bookings.series import actions
from coop.market.bookings.series.actions import NotFree, NotSoMany
from coop.market.bookings.series.models import Series, SeriesAnswer, SeriesEnd, SeriesVisit
from coop.market.bookings.series.queries import place_of, series_named
from coop.market.bookings.states import NotOpen, Side, State
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.money.payments.models import ExpectedTransfer
from coop.money.payments.queries import refunds_due_cents
from coop.notices.models import Mail, Notice
from tests.factories import NOW, make_person
from tests.market.bookings.factories import TOMORROW, make_booking, make_listing
from tests.market.bookings.series.factories import WEEK, make_held_series, make_series, the_series

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def listing(session, coop):
    return make_listing(session)


def count(session, model):
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def told(session, person, kind):
    query = select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)
    return list(session.execute(query).scalars())


def test_a_series_is_held_whole_each_visit_with_a_claim_of_its_own(session, listing):
    series = make_held_series(session, listing)
    found = the_series(session, series)
    # Ten o'clock in Paris every Tuesday: 9:00 UTC until the clocks go forward on 29 March.
    assert [each.course.booking.starts_at for each in found.visits] == [
        TOMORROW, TOMORROW + WEEK, TOMORROW + 2 * WEEK, TOMORROW + 3 * WEEK
    ]  # fmt: skip
    assert count(session, SlotClaim) == 4
    assert {each.course.state(NOW) for each in found.visits} == {State.HELD}
    assert series.recurrence == "FREQ=WEEKLY;INTERVAL=1;COUNT=4"
    later = make_series(session, starts_at=TOMORROW + 2 * WEEK, visits=3)
    assert [each.planned_at.hour for each in later.visits] == [9, 9, 8]


def test_dates_can_be_left_out_and_put_elsewhere(session, listing):
    found = make_series(
        session, listing, left_out=(2,), elsewhere={3: TOMORROW + 2 * WEEK + 24 * HOUR}
    )
    assert found.series.left_out == "20260310T100000"
    assert [(each.number, each.was_put_elsewhere) for each in found.visits] == [(1, False), (3, True), (4, False)]
    assert found.visits[1].planned_at == TOMORROW + 2 * WEEK
    place = place_of(session, found.visits[1].course.booking.id)
    assert (place.place, place.visits, place.reference) == (2, 3, found.series.reference)


def test_one_date_that_is_taken_leaves_nothing_held(session, listing):
    make_booking(session, listing, starts_at=TOMORROW + WEEK + HOUR)
    before = count(session, SlotClaim)
    with pytest.raises(NotFree) as refused:
        make_held_series(session, listing)
    assert refused.value.refused == {2: Refusal.TAKEN}
    assert (count(session, SlotClaim), count(session, Series)) == (before, 0)


def test_every_date_is_judged_and_not_the_first_two(session, listing):
    """Others look at the first two dates of a series only (cal.com #15997)."""
    make_booking(session, listing, starts_at=TOMORROW + 7 * WEEK + HOUR)
    with pytest.raises(NotFree) as refused:
        make_held_series(session, listing, visits=8)
    assert refused.value.refused == {8: Refusal.TAKEN}


def test_whether_a_time_is_free_the_database_has_the_last_word(session, listing, monkeypatch):
    make_booking(session, listing, starts_at=TOMORROW + 2 * WEEK + HOUR)
    monkeypatch.setattr(actions, "refusals", lambda *_args, **_kept: {})  # read before another was quicker
    before = count(session, Booking)
    with pytest.raises(NotFree) as refused:
        make_held_series(session, listing)
    assert refused.value.refused == {3: Refusal.TAKEN}
    assert (count(session, Booking), count(session, SlotClaim)) == (before, 1)


def test_a_visit_cannot_be_put_far_from_its_date(session, listing):
    with pytest.raises(NotFree) as refused:
        make_held_series(session, listing, elsewhere={2: TOMORROW + 4 * WEEK})
    assert refused.value.refused == {2: Refusal.TOO_FAR}


def test_a_series_lies_within_the_listings_horizon(session, coop):
    near = make_listing(session, horizon_days=14)
    with pytest.raises(NotFree) as refused:
        make_held_series(session, near)
    assert refused.value.refused == {3: Refusal.TOO_FAR, 4: Refusal.TOO_FAR}


def test_a_series_has_two_visits_at_least_and_no_more_than_the_rule_allows(session, coop):
    listing = make_listing(session, horizon_days=365)
    with pytest.raises(NotSoMany):
        make_held_series(session, listing, visits=27)
    with pytest.raises(NotSoMany):
        make_held_series(session, listing, visits=3, left_out=(1, 3))
    assert len(make_series(session, listing, visits=26).visits) == 26


def test_asking_asks_for_all_with_one_letter_and_one_deadline(session, listing):
    found = make_series(session, listing, starts_at=NOW + 22 * HOUR)
    assert {each.booking.answer_by for each in found.courses} == {NOW + 22 * HOUR}
    assert {each.state(NOW) for each in found.courses} == {State.REQUESTED}
    for person in (found.series.worker, found.series.client):
        (notice,) = told(session, person, "series-requested")
        assert notice.body.count("2026") >= 4
        assert notice.link == f"/series/{found.series.reference}"
    assert not told(session, found.series.worker, "booking-requested")


def test_a_visit_is_not_asked_for_alone(session, listing):
    series = make_held_series(session, listing, client=make_person(session))
    course = the_series(session, series).courses[0]
    with pytest.raises(Exception, match="with its whole series"), session.begin_nested():
        single.confirm(session, course, client=course.booking.client, at=NOW)


def test_a_hold_that_lapsed_in_part_is_not_booked(session, listing):
    client = make_person(session)
    found = the_series(session, make_held_series(session, listing, client=client))
    with pytest.raises(NotOpen):
        actions.confirm_series(session, found, client=client, at=NOW + 16 * 60 * dt.timedelta(seconds=1))


def test_an_instant_listing_books_all_at_once(session, coop):
    found = make_series(session, make_listing(session, instant=True))
    assert {each.state(NOW) for each in found.courses} == {State.ACCEPTED}
    letter = session.execute(select(Mail).where(Mail.to_address == found.series.client.email)).scalars().all()[-1]
    assert letter.calendar.count("BEGIN:VEVENT") == 4
    assert len({line for line in letter.calendar.splitlines() if line.startswith("UID:")}) == 4


def test_the_worker_accepts_or_declines_all(session, listing):
    found = make_series(session, listing)
    actions.accept_series(session, found, by=found.series.worker, at=NOW)
    assert {each.state(NOW) for each in the_series(session, found.series).courses} == {State.ACCEPTED}
    assert session.get_one(SeriesAnswer, found.series.id).accepted
    (notice,) = told(session, found.series.client, "series-accepted")
    assert "4 visits" in notice.body

    other = make_series(session, listing, starts_at=TOMORROW + 4 * HOUR)
    actions.decline_series(session, other, by=other.series.worker, reason="I am away", at=NOW)
    assert {each.state(NOW) for each in other.courses} == {State.DECLINED}
    assert set(session.execute(select(Decline.reason)).scalars()) == {"I am away"}
    assert "I am away" in told(session, other.series.client, "series-declined")[0].body


def test_others_cannot_answer_nor_end_it_and_nothing_is_answered_twice(session, listing):
    found = make_series(session, listing)
    with pytest.raises(PermissionError):
        actions.accept_series(session, found, by=found.series.client, at=NOW)
    with pytest.raises(PermissionError):
        actions.cancel_remaining(session, found, by=make_person(session), reason="", at=NOW)
    actions.accept_series(session, found, by=found.series.worker, at=NOW)
    with pytest.raises(NotOpen):
        actions.decline_series(session, found, by=found.series.worker, reason="no", at=NOW)


def test_a_visit_answered_by_itself_is_left_as_it_is(session, listing):
    found = make_series(session, listing)
    single.decline(session, found.courses[1], by=found.series.worker, reason="a holiday", at=NOW)
    taken = actions.accept_series(session, the_series(session, found.series), by=found.series.worker, at=NOW)
    assert len(taken) == 3
    states = [each.state(NOW) for each in the_series(session, found.series).courses]
    assert states == [State.ACCEPTED, State.DECLINED, State.ACCEPTED, State.ACCEPTED]


def test_nobody_answers_and_each_side_hears_of_it_once(session, engine, listing):
    found = make_series(session, listing)
    session.commit()
    later = NOW + 25 * HOUR
    assert expire_requests(engine, None, later) == 0, "not visit by visit"
    assert expire_unanswered_series(engine, None, later) == 1
    assert expire_unanswered_series(engine, None, later) == 0
    session.expire_all()
    assert {each.state(later) for each in the_series(session, found.series).courses} == {State.EXPIRED}
    assert count(session, SlotClaim) == 0
    for person in (found.series.worker, found.series.client):
        assert len(told(session, person, "series-expired")) == 1


def test_a_series_nobody_confirmed_is_forgotten(session, engine, listing):
    make_held_series(session, listing)
    session.commit()
    forget_lapsed_holds(engine, None, NOW + 25 * HOUR)
    assert [count(session, model) for model in (Series, SeriesVisit, Booking, SlotClaim)] == [0, 0, 0, 0]


def test_each_visit_is_moved_and_cancelled_by_itself(session, listing):
    found = make_series(session, listing, accepted=True)
    client, worker = found.series.client, found.series.worker
    moved, off, *rest = found.courses
    single.propose_time(session, moved, by=client, starts_at=TOMORROW + 24 * HOUR, at=NOW)
    single.answer_time(session, moved, by=worker, accepted=True, at=NOW)
    single.cancel(session, off, by=client, reason="", at=NOW)
    again = the_series(session, found.series)
    assert again.visits[0].was_put_elsewhere
    assert [each.state(NOW) for each in again.courses] == [State.ACCEPTED, State.CANCELLED] + [State.ACCEPTED] * 2
    assert [each.booking.starts_at for each in again.courses[2:]] == [each.booking.starts_at for each in rest]


def test_each_visit_waits_for_a_transfer_of_its_own(session, listing):
    found = make_series(session, listing, payment_method="transfer", accepted=True)
    awaited = set(session.execute(select(ExpectedTransfer.subject)).scalars())
    assert awaited == {subject_of(each.booking.reference) for each in found.courses}


def test_cancelling_all_that_remains_cancels_all_that_remains_each_by_its_own_terms(session, coop):
    listing = make_listing(session, cancellation_tier="moderate")
    found = make_series(session, listing, accepted=True)
    client = found.series.client
    at = TOMORROW + WEEK - HOUR  # the first is over, the second an hour ahead
    terms = actions.remaining_terms(found, Side.CLIENT, at)
    assert [each.kept_cents for _course, each in terms] == [4000, 0, 0]
    gone = actions.cancel_remaining(session, found, by=client, reason="we move away", at=at)
    assert len(gone) == 3
    again = the_series(session, found.series)
    assert [each.state(at) for each in again.courses] == [State.ACCEPTED] + [State.CANCELLED] * 3
    assert [each.cancellation.kept_cents for each in again.courses[1:]] == [4000, 0, 0]
    assert session.get_one(SeriesEnd, found.series.id).ended_by_id == client.id
    assert count(session, SlotClaim) == 1
    for person in (client, found.series.worker):
        (notice,) = told(session, person, "series-cancelled")
        assert "3 visits" in notice.body
        assert "we move away" in notice.body
        assert "€40.00" in notice.body
    with pytest.raises(NotOpen):
        actions.cancel_remaining(session, again, by=client, reason="", at=at)


def test_what_the_worker_ends_is_given_back_in_full(session, coop):
    listing = make_listing(session, cancellation_tier="strict")
    found = make_series(session, listing, payment_method="transfer", accepted=True)
    for course in found.courses[:2]:
        payments.record_transfer(session, subject=subject_of(course.booking.reference), amount_cents=4000,
                                 received_on=NOW.date(), recorded_by=found.series.worker, at=NOW)  # fmt: skip
    actions.cancel_remaining(session, found, by=found.series.worker, reason="ill", at=NOW)
    kept = [each.cancellation.kept_cents for each in the_series(session, found.series).courses]
    assert kept == [0, 0, 0, 0]
    due = [refunds_due_cents(session, subject_of(each.booking.reference)) for each in found.courses]
    assert due == [4000, 4000, 0, 0]


def test_a_request_is_withdrawn_whole_and_free(session, coop):
    listing = make_listing(session, cancellation_tier="strict")
    found = make_series(session, listing)
    actions.cancel_remaining(session, found, by=found.series.client, reason="", at=NOW)
    assert {each.cancellation.kept_cents for each in the_series(session, found.series).courses} == {0}


def test_a_stranger_finds_nothing(session, coop):
    assert series_named(session, "NOSUCHTHING") is None
