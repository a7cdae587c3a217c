"""From the listing to a series, in a browser without JavaScript, with an account or on the way to one."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from sqlalchemy import func, select

from coop.market.availability.models import SlotClaim
from coop.market.bookings.models import Acceptance, Booking
from coop.market.bookings.series.models import Series
from coop.notices.models import Mail
from coop.people.persons.models import Person
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import NOW, make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_booking, make_listing
from tests.market.bookings.series.factories import WEEK

VISITOR = {"name": "Vera Visitor", "email": "vera@example.org"}
DETAILS = {"address": "31 Toad Lane", "note": "Ring twice", "payment_method": "cash"}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def listing(session, coop):
    return make_listing(session)


def pick(client, listing, *, starts_at=TOMORROW, repeat="weekly"):
    """Press "Ask for this time" on the listing's page, with how often; where it leads."""
    answer = client.post(f"/listings/{listing.reference}/holds", data={
        "minutes": "120", "quantity": "1", "price_tier": "middle", "repeat": repeat,
        "starts_at": starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    })  # fmt: skip
    assert answer.status_code == 303
    return answer.location


def answers_of(page):
    """What the preview's form would send: hidden fields, and what is ticked."""
    form = page.text.split('<form method="post"')[1].split("</form>")[0]
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    ticked = re.findall(r'type="radio" name="([^"]+)" value="([^"]+)" id="[^"]+" checked', form)
    return {name: unescape(value) for name, value in hidden + ticked}


def choices_of(page, number):
    """The values offered for a date."""
    return re.findall(rf'name="visit-{number}" value="([^"]+)"', page.text)


def hold(client, listing, page, **more):
    return client.post(f"/listings/{listing.reference}/series", data=answers_of(page) | more)


def key(client, page):
    return re.search(r'name="form_key"[^>]*value="([^"]+)"', client.get(page).text).group(1)


def confirm(client, path):
    return client.post(f"{path}/check", data={"form_key": key(client, f"{path}/check")})


def test_a_visitor_books_a_series_in_four_submits_and_has_an_account_then(client, session, listing):
    preview = client.get(pick(client, listing))
    assert "8 dates are free" in preview.text
    assert "€320.00" in preview.text
    held = hold(client, listing, preview)
    path = held.location.removesuffix("/details")
    assert client.get(held.location).status_code == 200
    assert client.post(held.location, data={**VISITOR, **DETAILS}).location == f"{path}/check"
    checked = client.get(f"{path}/check").text
    for said in ("31 Toad Lane", "Vera Visitor", "€40.00", "€320.00", "every week", "8 visits",
                 "Tuesday, April 21, 2026"):  # fmt: skip
        assert said in checked
    done = confirm(client, path)
    assert (done.status_code, done.location) == (303, f"{path}?new=1")
    shown = client.get(done.location).text
    assert shown.count("waiting for an answer") == 8
    person = session.execute(select(Person).where(Person.email == "vera@example.org")).scalar_one()
    assert set(session.execute(select(Booking.client_id)).scalars()) == {person.id}
    assert len(session.execute(select(Mail.id).where(Mail.to_address == "vera@example.org",
                                                     Mail.subject.contains("You asked"))).all()) == 1  # fmt: skip


def test_the_preview_shows_each_date_why_it_is_not_free_and_what_is_instead(client, session, listing):
    make_booking(session, listing, starts_at=TOMORROW + 5 * WEEK - HOUR)
    page = client.get(pick(client, listing))
    assert "7 dates are free" in page.text
    assert "Taken." in page.text
    others = choices_of(page, 6)
    assert others[-1] == "none"
    assert len(others) > 4
    assert "visit-6" not in answers_of(page), "nothing is chosen for the client"
    refused = hold(client, listing, page)
    assert refused.status_code == 400
    assert "Choose a time, or leave this date out" in refused.text
    assert "<title>Error:" in refused.text
    assert session.execute(select(Booking).where(Booking.requested_at.is_(None))).first() is None
    held = hold(client, listing, page, **{"visit-6": others[0]})
    assert held.status_code == 303
    starts = set(session.execute(select(Booking.starts_at).where(Booking.requested_at.is_(None))).scalars())
    assert dt.datetime.fromisoformat(others[0]) in starts
    assert len(starts) == 8


