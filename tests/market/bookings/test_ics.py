"""A booking as a calendar file, read back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from coop.market.bookings.ics import BookingEvent, Method, Party, Status, booking_ics, feed_ics

STARTS_AT = datetime(2026, 3, 8, 17, 0, tzinfo=UTC)
EVENT = BookingEvent(
    reference="K7Q29XPM",
    domain="harbourhands.example",
    sequence=0,
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(hours=2),
    stamped_at=datetime(2026, 3, 1, 9, 30, 15, 250, tzinfo=UTC),
    summary="Window cleaning with Amira",
    organiser=Party("Harbour Hands", "hello@harbourhands.example"),
    attendees=(Party("Jo Client", "jo@client.example"),),
    location="12 Quay Street",
    description="Bring nothing.\nLadders are ours.",
    url="https://harbourhands.example/bookings/K7Q29XPM",
)


def read(event: BookingEvent = EVENT, method: Method = Method.PUBLISH):
    calendar = Calendar.from_ical(booking_ics(event, method))
    [written] = calendar.walk("VEVENT")
    return calendar, written


def test_a_booking_comes_back_as_it_was_written():
    calendar, written = read(method=Method.REQUEST)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "REQUEST")
    assert written["UID"] == "K7Q29XPM@harbourhands.example"
    assert written["SEQUENCE"] == 0
    assert written["SUMMARY"] == EVENT.summary
    assert written["DESCRIPTION"] == EVENT.description
    assert written["LOCATION"] == EVENT.location
    assert written["URL"] == EVENT.url
    assert written["STATUS"] == "CONFIRMED"
    assert written["ORGANIZER"] == "mailto:hello@harbourhands.example"
    assert written["ATTENDEE"] == "mailto:jo@client.example"
    assert written["ATTENDEE"].params["CN"] == "Jo Client"
    assert (written.decoded("DTSTART"), written.decoded("DTEND")) == (EVENT.starts_at, EVENT.ends_at)
    assert calendar.errors == written.errors == []


def test_times_are_written_in_utc_whatever_zone_they_came_in():
    local = replace(
        EVENT,
        starts_at=EVENT.starts_at.astimezone(ZoneInfo("America/New_York")),
        ends_at=EVENT.ends_at.astimezone(ZoneInfo("Australia/Lord_Howe")),
    )
    assert booking_ics(local) == booking_ics(EVENT)
    lines = booking_ics(EVENT).decode().split("\r\n")
    assert {"DTSTART:20260308T170000Z", "DTEND:20260308T190000Z", "DTSTAMP:20260301T093015Z"} <= set(lines)
    assert max(len(line.encode()) for line in lines) <= 75


def test_a_change_keeps_the_uid_and_raises_the_sequence():
    _, first = read()
    _, moved = read(replace(EVENT, sequence=1, starts_at=STARTS_AT - timedelta(hours=1)))
    assert first["UID"] == moved["UID"]
    assert moved["SEQUENCE"] == first["SEQUENCE"] + 1


def test_a_cancellation_takes_the_same_event_out():
    calendar, written = read(replace(EVENT, sequence=2), Method.CANCEL)
    assert (calendar["METHOD"], written["STATUS"], written["TRANSP"]) == (
        "CANCEL",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert (written["UID"], written["SEQUENCE"]) == (EVENT.uid, 2)


def test_an_unanswered_request_is_tentative():
    assert read(replace(EVENT, status=Status.TENTATIVE))[1]["STATUS"] == "TENTATIVE"


def test_a_published_booking_names_no_attendees_and_a_request_must():
    assert "ATTENDEE" not in read()[1]
    with pytest.raises(ValueError, match="those who are asked"):
        booking_ics(replace(EVENT, attendees=()), Method.REQUEST)


def test_what_is_not_known_is_not_written():
    _, written = read(replace(EVENT, location="", description="", url=""))
    assert not {"LOCATION", "DESCRIPTION", "URL"} & set(written)


def test_a_name_is_written_without_quotes_and_line_ends():
    _, written = read(replace(EVENT, organiser=Party('The "Hands"\r\n', "hello@harbourhands.example")))
    assert written["ORGANIZER"].params["CN"] == "The  Hands"


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200), st.text(max_size=80))
def test_no_text_can_add_a_line_of_its_own(summary, description, location, name):
    mine = "\r\nATTENDEE:mailto:mallory@example.org\nBEGIN:VALARM\r"
    event = replace(
        EVENT,
        summary=summary + mine,
        description=mine + description,
        location=location + mine,
        organiser=Party(name + '"' + mine, "hello@harbourhands.example"),
    )
    calendar, written = read(event)
    assert "ATTENDEE" not in written
    assert written.subcomponents == []
    assert len(calendar.subcomponents) == 1


@pytest.mark.parametrize(
    "email", ["", "jo", "jo@", "jo@x\r\nATTENDEE:a@b", "jo smith@example.org", '"jo"@example.org']
)
def test_an_address_that_is_none_is_refused(email):
    with pytest.raises(ValueError, match="no e-mail address"):
        Party("Jo", email)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"sequence": -1}, "fewer than none"), ({"url": "https://a.example/\r\nBEGIN:VALARM"}, "no address")],
)
def test_impossible_facts_are_refused(wrong, why):
    with pytest.raises(ValueError, match=why):
        replace(EVENT, **wrong)


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="needs a zone"):
        booking_ics(replace(EVENT, stamped_at=datetime(2026, 3, 1)))


def test_a_feed_holds_every_booking_in_order_of_start():
    later = replace(
        EVENT, reference="B", starts_at=STARTS_AT + timedelta(days=1), ends_at=STARTS_AT + timedelta(days=2)
    )
    calendar = Calendar.from_ical(feed_ics((later, EVENT), name="Amira at Harbour Hands"))
    assert calendar["X-WR-CALNAME"] == "Amira at Harbour Hands"
    assert [each["UID"] for each in calendar.walk("VEVENT")] == [EVENT.uid, later.uid]
    assert feed_ics((later, EVENT), name="x") == feed_ics((EVENT, later), name="x")
