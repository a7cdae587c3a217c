"""A seat that falls vacant is offered to whom the stored ballots give it, one after the other."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.governance.candidates.queries import candidates_of
from coop.governance.offices import queries
from coop.governance.offices.actions import answer, count_back, resign
from coop.governance.proposals.rules import Refused
from coop.governance.terms.queries import in_office
from coop.notices.models import Notice
from tests.factories import make_member

DAY = dt.timedelta(days=1)


@pytest.fixture
def committee(session, members, elect, now):
    """Bo and Cy sit on a committee; Dee and Eve stood as well. Bo's voters prefer Eve, then Dee."""
    _ada, bo, cy, dee, eve = members
    election = elect(
        bo, cy, dee, eve, office="committee", body="Kitchen", seats=2,
        ballots=[[bo, eve, dee], [bo, eve, dee], [cy, dee], [cy, dee], [bo, eve]],
    )  # fmt: skip
    assert sitting(session, now + 9 * DAY) == {"Bo Builder", "Cy Cyclist"}
    return election


def sitting(session, at):
    return {person.display_name for _term, person in in_office(session, "committee", body="Kitchen", at=at)}


def seat_of(session, person, at):
    return next(term for term, who in in_office(session, "committee", body="Kitchen", at=at) if who.id == person.id)


def asked_person(session, election, asked):
    return candidates_of(session, election.id)[asked.key]


def test_the_ballots_of_who_left_choose_the_next(session, members, committee, now):
    _ada, bo, _cy, dee, eve = members
    at = now + 40 * DAY
    term = seat_of(session, bo, at)
    with pytest.raises(Refused, match="not vacant"):
        count_back(session, term, name="Kitchen", at=at)
    resign(session, term, person=bo, at=at)
    (kitchen,) = [one for one in queries.offices(session, at=at) if one.body]
    assert [gap.person.display_name for gap in kitchen.vacancies] == ["Bo Builder"]
    asked = count_back(session, term, name="Kitchen", at=at)
    assert asked_person(session, committee, asked).id == eve.id
    assert session.query(Notice).filter_by(person_id=eve.id, kind="countback").count() == 1
    with pytest.raises(Refused, match="asked already"):
        count_back(session, term, name="Kitchen", at=at)
    with pytest.raises(Refused, match="Somebody else"):
        answer(session, asked, person=dee, accepts=True, at=at)
    answer(session, asked, person=eve, accepts=True, at=at)
    session.commit()
    assert sitting(session, at) == {"Cy Cyclist", "Eve Editor"}
    assert seat_of(session, eve, at).due_at == term.due_at
    with pytest.raises(Refused, match="answered"):
        answer(session, asked, person=eve, accepts=True, at=at)
    with pytest.raises(Refused, match="not vacant"):
        count_back(session, term, name="Kitchen", at=at)


def test_who_declines_is_passed_over_and_a_second_vacancy_goes_on(session, members, committee, now):
    _ada, bo, _cy, dee, eve = members
    at = now + 40 * DAY
    term = seat_of(session, bo, at)
    resign(session, term, person=bo, at=at)
    answer(session, count_back(session, term, name="Kitchen", at=at), person=eve, accepts=False, at=at)
    asked = count_back(session, term, name="Kitchen", at=at)
    assert asked_person(session, committee, asked).id == dee.id
    assert queries.counted_back(session, term, until=asked, at=at).elected == asked.key
    answer(session, asked, person=dee, accepts=True, at=at)
    second = seat_of(session, dee, at)
    resign(session, second, person=dee, at=at + DAY)
    assert queries.vacated_key(session, second) == asked.vacated
    with pytest.raises(Refused, match="hold an election"):
        count_back(session, second, name="Kitchen", at=at + DAY)


def test_after_another_election_nothing_is_vacant(session, members, committee, elect, now):
    _ada, bo, _cy, dee, _eve = members
    at = now + 40 * DAY
    term = seat_of(session, bo, at)
    resign(session, term, person=bo, at=at)
    elect(dee, office="committee", body="Kitchen", ballots=[[dee]] * 4, at=at + DAY)
    with pytest.raises(Refused, match="not vacant"):
        count_back(session, term, name="Kitchen", at=at + 20 * DAY)


def test_a_seat_filled_by_schulze_needs_an_election(session, members, elect, now):
    bo = members[1]
    elect(bo, office="committee", body="Kitchen", ballots=[[bo]] * 4)
    term = seat_of(session, bo, now + 9 * DAY)
    resign(session, term, person=bo, at=now + 20 * DAY)
    with pytest.raises(Refused, match="hold an election"):
        count_back(session, term, name="Kitchen", at=now + 20 * DAY)


def test_the_database_keeps_what_was_asked_and_answered(session, members, committee, now):
    make_member(session, "Lou Late")
    at = now + 40 * DAY
    term = seat_of(session, members[1], at)
    resign(session, term, person=members[1], at=at)
    asked = count_back(session, term, name="Kitchen", at=at)
    answer(session, asked, person=members[4], accepts=False, at=at)
    session.commit()
    for statement in ("UPDATE countbacks SET key = '1'", "DELETE FROM countback_answers",
                      "UPDATE countback_answers SET accepts = true"):  # fmt: skip
        with pytest.raises(DatabaseError):
            session.execute(text(statement))
        session.rollback()