def test_dates_are_left_out(client, session, listing):
    held = hold(client, listing, client.get(pick(client, listing)), **{"visit-2": "none", "visit-3": "none"})
    assert held.status_code == 303
    series = session.execute(select(Series)).scalar_one()
    assert series.left_out == "20260310T100000,20260317T100000"


def test_a_time_that_goes_meanwhile_leaves_nothing_held_and_is_said(app, client, session, listing):
    page = client.get(pick(client, listing))
    make_booking(session, listing, starts_at=TOMORROW + 2 * WEEK)
    session.commit()
    late = hold(client, listing, page)
    assert late.status_code == 409
    assert "This time is gone" in late.text
    assert session.execute(select(func.count()).select_from(SlotClaim)).scalar_one() == 1


def test_another_rhythm_number_and_last_day_are_looked_at(client, listing):
    path = f"/listings/{listing.reference}/series"
    asked = {"starts_at": "2026-03-03T09:00:00Z", "minutes": "120", "quantity": "1", "price_tier": "middle"}
    page = client.get(path, query_string=asked | {"repeat": "fortnightly", "visits": "3"})
    assert "3 dates are free" in page.text
    page = client.get(path, query_string=asked | {"repeat": "monthly", "until": "2026-04-30"})
    assert "2 dates are free" in page.text
    assert "Tuesday, April 7, 2026" in page.text, "the first Tuesday"
    beyond = client.get(path, query_string=asked | {"repeat": "four-weekly", "visits": "5"})
    assert "Further ahead than this can be booked" in beyond.text
    for wrong in ({"visits": "1"}, {"visits": "27"}, {"visits": "x"}, {"until": "2026-03-02"}, {"until": "soon"},
                  {"until": "2026-03-09"}, {"until": "2030-01-01"}):  # fmt: skip
        refused = client.get(path, query_string=asked | {"repeat": "weekly"} | wrong)
        assert refused.status_code == 400
        assert "Enter from 2 to 26 visits" in refused.text


@pytest.mark.parametrize("wrong", [{"starts_at": ""}, {"starts_at": "x"}, {"minutes": "61"}, {"price_tier": "low"}])
def test_what_cannot_be_read_leads_back_to_the_listing(client, session, listing, wrong):
    asked = {"starts_at": "2026-03-03T09:00:00Z", "minutes": "120", "repeat": "weekly", **wrong}
    for answer in (client.get(f"/listings/{listing.reference}/series", query_string=asked),
                   client.post(f"/listings/{listing.reference}/series", data=asked)):  # fmt: skip
        assert answer.location == f"/listings/{listing.reference}#times"
    assert session.execute(select(Series)).first() is None


@pytest.mark.parametrize("forged", ["2026-03-03T03:00:00Z", "2026-05-03T09:00:00Z", "x", "9999-01-01T00:00:00Z"])
def test_a_forged_date_is_refused(client, session, listing, forged):
    page = client.get(pick(client, listing))
    assert hold(client, listing, page, **{"visit-2": forged}).status_code in (400, 409)
    assert session.execute(select(Series)).first() is None


def test_clocks_that_go_forward_do_not_move_a_series(client, session, listing):
    page = client.get(pick(client, listing, starts_at=TOMORROW + 2 * WEEK))
    assert page.text.count(">10:00<") == 7, "all within the horizon of 60 days are at ten"
    assert choices_of(page, 1)[0].endswith("T09:00:00Z")
    assert choices_of(page, 3)[0].endswith("T08:00:00Z")


