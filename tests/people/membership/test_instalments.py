"""Shares in monthly parts, at the desk and on one's own page."""

from __future__ import annotations

import datetime as dt

from coop.people.desk.queries import overdue_cents
from coop.people.membership.capital import share_instalments
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_steward, membership_of, sign_in

DAY = dt.timedelta(days=1)


def test_who_is_behind_with_a_part(session, coop, now):
    member = membership_of(session, make_member(session, at=now - 40 * DAY))
    charter = decision_by_reference(session, "charter")
    set_rule(session, "share.instalments", "5", in_force_from=now - 50 * DAY, decision=charter, at=now - 50 * DAY)
    assert overdue_cents(session, at=now) == {member.id: 1_000}
    set_rule(session, "share.price_cents", "9000", in_force_from=now - DAY, decision=charter, at=now - DAY)
    assert overdue_cents(session, at=now) == {}
    assert share_instalments(session, member, at=now)[0].due_on == dt.date(2026, 4, 1)


def test_the_pages_say_it(client, session, coop, now, clock):
    steward, charter = make_steward(session, at=now - 40 * DAY), decision_by_reference(session, "charter")
    set_rule(session, "share.instalments", "5", in_force_from=now - 50 * DAY, decision=charter, at=now - 50 * DAY)
    sign_in(client, steward)
    assert "10.00 overdue" in client.get("/desk/membership").text
    assert "Overdue" in client.get("/my/membership").text
