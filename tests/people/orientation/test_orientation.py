"""The orientation: who ticks what off, and that admission waits for it where the rule says so."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from coop.people.membership import actions as membership
from coop.people.membership.queries import candidacy
from coop.people.membership.rules import Stage
from coop.people.orientation import actions, queries
from coop.people.orientation.models import OrientationCheck, OrientationStep, OrientationStepEnd
from coop.people.refusals import NotPossible
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_person, make_steward, sign_in

DAY = dt.timedelta(days=1)


@pytest.fixture
def steps(session, coop, now):
    """Read the charter oneself; meet a member, who says so."""
    steward = make_steward(session)
    made = [
        actions.add_step(session, title=title, text="", by_member=by_member, added_by=steward, at=now)
        for title, by_member in (("Read the charter", False), ("Meet a member", True))
    ]
    session.commit()
    return made


@pytest.fixture
def ana(session, coop):
    return make_person(session, "Ana Applicant")


def rule(session, name, value, now):
    set_rule(session, name, value, in_force_from=now - 20 * DAY, decision=decision_by_reference(session, "charter"),
             at=now - 20 * DAY)


def test_newcomers_tick_their_own_and_members_the_rest(session, steps, ana, now):
    member = make_member(session)
    charter, meeting = steps
    with pytest.raises(NotPossible, match="A member has to say"):
        actions.tick(session, meeting, person=ana, checked_by=ana, at=now)
    with pytest.raises(NotPossible, match="themselves"):
        actions.tick(session, charter, person=ana, checked_by=member, at=now)
    assert actions.tick(session, charter, person=ana, checked_by=ana, at=now)
    assert not actions.tick(session, charter, person=ana, checked_by=ana, at=now)
    assert queries.left_to_do(session, [ana.id]) == {ana.id: 1}
    assert actions.tick(session, meeting, person=ana, checked_by=member, at=now)
    assert queries.left_to_do(session, [ana.id]) == {ana.id: 0}
    actions.end_step(session, meeting, ended_by=member, at=now)
    assert [one.step.title for one in queries.checklist(session, ana.id)] == ["Read the charter"]


def test_admission_waits_for_it_only_where_the_rule_says_so(session, steps, ana, now):
    rule(session, "membership.probation_bookings", "0", now)
    application = membership.apply(session, ana, statement="I would like to join you all.", at=now)
    assert candidacy(session, application, at=now).stage is Stage.OBJECTIONS
    rule(session, "membership.orientation", "required", now + DAY)
    assert candidacy(session, application, at=now).stage is Stage.PROBATION
    assert candidacy(session, application, at=now).progress.steps_left == 2
    actions.tick(session, steps[0], person=ana, checked_by=ana, at=now)
    actions.tick(session, steps[1], person=ana, checked_by=make_member(session), at=now)
    assert candidacy(session, application, at=now).stage is Stage.OBJECTIONS


def test_the_database_refuses(session, steps, ana, now):
    member = make_member(session)
    session.commit()
    for step, by in ((steps[0], member), (steps[1], ana)):
        session.add(OrientationCheck(step_id=step.id, person_id=ana.id, checked_by_id=by.id, checked_at=now))
        with pytest.raises(DatabaseError, match="ticks off"):
            session.commit()
        session.rollback()
    actions.tick(session, steps[0], person=ana, checked_by=ana, at=now)
    actions.end_step(session, steps[1], ended_by=member, at=now)
    session.commit()
    session.add(OrientationCheck(step_id=steps[1].id, person_id=ana.id, checked_by_id=member.id, checked_at=now))
    with pytest.raises(DatabaseError, match="asked of nobody"):
        session.commit()
    session.rollback()
    for statement in (update(OrientationStep).values(title="x"), delete(OrientationStep), delete(OrientationStepEnd),
                      delete(OrientationCheck)):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()


def test_the_pages(client, session, ana, now, clock):
    steward = make_steward(session)
    sign_in(client, steward)
    desk = "/desk/membership/orientation"
    assert client.post(desk, data={"title": ""}).status_code == 422
    for number, (title, by_member) in enumerate((("Read the charter", ""), ("Meet a member", "y"))):
        sent = {"title": title, "form_key": f"{number}" * 20, **({"by_member": by_member} if by_member else {})}
        assert client.post(desk, data=sent).status_code == 303
    assert "Read the charter" in client.get(desk).text
    charter, meeting = queries.steps(session)
    application = membership.apply(session, ana, statement="I would like to join you all.", at=now)
    sign_in(client, ana)
    assert "Orientation" in client.get("/my/membership").text
    client.post(f"/my/membership/orientation/{charter.id}")
    page = client.get("/my/membership/orientation").text
    assert "Done on March 2, 2026" in page
    assert "A member ticks it off" in page
    assert client.get(desk).status_code == 403
    vouch = f"/members/applications/{application.id}/orientation/{meeting.id}"
    assert client.post(vouch).status_code == 403
    sign_in(client, steward)
    assert "They have done it" in client.get(f"/members/applications/{application.id}").text
    assert client.post(vouch).status_code == 303
    assert "They have done it" not in client.get(f"/members/applications/{application.id}").text
    assert client.post(f"/members/applications/999/orientation/{meeting.id}").status_code == 404
    client.post(f"{desk}/{meeting.id}/end")
    assert "Meet a member" not in client.get(desk).text
