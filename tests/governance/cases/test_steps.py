"""Replacements, reminders, the clock, and that stars remove nobody."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from sqlalchemy import func, select

from coop.governance.cases import actions
from coop.governance.cases.chores import move_cases, tell_of_ended_pauses
from coop.governance.cases.course import Stage
from coop.governance.cases.models import CaseEnding
from coop.governance.cases.queries import file_of
from coop.governance.cases.rules import Measure, Verdict
from coop.market.bookings.models import Booking
from coop.market.reviews.actions import Sides, write
from coop.market.reviews.models import Review
from coop.notices.models import Notice
from coop.people.restrictions.models import Restriction
from coop.people.standing.queries import standing_of
from tests.governance.cases.heads import sign_head
from tests.market.bookings.factories import make_booking, make_listing

DAY = dt.timedelta(days=1)
OUTWARD = ("sequence the log", "check the log", "watch sister logs", "notices: send mail")
"""Duties that need a key or somebody to send to."""


def told(session, person, kind):
    query = select(func.count()).where(Notice.person_id == person.id, Notice.kind == kind)
    return session.execute(query).scalar_one()


def run(session, engine, at):
    session.commit()
    moved = move_cases(engine, None, at)
    tell_of_ended_pauses(engine, None, at)
    session.expire_all()
    return moved


def test_who_steps_down_is_followed_by_the_next_one_drawn(session, drawn, now):
    held = file_of(session, drawn)
    first, fourth = held.people[held.person_at(0)], held.people[held.person_at(3)]
    held = actions.step_down(session, drawn, by=first, ground="conflict", at=now + 16 * DAY)
    assert [seat.position for seat in held.seats] == [1, 2, 3]
    assert held.seat_of(first.id) is None
    assert held.until(held.seat_of(fourth.id)) == now + 30 * DAY
    assert told(session, fourth, "case-seat") == 1


def test_who_comes_into_conflict_does_not_take_a_seat_that_falls_to_them(session, drawn, members, now):
    held = file_of(session, drawn)
    actions.say_conflict(
        session, held.people[held.person_at(3)], other=members[1], ground="household", at=now + 16 * DAY
    )
    held = actions.step_down(session, drawn, by=held.people[held.person_at(0)], ground="declined", at=now + 16 * DAY)
    assert [seat.position for seat in held.seats] == [1, 2, 4]


def test_those_who_are_late_are_replaced_until_nobody_is_left_and_the_complaint_is_dismissed(
    session, engine, drawn, now
):
    """Nobody of six votes: two times two weeks, and an empty panel does nothing to anybody."""
    assert run(session, engine, now + 28 * DAY) == 1  # reminded
    run(session, engine, now + 29 * DAY)
    held = file_of(session, drawn)
    assert [seat.position for seat in held.seats] == [3, 4, 5]
    run(session, engine, now + 43 * DAY)
    held = file_of(session, drawn)
    assert held.stage(now + 43 * DAY) is Stage.ENDED
    assert held.decision.measure == "dismissed"
    assert run(session, engine, now + 44 * DAY) == 0


def test_empty_places_count_for_dismissing(session, engine, drawn, decide, now):
    decide(drawn, Verdict(Measure.EXPULSION))
    run(session, engine, now + 29 * DAY)
    run(session, engine, now + 43 * DAY)
    held = file_of(session, drawn)
    assert [seat.position for seat in held.seats] == [0, 5] or held.decision is not None
    run(session, engine, now + 57 * DAY)
    assert file_of(session, drawn).decision.measure == "dismissed"


def test_the_clock_moves_a_case_each_step_once(session, engine, complaint, log, members, decide, now):
    assert run(session, engine, now + DAY) == 0
    assert run(session, engine, now + 12 * DAY) == 1
    assert run(session, engine, now + 12 * DAY) == 0
    assert told(session, members[1], "case-reminder") == 1
    sign_head(session, log, at=now + 14 * DAY)
    assert run(session, engine, now + 14 * DAY) == 1
    assert run(session, engine, now + 14 * DAY) == 0
    decide(complaint, *[Verdict(Measure.WARNING)] * 3)
    assert run(session, engine, now + 28 * DAY) == 1
    assert told(session, members[1], "case-reminder") == 2
    assert run(session, engine, now + 30 * DAY) == 1
    assert run(session, engine, now + 31 * DAY) == 0
    assert told(session, members[1], "case-ended") == 1


def test_a_pause_hides_listings_and_ends_by_itself(session, engine, complaint, members, stewards, now):
    for steward in stewards:
        actions.sign_pause(session, complaint, by=steward, reasons=f"{steward.display_name} says: danger.", at=now)
    session.commit()
    paused = standing_of(session, members[1].id, at=now + 13 * DAY)
    assert paused.is_member
    assert not paused.may_be_booked
    assert standing_of(session, members[1].id, at=now + 14 * DAY).may_be_booked  # nothing has run
    letter = session.execute(select(Notice).where(Notice.kind == "case-paused")).scalar_one()
    assert letter.person_id == members[1].id
    assert "Ada Steward says" in letter.body
    assert "Sam Steward says" in letter.body
    run(session, engine, now + 15 * DAY)
    run(session, engine, now + 16 * DAY)
    assert told(session, members[1], "case-pause-ended") == 1


def test_a_steward_can_end_a_pause_early_and_a_dismissal_does(session, complaint, members, stewards, now):
    for steward in stewards:
        actions.sign_pause(session, complaint, by=steward, reasons="Danger.", at=now)
    assert actions.lift_pause(session, complaint, by=stewards[1], reason="It is over.", at=now + DAY)
    assert not actions.lift_pause(session, complaint, by=stewards[1], reason="It is over.", at=now + DAY)
    assert standing_of(session, members[1].id, at=now + DAY).may_be_booked
    session.commit()


def test_stars_alone_remove_or_pause_nobody(session, engine, members, now):
    """Twenty one-star reviews, every duty of the house run for months: the member still works."""
    from coop.config import Settings
    from coop.duties import all_duties
    from coop.factory import create_app  # noqa: F401  every floor is there

    worker = members[1]
    listing = make_listing(session, worker)
    for number in range(20):
        starts_at = now + (number + 1) * DAY
        course = make_booking(session, listing, completed=True, starts_at=starts_at, at=now)
        booking, done = course.booking, course.completion.confirmed_at
        sides = Sides(booking.id, listing.id, booking.client_id, worker.id, True, done)
        write(session, sides, stars=1, body="Bad.", at=starts_at + DAY)
    session.commit()
    assert session.execute(select(func.count()).select_from(Review)).scalar_one() == 20
    session.commit()
    settings = Settings(mode="test", secret_key="k" * 32, password_salt="s" * 16, totp_secret="t" * 32)
    for duty in all_duties():
        if duty.name not in OUTWARD:
            duty.run(engine, settings, now + 90 * DAY)
    session.expire_all()
    assert standing_of(session, worker.id, at=now + 90 * DAY).may_be_booked
    assert session.execute(select(func.count()).select_from(Restriction)).scalar_one() == 0
    assert session.execute(select(func.count()).select_from(CaseEnding)).scalar_one() == 0
    assert make_booking(session, listing, starts_at=now + 91 * DAY - dt.timedelta(hours=1), at=now + 90 * DAY)
    assert session.execute(select(func.count()).select_from(Booking)).scalar_one() == 21


def test_nothing_that_restricts_or_ends_a_membership_reads_reviews():
    """By the code itself: what restricts, expels or ends a membership imports no reviews and asks for no stars."""
    root = Path(__file__).resolve().parents[3] / "coop"
    subjects = [root / "people" / name for name in ("restrictions", "membership", "standing", "stewards")]
    for folder in [*subjects, root / "governance"]:
        for path in folder.rglob("*.py"):
            assert not re.search(r"market\.reviews|\bstars\b|\brating", path.read_text()), path
