"""A dispute about a booking: the same panel, and money that goes back once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DatabaseError

from coop.governance.cases import actions
from coop.governance.cases.actions import deciding
from coop.governance.cases.chores import move_cases
from coop.governance.cases.models import CaseEnding
from coop.governance.cases.queries import file_of
from coop.governance.cases.redress import refundable_cents
from coop.governance.cases.refusals import Refused
from coop.governance.cases.rules import Measure, Verdict
from coop.ledger import chart, checks
from coop.ledger.balances import balance
from coop.market.bookings import actions as bookings
from coop.market.bookings.states import NotOpen
from coop.market.disputes.queries import stake_cents
from coop.money.payments import actions as payments
from coop.money.payments.models import Refund
from coop.web.once import form_key
from tests.factories import make_member, make_person, sign_in
from tests.governance.cases.conftest import decide, log, members, people, stewards  # noqa: F401
from tests.governance.cases.heads import sign_head
from tests.market.bookings.factories import TOMORROW, make_booking, make_listing

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def paid_booking(session, worker, *, completed, now):
    """Forty euros by transfer, arrived; completed unless told."""
    course = make_booking(session, make_listing(session, worker), payment_method="transfer", accepted=True)
    reference = course.booking.reference
    payments.record_transfer(
        session, subject=f"booking:{reference}", amount_cents=4000, received_on=now.date(), recorded_by=None, at=now
    )
    if completed:
        bookings.complete(session, course, by=course.booking.client, at=course.booking.ends_at)
    return course


def dispute(session, course, *, at):
    booking = course.booking
    return actions.file(
        session, complainant=booking.client, respondent=booking.worker, text="Half of it was not done.",
        booking=booking.reference, stake_cents=stake_cents(session, course, at=at), at=at,
    )  # fmt: skip


def drawn(session, log, case, now):  # noqa: F811
    sign_head(session, log, at=now + 16 * DAY)
    actions.draw_if_due(session, case, at=now + 16 * DAY + HOUR)
    session.commit()
    return case


@pytest.fixture
def worker(session, people):  # noqa: F811
    return make_member(session, "Wanda Worker")


def test_a_panel_gives_part_of_a_completed_booking_back(session, engine, log, worker, decide, now):  # noqa: F811
    course = paid_booking(session, worker, completed=True, now=now)
    case = dispute(session, course, at=now + 2 * DAY)
    assert case.stake_cents == 4000
    drawn(session, log, case, now)
    held = decide(case, Verdict(Measure.REFUND, 4000), Verdict(Measure.REFUND, 1000), Verdict(Measure.DISMISSED),
                  at=now + 17 * DAY)  # fmt: skip
    assert (held.decision.measure, held.decision.amount, held.decision.appeal_by) == ("refund", 1000, None)
    refund = session.get(Refund, held.ending.refund_id)
    assert (refund.amount_cents, refund.reason) == (1000, f"Case {case.reference}")
    assert balance(session, chart.WORKERS_PAYABLE, party_id=worker.party_id) == -(3800 - 950)
    assert balance(session, chart.CLIENTS_HELD) == -1000
    assert checks.findings(session) == []
    assert refundable_cents(session, course.booking.reference) == 3000


def test_it_goes_back_once(session, engine, log, worker, decide, now):  # noqa: F811
    case = dispute(session, paid_booking(session, worker, completed=True, now=now), at=now + 2 * DAY)
    drawn(session, log, case, now)
    decide(case, *[Verdict(Measure.REFUND, 1000)] * 3, at=now + 17 * DAY)
    assert not actions.end_if_due(session, case, at=now + 18 * DAY)
    session.commit()
    move_cases(engine, None, now + 18 * DAY)
    count = select(func.count()).select_from(Refund)
    assert session.execute(count).scalar_one() == 1
    with pytest.raises(Refused, match="already"):
        deciding.end(session, file_of(session, case), at=now + 18 * DAY)
    assert session.execute(count).scalar_one() == 1
    with pytest.raises(DatabaseError):
        session.execute(insert(CaseEnding).values(case_id=case.id, ended_at=now + 18 * DAY, overturned=False))
    session.rollback()


def test_one_dispute_a_booking_and_never_more_than_was_paid(session, log, worker, decide, now):  # noqa: F811
    course = paid_booking(session, worker, completed=True, now=now)
    case = dispute(session, course, at=now + 2 * DAY)
    with pytest.raises(Refused, match="already"):
        dispute(session, course, at=now + 3 * DAY)
    drawn(session, log, case, now)
    with pytest.raises(Refused, match="than was paid"):
        decide(case, Verdict(Measure.REFUND, 4001), at=now + 17 * DAY)


def test_money_held_for_a_contested_no_show_is_shared_out_as_decided(session, log, worker, decide, now):  # noqa: F811
    course = paid_booking(session, worker, completed=False, now=now)
    assert stake_cents(session, course, at=TOMORROW + HOUR) == 0
    bookings.report_no_show(session, course, by=course.booking.client, at=TOMORROW + HOUR)
    bookings.contest(session, course, by=worker, words="I was there.", at=TOMORROW + 2 * HOUR)
    case = dispute(session, course, at=now + 2 * DAY)
    drawn(session, log, case, now)
    decide(case, *[Verdict(Measure.REFUND, 3000)] * 3, at=now + 17 * DAY)
    assert balance(session, chart.CLIENTS_HELD) == -3000
    assert balance(session, chart.WORKERS_PAYABLE, party_id=worker.party_id) == -950
    assert checks.findings(session) == []
    with pytest.raises(NotOpen):
        bookings.complete(session, course, by=course.booking.client, at=now + 18 * DAY)


def test_who_dealt_with_a_side_is_not_drawn(session, log, worker, members, now):  # noqa: F811
    course = paid_booking(session, worker, completed=True, now=now)
    make_booking(session, make_listing(session, members[5]), client=course.booking.client, starts_at=TOMORROW + DAY)
    make_booking(session, make_listing(session, worker), client=members[6], starts_at=TOMORROW + DAY)
    case = dispute(session, course, at=now + 2 * DAY)
    drawn(session, log, case, now)
    pool = {place.person_id for place in file_of(session, case).pool}
    assert pool == {member.id for member in members[4:]} - {members[5].id, members[6].id}


def test_a_refund_the_fund_cannot_advance_waits_and_is_tried_again(
    session, engine, log, worker, decide, now, monkeypatch  # noqa: F811
):
    case = dispute(session, paid_booking(session, worker, completed=True, now=now), at=now + 2 * DAY)
    drawn(session, log, case, now)
    with monkeypatch.context() as poor:
        def refuse(*_args, **_facts):
            raise payments.NotCovered(0, 1000)
        poor.setattr(payments, "refund_after", refuse)
        held = decide(case, *[Verdict(Measure.REFUND, 1000)] * 3, at=now + 17 * DAY)
        assert held.decision is not None
        assert held.ending is None
    session.commit()
    assert move_cases(engine, None, now + 18 * DAY) == 1
    session.expire_all()
    assert file_of(session, case).ending.refund_id is not None


def test_it_starts_on_the_page_of_the_booking_for_its_sides_alone(client, session, worker, clock, now):
    course = paid_booking(session, worker, completed=True, now=now)
    page = f"/bookings/{course.booking.reference}/problem"
    clock.at = now + 2 * DAY
    assert client.get(page).status_code == 302
    sign_in(client, make_person(session, "Sam Stranger"))
    assert client.get(page).status_code == 404
    sign_in(client, course.booking.client)
    assert page in client.get(f"/bookings/{course.booking.reference}").text
    shown = client.get(page).text
    assert "up to €40.00 can go back" in shown
    assert "How Wanda Worker behaved" in shown
    refused = client.post(page, data={"form_key": form_key(), "about": "money", "text": ""})
    assert refused.status_code == 422
    made = client.post(page, data={"form_key": form_key(), "about": "money", "text": "Half of it."})
    assert made.status_code == 303
    case = re.search(r"/cases/(C-\w+)", made.location)[1]
    assert case in client.get(made.location).text
    again = client.get(page).text
    assert f"/cases/{case}" in again
    assert "up to" not in again


def test_where_nothing_can_be_decided_the_page_says_so(client, session, worker, clock, now):
    course = make_booking(session, make_listing(session, worker), accepted=True)
    sign_in(client, worker)
    assert "nothing here that a panel could decide" in client.get(f"/bookings/{course.booking.reference}/problem").text


def test_listings_of_a_paused_member_are_hidden_everywhere_and_come_back(
    client, session, worker, stewards, clock, now  # noqa: F811
):
    listing = make_listing(session, worker, title="Window cleaning")
    pages = ("/", "/services", f"/listings/{listing.reference}", "/feeds/listings.atom", "/api/v1/listings")
    shown = [title_on(client, page) for page in pages]
    assert any(shown)
    other = make_person(session, "Cleo")
    case = actions.file(session, complainant=other, respondent=worker, text="x", is_urgent=True, at=now)
    for steward in stewards:
        actions.sign_pause(session, case, by=steward, reasons="Danger.", at=now)
    clock.at = now + 2 * dt.timedelta(minutes=1)  # pages are kept for the minute
    assert not any(title_on(client, page) for page in pages)
    with pytest.raises(bookings.NotBookable):
        make_booking(session, listing)
    session.rollback()
    clock.at = now + 14 * DAY
    assert [title_on(client, page) for page in pages] == shown
    make_booking(session, listing, starts_at=TOMORROW + 14 * DAY, at=now + 14 * DAY)


def title_on(client, page):
    answer = client.get(page)
    return answer.status_code == 200 and "Window cleaning" in answer.text
