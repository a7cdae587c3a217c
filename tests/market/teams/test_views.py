"""The walk of a team without JavaScript: proposed, agreed, booked, done, each paid, invoiced and told."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.market.bookings.states import State
from coop.market.listings.models import Listing
from coop.market.teams.queries import team_of
from coop.money.fund.actions import record_donation
from coop.money.papers.models import Paper
from coop.money.payments.actions import record_transfer, refund_after
from coop.notices.models import Notice
from tests.factories import NOW, make_person, make_steward, sign_in
from tests.market.bookings.factories import TOMORROW, make_booking, make_listing, the_course
from tests.market.teams.factories import make_team, make_worker

HOUR = dt.timedelta(hours=1)
AFTER = TOMORROW + 3 * HOUR


@pytest.fixture(autouse=True)
def founded(coop):
    return coop


def keyed(browser, page):
    found = re.search(r'name="form_key"[^>]*value="([^"]+)"', browser.get(page).text)
    return {"form_key": found.group(1)} if found else {}


def press(browser, page, deed, **answers):
    return browser.post(deed, data={**keyed(browser, page), **answers})


def told(session, person):
    query = select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(session.execute(query).scalars())


@pytest.fixture
def people(session):
    return [make_worker(session, name) for name in ("Wanda", "Wilma", "Wim")]


def of_each(session, people, code=chart.WORKERS_PAYABLE):
    return [-balance(session, code, party_id=person.party_id) for person in people]


def test_a_team_is_proposed_agreed_and_left_on_its_pages(app, session, people):
    lead, one, other = people
    listing = make_listing(session, lead, title="Moving house")
    page = f"/my/listings/{listing.reference}/team"
    by_lead, by_one, by_other = (sign_in(app.test_client(), person) for person in people)
    named = {"who1": one.display_name.upper(), "parts1": "1", "who2": other.display_name, "parts2": "1"}
    answer = press(by_lead, page, page, own_parts="2", **named)
    assert answer.location == page
    assert "has not said yes yet" in by_lead.get(page).text
    assert "cannot be booked" in by_other.get(f"/listings/{listing.reference}").text
    assert told(session, one) == ["team-proposed"]
    assert "47.50" in by_one.get("/my/teams").text or "€47.50" in by_one.get("/my/teams").text
    for browser in (by_one, by_other):
        assert press(browser, "/my/teams", f"/my/teams/{listing.reference}/word", word="yes").status_code == 303
    session.expire_all()
    assert team_of(session, listing.id).is_agreed
    assert told(session, lead) == ["team-word", "team-word", "team-agreed"]
    assert "A team does this together" in app.test_client().get(f"/listings/{listing.reference}").text
    press(by_one, "/my/teams", f"/my/teams/{listing.reference}/leaving")
    session.expire_all()
    assert not team_of(session, listing.id).is_agreed
    assert "team-left" in told(session, other)
    press(by_lead, page, f"{page}/end")
    session.expire_all()
    assert not session.get_one(Listing, listing.id).has_team


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"who1": "Nobody At All", "parts1": "1"}, "No member has that name"),
        ({}, "Name at least one other member"),
        ({"who1": "{one}", "parts1": "0"}, "From 1 to 1000 parts"),
        ({"who1": "{one}", "parts1": "-1"}, "From 1 to 1000 parts"),
        ({"who1": "{one}"}, "Enter whole parts"),
        ({"who1": "{one}", "parts1": "1", "who2": "{one}", "parts2": "1"}, "Name each member once"),
        ({"who1": "{lead}", "parts1": "1"}, "You are the lead"),
    ],
)  # fmt: skip
def test_what_is_no_team_is_said_in_the_form(app, session, people, answers, said):
    lead, one, _other = people
    listing = make_listing(session, lead)
    page = f"/my/listings/{listing.reference}/team"
    named = {name: value.format(one=one.display_name, lead=lead.display_name) for name, value in answers.items()}
    answer = press(sign_in(app.test_client(), lead), page, page, own_parts="2", **named)
    assert answer.status_code == 422
    assert said in answer.text
    assert team_of(session, listing.id) is None


def test_only_the_owner_proposes_and_only_the_named_speak(app, session):
    listing, (_lead, one, _other) = make_team(session, agreed=False)
    stranger = sign_in(app.test_client(), make_worker(session))
    assert sign_in(app.test_client(), one).get(f"/my/listings/{listing.reference}/team").status_code == 404
    assert press(stranger, "/my/teams", f"/my/teams/{listing.reference}/word", word="yes").status_code == 303
    session.expire_all()
    assert len(team_of(session, listing.id).words) == 1


def booked(session, **facts):
    listing, people = make_team(session)
    course = make_booking(session, listing, client=make_person(session), accepted=True, **facts)
    session.commit()
    return people, course, f"/bookings/{course.booking.reference}"


def test_all_of_it_see_the_booking_the_lead_completes_and_each_is_paid(app, session, clock):
    people, course, path = booked(session, payment_method="transfer")
    browsers = [sign_in(app.test_client(), person) for person in people]
    for person, browser in zip(people, browsers, strict=True):
        assert browser.get(path).status_code == 200
        assert course.booking.reference in browser.get("/my/work").text
        assert path in browser.get("/my/calendar").text
        assert "booking-requested" in told(session, person)
    record_transfer(session, subject=f"booking:{course.booking.reference}", amount_cents=4_000, received_on=NOW.date(),
                    recorded_by=None, at=NOW)  # fmt: skip
    session.commit()
    clock.at = AFTER
    assert browsers[1].get(f"{path}/completion").status_code == 303
    assert the_course(session, course.booking).state(AFTER) is State.ACCEPTED
    assert "the rest to the team" in browsers[0].get(f"{path}/completion").text
    press(browsers[0], f"{path}/completion", f"{path}/completion")
    session.expire_all()
    assert of_each(session, people) == [1_900, 950, 950]
    for browser, own in zip(browsers, ("19.00", "9.50", "9.50"), strict=True):
        assert own in browser.get("/my/earnings/2026-03").text
        assert browser.get("/my/statements/2026-03").status_code in (200, 404)
    client = sign_in(app.test_client(), the_course(session, course.booking).booking.client)
    receipt = client.get(f"{path}/receipt").text
    assert "(2)" in receipt
    assert "38.00" in receipt
    assert receipt.count("VAT") >= 3


def test_any_of_it_can_cancel_and_all_goes_back(app, session):
    people, course, path = booked(session, payment_method="transfer")
    record_transfer(session, subject=f"booking:{course.booking.reference}", amount_cents=4_000, received_on=NOW.date(),
                    recorded_by=None, at=NOW)  # fmt: skip
    session.commit()
    press(sign_in(app.test_client(), people[2]), f"{path}/cancellation", f"{path}/cancellation", reason="ill")
    found = the_course(session, course.booking)
    assert found.state(NOW) is State.CANCELLED
    assert found.cancellation.refund_cents == 4_000
    client = sign_in(app.test_client(), course.booking.client)
    assert f"{people[2].display_name} cancelled" in client.get(path).text
    for person in people:
        assert "booking-cancelled" in told(session, person)


def test_each_invoices_their_own_part_and_credits_it(app, session, clock):
    people, course, path = booked(session, payment_method="transfer")
    reference = course.booking.reference
    record_transfer(session, subject=f"booking:{reference}", amount_cents=4_000, received_on=NOW.date(),
                    recorded_by=None, at=NOW)  # fmt: skip
    session.commit()
    clock.at = AFTER
    lead = sign_in(app.test_client(), people[0])
    press(lead, f"{path}/completion", f"{path}/completion")
    asked = {"reference": reference, "reason": "", "decided_by": None, "day": AFTER.date(), "at": AFTER}
    refund_after(session, amount_cents=1_001, **asked)
    session.commit()
    client = sign_in(app.test_client(), course.booking.client)
    press(client, f"{path}/invoice", f"{path}/invoice", name="Clara", address="1 Street", vat_number="")
    session.expire_all()
    invoices = session.execute(select(Paper).where(Paper.kind == "invoice").order_by(Paper.id)).scalars().all()
    assert [one.gross_cents for one in invoices] == [2_000, 1_000, 1_000]
    assert [one.worker_party_id for one in invoices] == [person.party_id for person in people]
    notes = session.execute(select(Paper).where(Paper.kind == "credit-note").order_by(Paper.id)).scalars().all()
    assert sum(one.gross_cents for one in notes) == 1_001
    refund_after(session, amount_cents=2_999, **asked)
    session.commit()
    for invoice in invoices:
        of_it = session.execute(select(Paper.gross_cents).where(Paper.refers_to_id == invoice.id)).scalars().all()
        assert sum(of_it) == invoice.gross_cents
    page = client.get(f"{path}/invoice").text
    assert all(one.reference in page for one in invoices)
    own = sign_in(app.test_client(), people[1]).get(f"{path}/invoice").text
    assert invoices[1].reference in own
    assert invoices[0].reference not in own
    assert client.get(f"{path}/refunds/1").status_code == 200
    assert all(one.reference in client.get("/my/receipts/2026").text for one in invoices)


def test_cash_to_the_lead_is_owed_to_the_others(app, session, clock):
    record_donation(session, amount_cents=50_000, received_on=NOW.date(), recorded_by=None, at=NOW)
    people, course, path = booked(session, payment_method="cash")
    clock.at = AFTER
    lead = sign_in(app.test_client(), people[0])
    assert "what the others of the team get" in lead.get(f"{path}/completion").text
    press(lead, f"{path}/completion", f"{path}/completion")
    session.expire_all()
    assert of_each(session, people) == [0, 950, 950]
    assert balance(session, chart.WORKER_FEES, party_id=people[0].party_id) == 200 + 1_900
    assert course.booking.price_cents == 4_000


def test_a_fund_that_cannot_owe_the_others_says_so(app, session, clock):
    people, course, path = booked(session, payment_method="cash")
    clock.at = AFTER
    lead = sign_in(app.test_client(), people[0])
    assert press(lead, f"{path}/completion", f"{path}/completion").location == path
    assert "cannot owe the team" in lead.get(path).text
    assert the_course(session, course.booking).state(AFTER) is State.ACCEPTED


def test_a_series_of_a_team_is_refused_in_words(app, session):
    listing, _people = make_team(session)
    client = sign_in(app.test_client(), make_person(session))
    page = client.get(f"/listings/{listing.reference}").text
    assert "rhythm" not in page
    assert make_steward(session) is not None


def test_a_member_of_the_team_has_no_review_of_their_own(app, session, clock):
    people, course, path = booked(session, payment_method="transfer")
    record_transfer(session, subject=f"booking:{course.booking.reference}", amount_cents=4_000, received_on=NOW.date(),
                    recorded_by=None, at=NOW)  # fmt: skip
    session.commit()
    clock.at = AFTER
    press(sign_in(app.test_client(), people[0]), f"{path}/completion", f"{path}/completion")
    assert "How it was" in sign_in(app.test_client(), people[0]).get(path).text
    assert "How it was" not in sign_in(app.test_client(), people[1]).get(path).text