def test_a_held_series_is_nobody_elses_and_no_visit_of_it_is_booked_alone(app, client, session, listing):
    held = hold(client, listing, client.get(pick(client, listing)))
    path = held.location.removesuffix("/details")
    stranger = sign_in(app.test_client(), make_person(session))
    for page in (held.location, f"{path}/check", path):
        assert stranger.get(page).status_code == 404
    assert app.test_client().get(held.location).status_code == 404
    known = sign_in(app.test_client(), make_person(session, "Kim"))
    held = hold(known, listing, known.get(pick(known, listing, starts_at=TOMORROW + 3 * HOUR)))
    assert held.status_code == 303
    series = held.location.removesuffix("/details")
    visit = session.execute(select(Booking.reference).where(Booking.client_id.is_not(None)).limit(1)).scalar_one()
    for page in ("details", "check"):
        assert known.get(f"/bookings/{visit}/{page}").location == series
    assert known.post(f"/bookings/{visit}/renewal").location == series
    assert known.get(series).location == held.location


def test_who_has_an_account_signs_in_and_comes_back_to_the_same_series(client, session, listing):
    known = make_person(session, email="vera@example.org")
    held = hold(client, listing, client.get(pick(client, listing)))
    refused = client.post(held.location, data={**VISITOR, **DETAILS})
    assert refused.status_code == 400
    assert f"/sign-in?next={held.location}" in refused.text
    with client.session_transaction() as cookie:
        kept = cookie["series"]
    sign_in(client, known)
    with client.session_transaction() as cookie:
        cookie["series"] = kept  # the house keeps the rest of the cookie at sign-in
    assert client.post(held.location, data=DETAILS).status_code == 303
    confirm(client, held.location.removesuffix("/details"))
    assert set(session.execute(select(Booking.client_id)).scalars()) == {known.id}
    assert session.execute(select(Series.client_id)).scalar_one() == known.id


def test_ones_own_held_series_is_never_in_ones_way(client, listing):
    for _again in range(2):
        assert hold(client, listing, client.get(pick(client, listing))).status_code == 303
    assert "8 dates are free" in client.get(pick(client, listing)).text


def test_a_series_that_ran_out_is_looked_at_again(client, listing, clock):
    held = hold(client, listing, client.get(pick(client, listing)))
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    form_key = key(client, f"{path}/check")
    clock.at = NOW + dt.timedelta(minutes=20)
    late = client.post(f"{path}/check", data={"form_key": form_key})
    assert late.status_code == 409
    assert "no longer kept" in late.text
    again = unescape(re.search(r'class="button" href="([^"]+)"', late.text).group(1))
    assert "8 dates are free" in client.get(again).text


def test_confirming_twice_books_once(client, session, listing):
    held = hold(client, listing, client.get(pick(client, listing)))
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    answer = {"form_key": key(client, f"{path}/check")}
    first, second = client.post(f"{path}/check", data=answer), client.post(f"{path}/check", data=answer)
    assert first.location == second.location
    assert len(session.execute(select(Mail.id).where(Mail.subject.contains("You asked"))).all()) == 1


def test_an_instant_listing_is_booked_when_confirmed(client, session):
    listing = make_listing(session, instant=True)
    held = hold(client, listing, client.get(pick(client, listing)))
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    confirm(client, path)
    assert session.execute(select(func.count()).select_from(Acceptance)).scalar_one() == 8
    feed = client.get(f"{path}/calendar.ics").text
    assert feed.count("BEGIN:VEVENT") == 8


def test_where_the_members_want_no_series_none_is_offered(client, session, listing):
    assert 'name="repeat"' in client.get(f"/listings/{listing.reference}").text
    set_rule(session, "series.most_visits", 0, in_force_from=NOW, at=NOW,
             decision=decision_by_reference(session, "charter"))  # fmt: skip
    assert 'name="repeat"' not in client.get(f"/listings/{listing.reference}").text
    asked = {"starts_at": "2026-03-03T09:00:00Z", "minutes": "120", "repeat": "weekly"}
    assert client.get(f"/listings/{listing.reference}/series", query_string=asked).status_code == 409
