"""Leave within the rule, hours against the rule, standing by date; and what neither action nor database allows."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.people.absence import actions, queries
from coop.people.absence.models import MemberLeave, MemberLeaveEnd
from coop.people.absence.rules import Condition
from coop.people.classes.actions import set_class
from coop.people.classes.rules import MemberClass
from coop.people.membership import actions as membership
from coop.people.membership.refusals import NotPossible
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_person, membership_of, sign_in

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def wanda(session, coop):
    return make_member(session)


def rule(session, name, value, now):
    set_rule(session, name, value, in_force_from=now - 20 * DAY, decision=decision_by_reference(session, "charter"),
             at=now - 20 * DAY)


def work(session, person, minutes, on, at):
    journal.post(session, Entry(
        reference=f"booking:W{on}:completed", kind="booking-completed", effective_on=on,
        postings=lines((chart.LABOUR_WORKED, minutes, "MIN"),
                       (chart.LABOUR_CONTRIBUTED, -minutes, "MIN", person.party_id)),
    ), at=at)  # fmt: skip


def test_leave_is_declared_within_the_year_of_the_rule(session, wanda, now):
    mine = membership_of(session, wanda)
    actions.go_on_leave(session, mine, begins_on=TODAY, ends_on=TODAY + 59 * DAY, at=now)
    for days, why in (((-1, 3), "today or later"), ((70, 60), "before the first"), ((59, 70), "already"),
                      ((100, 131), "more leave")):
        with pytest.raises(NotPossible, match=why):
            actions.go_on_leave(session, mine, begins_on=TODAY + days[0] * DAY, ends_on=TODAY + days[1] * DAY, at=now)
    actions.go_on_leave(session, mine, begins_on=TODAY + 100 * DAY, ends_on=TODAY + 129 * DAY, at=now)
    actions.go_on_leave(session, mine, begins_on=TODAY + 400 * DAY, ends_on=TODAY + 450 * DAY, at=now)


def test_standing_by_date(session, wanda, now):
    mine = membership_of(session, wanda)
    leave = actions.go_on_leave(session, mine, begins_on=TODAY + DAY, ends_on=TODAY + 10 * DAY, at=now)
    actions.come_back(session, leave, at=now + 5 * DAY)
    with pytest.raises(NotPossible, match="over"):
        actions.come_back(session, leave, at=now + 6 * DAY)
    membership.leave(session, mine, at=now + 20 * DAY)
    found = queries.conditions(session, [mine])[mine.id]
    assert [(span.condition, span.since) for span in found] == [
        (Condition.GOOD, dt.date(2026, 1, 31)), (Condition.ON_LEAVE, TODAY + DAY), (Condition.GOOD, TODAY + 5 * DAY),
        (Condition.LEFT, TODAY + 20 * DAY),
    ]
    assert queries.condition_of(session, mine, on=TODAY + 4 * DAY) is Condition.ON_LEAVE


def test_a_leave_given_up_before_it_began_was_none(session, wanda, now):
    mine = membership_of(session, wanda)
    leave = actions.go_on_leave(session, mine, begins_on=TODAY + 5 * DAY, ends_on=TODAY + 10 * DAY, at=now)
    actions.come_back(session, leave, at=now)
    assert queries.days_on_leave(session, [mine.id]) == {}
    actions.go_on_leave(session, mine, begins_on=TODAY + 6 * DAY, ends_on=TODAY + 7 * DAY, at=now)
    session.commit()


def test_hours_of_the_last_days_against_the_rule(session, wanda, now):
    assert queries.hours(session, at=now) == []
    rule(session, "membership.minimum_hours", "12", now)
    rule(session, "membership.minimum_days", "28", now)
    work(session, wanda, 300, TODAY - 5 * DAY, now)
    work(session, wanda, 999, TODAY - 29 * DAY, now)
    (found,) = queries.hours(session, at=now)
    assert (found.worked_minutes, found.asked_minutes, found.is_short) == (300, 720, True)
    session.add(MemberLeave(membership_id=membership_of(session, wanda).id, begins_on=TODAY - 20 * DAY,
                            ends_on=TODAY - 3 * DAY, said_at=now - 21 * DAY))
    session.flush()
    (found,) = queries.hours(session, at=now)
    assert (found.leave_days, found.asked_minutes, found.is_short) == (18, 10 * 720 // 28, False)
    newcomer = make_member(session, "Nina New", at=now - 7 * DAY)
    asked = {one.person.id: one.asked_minutes for one in queries.hours(session, at=now)}
    assert asked[newcomer.id] == 7 * 720 // 28
    set_class(session, membership_of(session, newcomer).id, MemberClass.USER, at=now)
    assert newcomer.id not in {one.person.id for one in queries.hours(session, at=now)}


def refused(session, row, why):
    session.add(row)
    with pytest.raises(DatabaseError, match=why):
        session.commit()
    session.rollback()


def test_the_database_refuses(session, wanda, now):
    membership_, mine = membership_of(session, wanda), membership_of(session, wanda).id
    leave = actions.go_on_leave(session, membership_, begins_on=TODAY, ends_on=TODAY + 9 * DAY, at=now)
    session.commit()
    refused(session, MemberLeave(membership_id=mine, begins_on=TODAY + 9 * DAY, ends_on=TODAY + 12 * DAY, said_at=now),
            "a day is of one leave")
    refused(session, MemberLeave(membership_id=mine, begins_on=TODAY + 29 * DAY, ends_on=TODAY + 12 * DAY, said_at=now),
            "(?i)check|span")
    refused(session, MemberLeaveEnd(leave_id=leave.id, last_day=TODAY + 10 * DAY, said_at=now), "within its days")
    session.add(MemberLeaveEnd(leave_id=leave.id, last_day=TODAY + 2 * DAY, said_at=now))
    session.flush()
    session.add(MemberLeave(membership_id=mine, begins_on=TODAY + 3 * DAY, ends_on=TODAY + 4 * DAY, said_at=now))
    session.commit()
    for statement in (update(MemberLeave).values(ends_on=TODAY), delete(MemberLeave), delete(MemberLeaveEnd)):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()
    membership.leave(session, membership_of(session, wanda), at=now)
    session.commit()
    refused(session, MemberLeave(membership_id=mine, begins_on=TODAY + 50 * DAY, ends_on=TODAY + 51 * DAY, said_at=now),
            "only a member")


def test_the_page(client, session, wanda, now, clock):
    rule(session, "membership.minimum_hours", "12", now)
    sign_in(client, wanda)
    page = "/my/membership/absence"
    assert "Fewer than asked for" in client.get(page).text
    sent = {"begins_on": "2026-03-10", "ends_on": "2026-03-01"}
    wrong = client.post(page, data=sent)
    assert wrong.status_code == 422
    assert "The last day lies before the first" in wrong.text
    assert client.post(page, data={"begins_on": "soon", "ends_on": ""}).status_code == 422
    assert client.post(page, data={**sent, "ends_on": "2026-03-20"}).status_code == 303
    text = client.get(page).text
    assert "On leave: March 10, 2026 to March 20, 2026" in text
    clock.at = now + 9 * DAY
    assert "On leave" in client.get("/my/membership").text
    leave = session.query(MemberLeave).one()
    stranger = make_member(session, "Sam Stranger")
    sign_in(client, stranger)
    assert client.post(f"{page}/{leave.id}/end").status_code == 404
    sign_in(client, wanda)
    client.post(f"{page}/{leave.id}/end")
    assert "In good standing" in client.get("/my/membership").text
    sign_in(client, make_person(session))
    assert client.get(page).status_code == 403
