"""Standing: what a person is here, now and then."""

from __future__ import annotations

import datetime as dt

from coop.people.membership import actions as membership
from coop.people.standing.queries import member_count, member_ids, standing_of
from tests.factories import make_member, make_person, make_steward


def test_a_person_who_registered_is_a_client(session, now):
    standing = standing_of(session, make_person(session).id, at=now)
    assert not standing.is_member
    assert not standing.is_steward
    assert not standing.may_list


def test_an_applicant_may_offer_services_and_is_no_member(session, now):
    person = make_person(session)
    membership.apply(session, person, statement="I clean.", at=now)
    standing = standing_of(session, person.id, at=now)
    assert standing.is_applicant
    assert standing.may_list
    assert not standing.is_member


def test_a_member_is_one_from_admission_on(session, now):
    person = make_member(session, at=now)
    assert standing_of(session, person.id, at=now).member_number == 1
    assert not standing_of(session, person.id, at=now - dt.timedelta(seconds=1)).is_member
    assert member_ids(session, at=now) == [person.id]
    assert member_count(session, at=now) == 1


def test_a_steward_is_a_member_with_a_term(session, coop, now):
    standing = standing_of(session, make_steward(session).id, at=now)
    assert standing.is_member
    assert standing.is_steward
