"""The page of a listing: price, where it goes, and times that are really free."""

import datetime as dt
import gzip
import re

import pytest

from coop.market.availability import queries as availability
from coop.market.availability.spans import Slot
from tests.factories import NOW, make_member, make_person, sign_in
from tests.market.factories import claim, make_category, make_listing, with_hours


@pytest.fixture
def worker(session, coop):
    return with_hours(session, make_member(session))


@pytest.fixture
def listing(session, worker):
    listing = make_listing(
        session,
        worker,
        make_category(session, "cleaning", drawing="cleaning"),
        sliding_scale=True,
        price_low_cents=2000,
        price_high_cents=3500,
    )
    session.commit()
    return listing


def times_of(page: str) -> list[dt.datetime]:
    return [dt.datetime.fromisoformat(value) for value in re.findall(r'name="starts_at" value="([^"]+)"', page)]


def test_every_time_offered_can_be_booked(client, session, listing):
    claim(session, listing, NOW + dt.timedelta(days=1), NOW + dt.timedelta(days=1, hours=4))
    session.commit()
    page = client.get(f"/listings/{listing.reference}?minutes=90").text
    times = times_of(page)
    assert times
    assert 'name="minutes" value="90"' in page
    for starts_at in times:
        assert availability.is_offered(session, listing, Slot(starts_at, starts_at + dt.timedelta(minutes=90)), NOW)


def test_one_day_shows_every_quarter_that_is_free(client, session, listing):
    day = NOW.date() + dt.timedelta(days=1)
    page = client.get(f"/listings/{listing.reference}/slots?day={day}&minutes=60").text
    expected = availability.slots_offered(session, listing, day, 1, 60, NOW)
    assert times_of(page) == [slot.starts_at for slot in expected]


def test_the_price_of_every_step_of_the_scale_is_shown_for_the_length_chosen(client, listing):
    page = client.get(f"/listings/{listing.reference}?minutes=120").text
    for said in ("€40.00", "€56.00", "€70.00"):
        assert said in page
    assert "Where your €56.00 goes" in page


def test_the_five_lines_sum_to_the_price(client, listing):
    page = client.get(f"/listings/{listing.reference}?minutes=105").text
    five = re.search(r'<table class="five">(.*?)</table>', page, flags=re.DOTALL)[1]
    *lines, total = [round(float(amount) * 100) for amount in re.findall(r'<td class="n">€?([\d.]+)</td>', five)]
    assert len(lines) == 5
    assert sum(lines) == total == 4900


@pytest.mark.parametrize(
    "query",
    [
        "minutes=1",
        "minutes=100000",
        "minutes=-60",
        "minutes=x",
        "day=yesterday",
        "day=1900-01-01",
        "day=9999-12-31",
        "quantity=99999999999999",
        "minutes=٦٠",
        "day=2026-02-30",
    ],
)
def test_what_is_not_offered_becomes_what_is(client, listing, query):
    for page in ("", "/slots"):
        answer = client.get(f"/listings/{listing.reference}{page}?{query}")
        assert answer.status_code == 200
        assert 'name="minutes" value="60"' in answer.text or "Nothing of this length" in answer.text


def test_no_address_is_shown_and_the_worker_is_named(client, listing):
    page = client.get(f"/listings/{listing.reference}").text
    assert "Wanda Worker" in page
    assert "Old Harbour" in page
    assert "wanda." not in page  # the e-mail


def test_a_date_is_typed_and_days_follow_each_other(client, listing):
    page = client.get(f"/listings/{listing.reference}?day=2026-03-20").text
    assert min(times_of(page)).date() == dt.date(2026, 3, 20)
    later = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    assert min(times_of(client.get(later).text)).date() == dt.date(2026, 4, 3)


def test_nothing_free_says_so_and_leads_on(client, session, listing, worker):
    with_hours(session, worker, {})
    session.commit()
    page = client.get(f"/listings/{listing.reference}").text
    assert "Nothing of this length is free" in page
    assert "Look at the following days" in page


def test_a_kept_page_is_the_same_for_all_visitors_and_sets_no_cookie(client, app, listing):
    app.config["WTF_CSRF_ENABLED"] = True
    pages = [visitor.get(f"/listings/{listing.reference}") for visitor in (client, app.test_client())]
    assert pages[0].data == pages[1].data
    assert 'name="csrf_token" value=""' in pages[0].text
    assert not any("Set-Cookie" in page.headers for page in pages)


def test_a_signed_in_person_is_given_a_token_and_needs_it(client, app, session, listing):
    sign_in(client, make_person(session))
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(f"/listings/{listing.reference}").text
    assert re.search(r'name="csrf_token" value="[^"]{20,}"', page)
    assert client.post(f"/listings/{listing.reference}/holds").status_code == 400


def test_a_page_kept_for_visitors_is_not_shown_to_members(client, session, listing, worker):
    client.get(f"/listings/{listing.reference}")
    sign_in(client, worker)
    page = client.get(f"/listings/{listing.reference}")
    assert "This is your listing." in page.text
    assert "ETag" not in page.headers


def test_the_page_stays_small(client, listing):
    assert len(gzip.compress(client.get(f"/listings/{listing.reference}").data)) <= 15 * 1024


def test_a_paused_listing_is_not_there_any_more_at_once(client, session, listing):
    assert client.get(f"/listings/{listing.reference}").status_code == 200
    listing.paused_at = NOW
    session.commit()
    assert client.get(f"/listings/{listing.reference}").status_code == 404
    assert client.get("/listings/NOTTHERE").status_code == 404
