"""From the listing to a booking, in a browser without JavaScript, with an account or on the way to one."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from coop.market.bookings import actions
from coop.market.bookings.models import Booking
from coop.notices.models import Mail
from coop.people.persons.models import Person
from tests.factories import NOW, make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_hold, make_listing

VISITOR = {"name": "Vera Visitor", "email": "vera@example.org"}
DETAILS = {"address": "31 Toad Lane", "note": "Ring twice", "payment_method": "cash"}


@pytest.fixture
def listing(session, coop):
    return make_listing(session)


def pick(client, listing, starts_at=TOMORROW, **more):
    """Press "Ask for this time" on the listing's page."""
    answers = {"minutes": "120", "quantity": "1", "price_tier": "middle"}
    if isinstance(starts_at, dt.datetime):
        starts_at = starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    answers |= {"starts_at": starts_at, **more}
    return client.post(f"/listings/{listing.reference}/holds", data=answers)


def key(client, page):
    """The form key of a page."""
    return re.search(r'name="form_key"[^>]*value="([^"]+)"', client.get(page).text).group(1)


def confirm(client, path):
    return client.post(f"{path}/check", data={"form_key": key(client, f"{path}/check")})


def test_a_visitor_books_in_three_submits_and_has_an_account_then(client, session, listing):
    held = pick(client, listing)
    assert held.status_code == 303
    path = held.location.removesuffix("/details")
    assert client.get(held.location).status_code == 200
    assert client.post(held.location, data={**VISITOR, **DETAILS}).location == f"{path}/check"
    checked = client.get(f"{path}/check").text
    for said in ("31 Toad Lane", "Vera Visitor", "€40.00", "38.00", "Where your"):
        assert said in checked
    for answer in ("#times", "#name", "#email", "#address", "#note", "#payment_method"):
        assert f'{answer}">Change' in checked
    done = confirm(client, path)
    assert (done.status_code, done.location) == (303, f"{path}?new=1")
    person = session.execute(select(Person).where(Person.email == "vera@example.org")).scalar_one()
    booking = session.execute(select(Booking)).scalar_one()
    assert (booking.client_id, booking.requested_at) == (person.id, NOW)
    assert client.get("/my/bookings").status_code == 200, "and is signed in"
    assert "vera@example.org" in session.execute(select(Mail.to_address)).scalars().all()


def test_a_visitors_hold_is_nobody_elses(app, client, session, listing):
    held = pick(client, listing)
    stranger = sign_in(app.test_client(), make_person(session))
    for page in (held.location, held.location.replace("details", "check")):
        assert stranger.get(page).status_code == 404
        assert app.test_client().get(page).status_code == 404
        assert stranger.post(page, data=DETAILS).status_code in (404, 405)
    assert client.get(held.location).status_code == 200


def test_a_hold_of_a_person_is_not_opened_by_a_cookie_that_knows_its_reference(app, client, session, listing):
    held = make_hold(session, listing, client=make_person(session))
    session.commit()
    with client.session_transaction() as cookie:
        cookie["holds"] = [held.reference]
    assert client.get(f"/bookings/{held.reference}/details").status_code == 404


def test_who_has_an_account_is_asked_to_sign_in_and_comes_back_to_the_same_hold(client, session, listing):
    known = make_person(session, email="vera@example.org")
    held = pick(client, listing)
    refused = client.post(held.location, data={**VISITOR, **DETAILS})
    assert refused.status_code == 400
    assert f"/sign-in?next={held.location}" in refused.text
    with client.session_transaction() as cookie:
        holds = cookie["holds"]
    sign_in(client, known)
    with client.session_transaction() as cookie:
        cookie["holds"] = holds  # the house keeps the rest of the cookie at sign-in
    assert client.post(held.location, data=DETAILS).status_code == 303
    confirm(client, held.location.removesuffix("/details"))
    assert session.execute(select(Booking.client_id)).scalar_one() == known.id


def test_the_second_one_is_shown_other_times(app, client, listing):
    pick(client, listing)
    late = pick(app.test_client(), listing)
    assert late.status_code == 409
    assert "Somebody else has just taken this time" in late.text
    other = re.search(r'name="starts_at" value="([^"]+)"', late.text).group(1)
    again = pick(app.test_client(), listing, starts_at=dt.datetime.fromisoformat(other))
    assert again.status_code == 303


def test_ones_own_hold_is_never_in_ones_way(client, listing):
    pick(client, listing)
    assert pick(client, listing, starts_at=TOMORROW + dt.timedelta(minutes=30)).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [("starts_at", ""), ("starts_at", "yesterday"), ("minutes", "-60"), ("minutes", "61"), ("minutes", "x"),
     ("quantity", "1e9"), ("price_tier", "free"), ("price_tier", "low"), ("starts_at", "9999-12-31T23:59:59Z"),
     ("starts_at", "0001-01-01T00:00:00+14:00"), ("minutes", "9" * 30)],
)  # fmt: skip
def test_a_forged_slot_is_refused_with_a_page(client, session, listing, field, value):
    answer = pick(client, listing, **{field: value})
    assert answer.status_code in (400, 409)
    assert session.execute(select(Booking)).first() is None


def test_what_is_missing_is_asked_for_and_what_was_answered_is_kept(client, listing):
    held = pick(client, listing)
    refused = client.post(held.location, data={"name": "Vera", "email": "no", "note": "Ring twice"})
    assert refused.status_code == 400
    assert "<title>Error:" in refused.text
    for said in ("Enter the address", "Enter an e-mail such as", "Ring twice", "There is a problem"):
        assert said in refused.text


def test_a_way_to_pay_that_is_not_offered_is_refused(client, session):
    listing = make_listing(session, accepts_transfer=False)
    held = pick(client, listing)
    client.post(held.location, data={**VISITOR, **DETAILS, "payment_method": "transfer"})
    assert session.execute(select(Booking.payment_method)).scalar_one() == "cash"


def test_a_hold_that_ran_out_is_offered_again(client, listing, clock):
    held = pick(client, listing)
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    form_key = key(client, f"{path}/check")
    clock.at = NOW + dt.timedelta(minutes=20)
    late = client.post(f"{path}/check", data={"form_key": form_key})
    assert late.status_code == 409
    assert "no longer kept" in late.text
    assert client.post(f"{path}/renewal").location == held.location
    assert confirm(client, path).status_code == 303


def test_confirming_twice_books_once(client, session, listing):
    held = pick(client, listing)
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    answer = {"form_key": key(client, f"{path}/check")}
    first, second = client.post(f"{path}/check", data=answer), client.post(f"{path}/check", data=answer)
    assert first.location == second.location
    assert len(session.execute(select(Mail.id).where(Mail.subject.contains("You asked"))).all()) == 1


def test_a_paused_listing_says_so(client, session):
    assert pick(client, make_listing(session, paused_at=NOW)).status_code == 409


def test_an_instant_listing_is_booked_when_confirmed(client, session):
    held = pick(client, make_listing(session, instant=True))
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    confirm(client, path)
    assert client.get(path).status_code == 200
    assert session.execute(select(Mail.calendar).where(Mail.calendar != "")).first() is not None


def test_a_hold_is_given_back_by_the_action_that_lets_go_of_it(session, listing):
    held = make_hold(session, listing)
    actions.release_holds(session, references=(held.reference,))
    make_hold(session, listing)
