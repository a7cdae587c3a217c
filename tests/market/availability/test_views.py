"""A worker's hours in a browser without JavaScript."""

import datetime as dt

import pytest

from coop.market.availability import queries
from coop.market.availability.hours import Shift
from tests.factories import make_member, make_person, sign_in
from tests.market.factories import OFFICE_HOURS, with_hours


@pytest.fixture
def worker(client, session, coop):
    worker = make_member(session)
    sign_in(client, worker)
    return worker


def hours_of(session, worker):
    session.expire_all()
    return queries.hours_of(session, worker.id)


def week(**fields: str) -> dict[str, str]:
    return {f"d{name.replace('__', '-')}": value for name, value in fields.items()}


def test_a_week_is_typed_and_shown_again(client, session, worker):
    data = week(
        **{
            "0__opens": "09:00",
            "0__closes": "12:00",
            "0__opens_again": "13:30",
            "0__closes_again": "18:00",
            "5__opens": "22:00",
            "5__closes": "02:00",
        }
    )
    assert client.post("/my/hours", data=data).status_code == 303
    assert hours_of(session, worker).weekly == {0: [Shift(540, 720), Shift(810, 1080)], 5: [Shift(1320, 1560)]}
    page = client.get("/my/hours").text
    assert all(f'value="{time}"' in page for time in ("09:00", "12:00", "13:30", "18:00", "22:00", "02:00"))


def test_a_week_saved_unchanged_stays_as_it_is(client, session, worker):
    with_hours(session, worker)
    session.commit()
    data = {}
    for weekday in OFFICE_HOURS:
        data |= {f"d{weekday}-opens": "09:00", f"d{weekday}-closes": "17:00"}
    client.post("/my/hours", data=data)
    assert hours_of(session, worker).weekly == OFFICE_HOURS


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"2__opens": "09:00"}, "Enter both ends, or neither"),
        ({"2__opens": "9 o'clock", "2__closes": "10:00"}, "Not a valid time value"),
        (
            {"2__opens": "09:00", "2__closes": "12:00", "2__opens_again": "11:00", "2__closes_again": "13:00"},
            "must begin after",
        ),
    ],
)
def test_hours_that_cannot_be_are_said_and_not_saved(client, session, worker, fields, said):
    with_hours(session, worker)
    session.commit()
    answer = client.post("/my/hours", data=week(**fields))
    assert answer.status_code == 422
    assert said in answer.text
    assert hours_of(session, worker).weekly == OFFICE_HOURS


def test_days_that_differ_are_closed_or_at_other_hours_and_forgotten_again(client, session, worker):
    with_hours(session, worker)
    session.commit()
    client.post("/my/hours/dates", data={"first": "2026-03-10", "last": "2026-03-12", "kind": "closed"})
    client.post("/my/hours/dates", data={"first": "2026-03-11", "kind": "open", "opens": "10:00", "closes": "11:00"})
    days = [dt.date(2026, 3, day) for day in (10, 11, 12)]
    assert hours_of(session, worker).exceptions == {days[0]: [], days[1]: [Shift(600, 660)], days[2]: []}
    page = client.get("/my/hours").text
    assert "10:00–11:00" in page
    client.post("/my/hours/dates/forgotten", data={"first": "2026-03-10", "last": "2026-03-11"})
    assert list(hours_of(session, worker).exceptions) == [days[2]]


@pytest.mark.parametrize(
    "data",
    [
        {"first": "2026-03-10", "last": "2026-03-01", "kind": "closed"},
        {"first": "2026-03-10", "last": "2036-03-10", "kind": "closed"},
        {"first": "soon", "kind": "closed"},
        {"first": "2026-03-10", "kind": "open"},
        {"first": "2026-03-10", "kind": "sometimes"},
    ],
)
def test_dates_that_cannot_be_are_refused(client, session, worker, data):
    answer = client.post("/my/hours/dates", data=data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert hours_of(session, worker).exceptions == {}


def test_one_cannot_set_anothers_hours(client, session, worker):
    other = with_hours(session, make_member(session, "Otto Other"))
    session.commit()
    client.post("/my/hours", data=week(**{"0__opens": "01:00", "0__closes": "02:00"}) | {"worker_id": str(other.id)})
    assert hours_of(session, other).weekly == OFFICE_HOURS


def test_a_client_has_no_hours_to_set(client, session, coop):
    sign_in(client, make_person(session))
    assert client.get("/my/hours").status_code == 403
    assert client.post("/my/hours").status_code == 403
