"""A booking from request to completion, and every way it can end."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.models import EntryRow
from coop.market.bookings import actions
from coop.market.bookings.chores import expire_requests, forget_lapsed_holds, settle_no_shows
from coop.market.bookings.models import Booking
from coop.market.bookings.states import NotOpen, State
from coop.market.prices.rules import OutsideLimits, PriceTier, TierNotOffered
from coop.notices.models import Mail, Notice
from tests.factories import NOW, make_member, make_person
from tests.market.bookings.factories import TOMORROW, make_booking, make_hold, make_listing, the_course

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def founded(coop):
    return coop


def test_price_fee_and_terms_are_those_of_the_moment_of_the_hold(session):
    booking = make_hold(session, minutes=150)
    assert (booking.price_cents, booking.fee_cents, booking.quantity) == (5000, 250, 150)
    assert booking.cancellation_tier == "flexible"
    assert the_course(session, booking).state(NOW) is State.HELD


def test_a_hold_lapses_by_the_clock_alone(session):
    course = the_course(session, make_hold(session))
    assert course.state(NOW + dt.timedelta(minutes=15)) is State.LAPSED


def test_a_lapsed_hold_can_be_held_again_and_then_confirmed(session):
    client = make_person(session)
    course = the_course(session, make_hold(session, client=client))
    later = NOW + HOUR
    with pytest.raises(NotOpen):
        actions.confirm(session, course, client=client, at=later)
    actions.renew(session, course, at=later)
    actions.confirm(session, course, client=client, at=later)
    assert course.state(later) is State.REQUESTED


@pytest.mark.parametrize("minutes", [45, 61, 300, 0, -60])
def test_a_length_the_listing_does_not_take_is_refused(session, minutes):
    with pytest.raises(OutsideLimits):
        make_hold(session, minutes=minutes)


@pytest.mark.parametrize(
    "starts_at",
    [
        NOW + HOUR,  # within the notice
        NOW - 24 * HOUR,  # in the past
        TOMORROW + dt.timedelta(minutes=7),  # off the quarters
        TOMORROW.replace(hour=22),  # at night
        NOW + dt.timedelta(days=90),  # beyond the horizon
    ],
)
def test_a_forged_time_is_refused(session, starts_at):
    with pytest.raises(actions.NotOffered):
        make_hold(session, starts_at=starts_at)


def test_a_tier_without_a_price_is_refused(session):
    listing = make_listing(session)
    with pytest.raises(TierNotOffered):
        actions.hold(
            session, listing, actions.Ask(TOMORROW, 60, tier=PriceTier.SUPPORTED), client=None, at=NOW
        )


def test_units_count_only_where_the_price_is_by_the_unit(session):
    by_unit = make_listing(session, price_kind="unit", price_cents=700, min_minutes=30, max_minutes=120)
    booking = actions.hold(session, by_unit, actions.Ask(TOMORROW, 15, 3), client=None, at=NOW)
    assert booking.price_cents == 2100
    assert booking.ends_at - booking.starts_at == dt.timedelta(minutes=90)
    fixed = make_listing(session, make_member(session, "Fanny"), price_kind="fixed", price_cents=9000)
    assert (
        actions.hold(session, fixed, actions.Ask(TOMORROW, 999, 7), client=None, at=NOW).price_cents == 9000
    )


@pytest.mark.parametrize(
    "change", [{"is_open": False}, {"paused_at": NOW}, {"accepts_cash": False, "accepts_transfer": False}]
)
def test_a_listing_that_is_not_open_takes_no_booking(session, change):
    with pytest.raises(actions.NotBookable):
        make_hold(session, make_listing(session, **change))


def test_nobody_books_their_own_work(session):
    worker = make_member(session)
    with pytest.raises(actions.NotBookable):
        make_hold(session, make_listing(session, worker), client=worker)


def test_work_of_someone_who_is_neither_member_nor_applicant_cannot_be_booked(session):
    with pytest.raises(actions.NotBookable):
        make_hold(session, make_listing(session, make_person(session)))


def test_an_instant_listing_is_booked_at_once(session):
    course = make_booking(session, make_listing(session, instant=True))
    assert course.state(NOW) is State.ACCEPTED
    assert the_course(session, course.booking).claim_ends_at is None


def test_a_request_waits_for_its_worker(session):
    course = make_booking(session)
    assert course.state(NOW) is State.REQUESTED
    assert course.booking.answer_by == TOMORROW  # a day, and no later than the start
    actions.accept(session, course, by=course.booking.worker, at=NOW)
    assert the_course(session, course.booking).state(NOW) is State.ACCEPTED


def test_only_its_worker_accepts_a_request(session):
    course = make_booking(session)
    with pytest.raises(NotOpen):
        actions.accept(session, course, by=course.booking.client, at=NOW)
    with pytest.raises(PermissionError):
        actions.accept(session, course, by=make_member(session, "Mallory"), at=NOW)


def test_a_declined_request_frees_its_time(session):
    listing = make_listing(session)
    course = make_booking(session, listing)
    actions.decline(session, course, by=course.booking.worker, reason="I am away", at=NOW)
    assert course.state(NOW) is State.DECLINED
    make_hold(session, listing)


def test_a_request_nobody_answers_expires_by_the_clock_and_frees_its_time(session, engine):
    listing = make_listing(session, notice_minutes=0)
    course = make_booking(session, listing, starts_at=TOMORROW + 48 * HOUR)
    late = NOW + 24 * HOUR
    assert course.state(late) is State.EXPIRED
    with pytest.raises(NotOpen):
        actions.accept(session, course, by=course.booking.worker, at=late)
    make_hold(session, listing, starts_at=TOMORROW + 48 * HOUR, at=late)
    session.commit()
    assert expire_requests(engine, None, late) == 1
    assert expire_requests(engine, None, late) == 0
    assert the_course(session, course.booking).decline.declined_by_id is None


def test_both_sides_are_told_with_a_calendar_file(session):
    course = make_booking(session, accepted=True)
    session.flush()
    kinds = session.execute(select(Notice.kind, Notice.person_id)).all()
    both = {course.booking.client_id, course.booking.worker_id}
    assert {person for kind, person in kinds if kind == "booking-accepted"} == both
    files = session.execute(select(Mail.calendar).where(Mail.calendar != "")).scalars().all()
    assert len(files) == 2
    assert all(f"UID:{course.booking.reference}@" in file for file in files)


def test_the_address_is_the_workers_to_know_only_after_acceptance(session):
    from coop.market.bookings.states import Side

    course = make_booking(session)
    assert course.address_for(Side.WORKER) == ""
    assert course.address_for(Side.CLIENT) == "31 Toad Lane"
    actions.accept(session, course, by=course.booking.worker, at=NOW)
    assert course.address_for(Side.WORKER) == "31 Toad Lane"


def test_a_cash_job_done_leaves_the_fee_as_the_workers_debt_and_counts_its_minutes(session):
    course = make_booking(session, completed=True)
    party = course.booking.worker.party_id
    assert balance(session, chart.WORKER_FEES, party_id=party) == 200
    assert balance(session, chart.LABOUR_CONTRIBUTED, party_id=party) == -120
    session.commit()


def test_a_transfer_is_shared_out_at_completion_once_it_has_arrived(session):
    from coop.money.payments import actions as payments

    course = make_booking(session, payment_method="transfer", completed=True)
    party = course.booking.worker.party_id
    assert balance(session, chart.WORKERS_PAYABLE, party_id=party) == 0
    payments.record_transfer(
        session,
        subject=f"booking:{course.booking.reference}",
        amount_cents=4000,
        received_on=dt.date(2026, 3, 4),
        recorded_by=None,
        at=NOW + 72 * HOUR,
    )
    assert balance(session, chart.WORKERS_PAYABLE, party_id=party) == -3800
    session.commit()


def test_work_cannot_be_completed_before_it_starts_or_twice(session):
    course = make_booking(session, accepted=True)
    with pytest.raises(NotOpen):
        actions.complete(session, course, by=course.booking.client, at=NOW)
    actions.complete(session, course, by=course.booking.worker, at=TOMORROW)
    with pytest.raises(NotOpen):
        actions.complete(session, course, by=course.booking.client, at=TOMORROW)
    posted = select(func.count()).where(EntryRow.kind == "booking-completed")
    assert session.execute(posted).scalar_one() == 1


def test_a_client_cancels_for_nothing_in_time_and_by_the_tier_later(session):
    in_time = make_booking(session, accepted=True, starts_at=TOMORROW + 24 * HOUR)
    assert actions.cancel(session, in_time, by=in_time.booking.client, reason="", at=NOW).kept_cents == 0
    late = make_booking(session, accepted=True)
    done = actions.cancel(session, late, by=late.booking.client, reason="", at=NOW + HOUR)
    assert (done.kept_cents, done.refund_cents) == (2000, 2000)


def test_a_cancelled_transfer_keeps_its_part_and_refunds_the_rest(session):
    from coop.money.payments import actions as payments
    from coop.money.payments.queries import refunds_due_cents

    course = make_booking(session, payment_method="transfer", accepted=True)
    subject = f"booking:{course.booking.reference}"
    payments.record_transfer(
        session, subject=subject, amount_cents=4000, received_on=NOW.date(), recorded_by=None, at=NOW
    )
    actions.cancel(session, course, by=course.booking.client, reason="Ill", at=NOW + HOUR)
    assert refunds_due_cents(session, subject) == 2000
    assert balance(session, chart.WORKERS_PAYABLE, party_id=course.booking.worker.party_id) == -1900
    session.commit()


def test_a_worker_who_cancels_gives_everything_back(session):
    course = make_booking(session, accepted=True)
    done = actions.cancel(session, course, by=course.booking.worker, reason="Ill", at=TOMORROW + HOUR)
    assert (done.kept_cents, done.refund_cents) == (0, 4000)


def test_a_worker_can_waive_the_charge(session):
    course = make_booking(session, accepted=True)
    actions.waive(session, course, by=course.booking.worker, at=NOW)
    assert actions.cancel(session, course, by=course.booking.client, reason="", at=NOW + HOUR).kept_cents == 0


def test_a_request_is_withdrawn_without_charge(session):
    course = make_booking(session, make_listing(session, cancellation_tier="strict"))
    assert actions.cancel(session, course, by=course.booking.client, reason="", at=NOW).kept_cents == 0


def test_a_proposed_time_moves_the_booking_only_when_the_other_side_agrees(session):
    course = make_booking(session, accepted=True)
    new = TOMORROW + 5 * HOUR
    actions.propose_time(session, course, by=course.booking.worker, starts_at=new, at=NOW)
    with pytest.raises(NotOpen):
        actions.answer_time(session, course, by=course.booking.worker, accepted=True, at=NOW)
    assert course.booking.starts_at == TOMORROW
    actions.answer_time(session, course, by=course.booking.client, accepted=True, at=NOW)
    assert (course.booking.starts_at, course.booking.sequence) == (new, 1)
    make_hold(session, course.booking.listing)  # the old time is free again


def test_agreeing_on_a_time_settles_a_request(session):
    course = make_booking(session)
    actions.propose_time(session, course, by=course.booking.worker, starts_at=TOMORROW + 3 * HOUR, at=NOW)
    actions.answer_time(session, course, by=course.booking.client, accepted=True, at=NOW)
    assert the_course(session, course.booking).state(NOW) is State.ACCEPTED


def test_a_proposed_time_that_was_taken_meanwhile_is_refused(session):
    course = make_booking(session, accepted=True)
    new = TOMORROW + 5 * HOUR
    actions.propose_time(session, course, by=course.booking.worker, starts_at=new, at=NOW)
    make_hold(session, course.booking.listing, starts_at=new)
    with pytest.raises(actions.SlotTaken):
        actions.answer_time(session, course, by=course.booking.client, accepted=True, at=NOW)


def test_a_client_can_propose_only_what_is_offered(session):
    course = make_booking(session, accepted=True)
    night = TOMORROW.replace(hour=23)
    with pytest.raises(actions.NotOffered):
        actions.propose_time(session, course, by=course.booking.client, starts_at=night, at=NOW)
    actions.propose_time(session, course, by=course.booking.worker, starts_at=night, at=NOW)


def test_an_uncontested_no_show_of_the_client_is_charged_like_the_latest_cancellation(session, engine):
    course = make_booking(session, accepted=True)
    actions.report_no_show(session, course, by=course.booking.worker, at=TOMORROW + HOUR)
    session.commit()
    assert settle_no_shows(engine, None, TOMORROW + 2 * HOUR) == 0
    assert settle_no_shows(engine, None, TOMORROW + 26 * HOUR) == 1
    assert settle_no_shows(engine, None, TOMORROW + 26 * HOUR) == 0


def test_a_contested_no_show_is_settled_by_nobody_until_the_two_agree(session, engine):
    course = make_booking(session, accepted=True)
    booking = course.booking
    actions.report_no_show(session, course, by=booking.worker, at=TOMORROW + HOUR)
    actions.contest(session, course, by=booking.client, words="I was at the door", at=TOMORROW + 2 * HOUR)
    session.commit()
    assert settle_no_shows(engine, None, TOMORROW + 99 * HOUR) == 0
    course = the_course(session, booking)
    with pytest.raises(NotOpen):
        actions.complete(session, course, by=booking.client, at=TOMORROW + 3 * HOUR)
    actions.complete(session, course, by=booking.worker, at=TOMORROW + 3 * HOUR)
    assert course.state(TOMORROW + 3 * HOUR) is State.COMPLETED


def test_a_lapsed_hold_is_forgotten_with_what_was_typed(session, engine):
    make_hold(session)
    kept = make_booking(session, starts_at=TOMORROW + 4 * HOUR)
    session.commit()
    assert forget_lapsed_holds(engine, None, NOW + 25 * HOUR) == 1
    assert session.execute(select(Booking.reference)).scalars().all() == [kept.booking.reference]


def test_letting_go_of_ones_holds_leaves_those_of_others(session):
    listing = make_listing(session)
    mine, client = make_hold(session, listing), make_person(session)
    make_hold(session, listing, starts_at=TOMORROW + 4 * HOUR)
    actions.release_holds(session, client=client, references=(mine.reference,))
    make_hold(session, listing)
    with pytest.raises(actions.SlotTaken):
        make_hold(session, listing, starts_at=TOMORROW + 4 * HOUR)
