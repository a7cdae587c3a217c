"""The register of members, as of a day; what it shows to whom."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.people.absence.rules import Condition
from coop.people.members_register.queries import register
from coop.people.membership import actions as membership
from tests.factories import make_member, make_person, make_steward, membership_of, sign_in

DAY = dt.timedelta(days=1)


@pytest.fixture
def three(session, coop, now):
    """A steward, a member who paid in part, and one who left."""
    steward, member, gone = make_steward(session), make_member(session), make_member(session, "Gaby Gone")
    membership.record_share_payment(session, membership_of(session, member), amount_cents=2_000,
                                    paid_on=dt.date(2026, 2, 20), recorded_by=steward, at=now)
    membership.leave(session, membership_of(session, gone), reason="a secret reason", at=now - DAY)
    session.commit()
    return steward, member, gone


def test_as_it_stood_on_a_day(session, three, now):
    found = register(session, on=now.date())
    assert [(line.number, line.condition, line.paid_cents) for line in found] == [
        (1, Condition.GOOD, 0), (2, Condition.GOOD, 2_000), (3, Condition.LEFT, 0),
    ]
    assert found[2].left_on == dt.date(2026, 3, 1)
    earlier = register(session, on=dt.date(2026, 2, 10))
    assert [(line.condition, line.left_on, line.paid_cents) for line in earlier] == [(Condition.GOOD, None, 0)] * 3
    assert register(session, on=dt.date(2026, 1, 1)) == []


def test_members_inspect_it_and_stewards_see_the_shares(client, session, three, now, clock):
    steward, member, _gone = three
    assert client.get("/members/register").status_code == 302
    sign_in(client, make_person(session))
    assert client.get("/members/register").status_code == 403
    assert client.get("/members/register.csv").status_code == 403
    sign_in(client, member)
    page = client.get("/members/register").text
    assert "Gaby Gone" in page
    assert "20.00" not in page
    assert "secret" not in page
    assert "Share paid in" not in client.get("/members/register.csv").text
    assert client.get("/desk/membership/capital/2").status_code == 403
    for day in ("2026-02-10", "yesterday", "2999-01-01", ""):
        assert client.get(f"/members/register?on={day}").status_code == 200
    sign_in(client, steward)
    assert "20.00" in client.get("/members/register").text
    rows = client.get("/members/register.csv?on=2026-03-02").text.splitlines()
    assert rows[0] == "Number,Name,Class,Standing,Member since,Left on,Share paid in"
    assert rows[2].endswith(",Worker member,In good standing,2026-01-31,,20.00")
    assert rows[3].split(",")[1:] == ["Gaby Gone", "Worker member", "Left", "2026-01-31", "2026-03-01", "0.00"]
    statement = client.get("/desk/membership/capital/2").text
    assert "20.00" in statement
    assert "Wanda Worker" in statement
    assert client.get("/desk/membership/capital/3").status_code == 200
    assert client.get("/desk/membership/capital/99").status_code == 404
