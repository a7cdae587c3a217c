"""Applying, objecting, admitting; shares and leaving in the ledger; and what the databases refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.ledger import balances, chart, checks, journal
from coop.ledger.entries import Entry, lines
from coop.notices.models import Notice
from coop.people.membership import actions, capital
from coop.people.membership.chores import admit_unopposed
from coop.people.membership.models import Application, Departure, Membership, SharePayment
from coop.people.membership.queries import applications_awaiting_vote, candidacy, open_application, open_membership
from coop.people.membership.rules import Stage
from coop.people.standing.queries import standing_of
from coop.policies.actions import record_decision, set_rule
from tests.factories import make_member, make_person, make_steward, membership_of

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 2)


def completes(session, person, count, *, at):
    for number in range(count):
        entry = Entry(f"booking:{person.id}-{number}:completed", "booking-completed", TODAY, lines(
            (chart.WORKER_FEES, 100, "EUR", person.party_id), (chart.FEES, -100, "EUR", person.party_id)))
        journal.post(session, entry, at=at)


def refused(session, sql, **parameters):
    with pytest.raises(DBAPIError):
        session.execute(text(sql), parameters)
        session.commit()
    session.rollback()


@pytest.fixture
def applicant(session, coop, now):
    return make_person(session, "Ana Applicant", at=now)


@pytest.fixture
def application(session, applicant, now):
    return actions.apply(session, applicant, statement="I mend bicycles.", at=now)


def pay(session, member, cents, *, by, at, on=TODAY):
    return actions.record_share_payment(
        session, membership_of(session, member), amount_cents=cents, paid_on=on, recorded_by=by, at=at)


def test_members_hear_of_an_application(session, coop, now):
    member, person = make_member(session), make_person(session)
    actions.apply(session, person, statement="I cook.", at=now)
    notice = session.query(Notice).filter_by(person_id=member.id).one()
    assert notice.subject == "Cleo Client applies for membership"


def test_nobody_applies_twice_nor_as_a_member(session, applicant, application, now):
    with pytest.raises(actions.NotPossible):
        actions.apply(session, applicant, statement="Again.", at=now)
    with pytest.raises(actions.NotPossible):
        actions.apply(session, make_member(session), statement="Once more.", at=now)


def test_one_may_apply_again_after_withdrawing(session, applicant, application, now):
    actions.withdraw(session, application, at=now)
    assert open_application(session, applicant.id) is None
    assert actions.apply(session, applicant, statement="I thought about it.", at=now).id != application.id
    session.commit()


def test_probation_is_counted_in_the_ledger(session, applicant, application, now):
    completes(session, applicant, 2, at=now)
    assert candidacy(session, application, at=now).stage is Stage.PROBATION
    completes(session, applicant, 3, at=now)
    assert candidacy(session, application, at=now).progress.completed == 3
    assert candidacy(session, application, at=now).stage is Stage.OBJECTIONS


def test_the_unopposed_are_admitted_after_the_days_to_object(session, engine, applicant, application, now):
    completes(session, applicant, 3, at=now)
    session.commit()
    assert admit_unopposed(engine, None, now + 13 * DAY) == 0
    assert admit_unopposed(engine, None, now + 14 * DAY) == 1
    assert admit_unopposed(engine, None, now + 14 * DAY) == 0
    session.expire_all()
    assert open_membership(session, applicant.id).application_id == application.id
    assert application.closed_at == now + 14 * DAY


def test_an_objection_stops_admission_and_calls_a_vote(session, engine, applicant, application, now):
    completes(session, applicant, 3, at=now)
    member = make_member(session)
    actions.object_to(session, application, member=member, reason="Owes me a ladder.", at=now)
    session.commit()
    assert admit_unopposed(engine, None, now + 30 * DAY) == 0
    assert [each.id for each in applications_awaiting_vote(session, at=now)] == [application.id]
    told = session.query(Notice).filter_by(person_id=applicant.id).one()
    assert "Owes me a ladder." in told.body
    with pytest.raises(actions.NotPossible):
        actions.object_to(session, application, member=member, reason="Twice.", at=now)


def test_only_members_object(session, application, now):
    with pytest.raises(actions.NotPossible):
        actions.object_to(session, application, member=make_person(session), reason="No.", at=now)


def test_where_admission_is_by_vote_nobody_is_admitted_by_silence(session, engine, applicant, application, now):
    decision = record_decision(session, reference="D1", kind="set-rule", title="Vote", statement="", decided_at=now)
    set_rule(session, "membership.admission", "vote", in_force_from=now, decision=decision, at=now)
    completes(session, applicant, 3, at=now)
    session.commit()
    assert admit_unopposed(engine, None, now + 30 * DAY) == 0
    assert len(applications_awaiting_vote(session, at=now)) == 1


def test_a_vote_admits_or_refuses(session, applicant, application, now):
    decision = record_decision(session, reference="D1", kind="admit", title="Ana", statement="", decided_at=now)
    actions.refuse(session, application, decision=decision, at=now)
    with pytest.raises(actions.NotPossible):
        actions.admit(session, application, decision=decision, at=now)
    again = actions.apply(session, applicant, statement="Please.", at=now)
    membership = actions.admit(session, again, decision=decision, at=now)
    assert (membership.number, membership.decision_id) == (1, decision.id)
    session.commit()


def test_numbers_are_given_once(session, coop, now):
    first, second = make_member(session, "A", at=now), make_member(session, "B", at=now)
    actions.leave(session, membership_of(session, second), at=now)
    third = make_member(session, "C", at=now)
    assert [membership_of(session, one).number for one in (first, third)] == [1, 3]


def test_a_share_is_paid_in_parts_and_not_beyond(session, coop, now):
    member, steward = make_member(session), make_steward(session)
    pay(session, member, 2_000, by=steward, at=now)
    pay(session, member, 2_000, by=steward, at=now)
    with pytest.raises(actions.Overpaid):
        pay(session, member, 1_001, by=steward, at=now)
    pay(session, member, 1_000, by=steward, at=now)
    session.commit()
    assert capital.share_due(session, membership_of(session, member), at=now) == 0
    assert capital.capital_of(session, member.party_id).shares_cents == 5_000
    assert balances.balance(session, chart.BANK) == 5_000
    assert len(capital.capital_lines(session, member.party_id)) == 3
    assert checks.findings(session) == []


def test_who_leaves_is_owed_the_share_and_paid_once(session, coop, now):
    member, steward = make_member(session), make_steward(session)
    pay(session, member, 5_000, by=steward, at=now)
    departure = actions.leave(session, membership_of(session, member), reason="Moving.", at=now)
    assert departure.redeem_by == TODAY + 240 * DAY
    assert capital.capital_of(session, member.party_id) == capital.Capital(0, 0, 0, 5_000, 0)
    assert not standing_of(session, member.id, at=now).is_member
    actions.redeem(session, departure, paid_on=TODAY, paid_by=steward, at=now)
    session.commit()
    assert capital.capital_of(session, member.party_id).redeemable_cents == 0
    assert balances.balance(session, chart.BANK) == 0
    with pytest.raises(actions.NotPossible):
        actions.redeem(session, departure, paid_on=TODAY, paid_by=steward, at=now)


def test_who_leaves_without_a_share_is_owed_nothing(session, coop, now):
    departure = actions.leave(session, membership_of(session, make_member(session)), at=now)
    assert departure.approved_entry_id is None
    with pytest.raises(actions.NotPossible):
        actions.redeem(session, departure, paid_on=TODAY, paid_by=make_steward(session), at=now)


def test_who_left_may_come_back_under_a_new_number(session, coop, now):
    member = make_member(session, at=now - DAY)
    actions.leave(session, membership_of(session, member), at=now)
    assert actions.admit(session, member, at=now).number == 2
    session.commit()


def test_the_database_refuses_two_open_applications(session, applicant, application, now):
    session.commit()
    session.add(Application(person_id=applicant.id, statement="Twice.", submitted_at=now))
    with pytest.raises(DBAPIError):
        session.commit()


def test_the_database_refuses_two_open_memberships(session, coop, now):
    member = make_member(session)
    session.commit()
    session.add(Membership(person_id=member.id, number=77, admitted_at=now))
    with pytest.raises(DBAPIError):
        session.commit()


@pytest.mark.parametrize("wrong", ["another's entry", "another amount", "no share entry"])
def test_the_database_refuses_a_share_payment_without_its_entry(session, coop, now, wrong):
    member, other, steward = make_member(session), make_member(session, "Otto"), make_steward(session)
    party = other.party_id if wrong == "another's entry" else member.party_id
    cents = 4_000 if wrong == "another amount" else 5_000
    kind = "donation" if wrong == "no share entry" else "share"
    number = journal.post(session, Entry("share:x", kind, TODAY, lines(
        (chart.BANK, cents, "EUR"), (chart.MEMBER_SHARES, -cents, "EUR", party))), at=now)
    session.commit()
    session.add(SharePayment(membership_id=membership_of(session, member).id, amount_cents=5_000, paid_on=TODAY,
                             recorded_by_id=steward.id, entry_id=number))
    with pytest.raises(DBAPIError):
        session.commit()


def test_the_database_keeps_memberships_payments_and_departures(session, coop, now):
    member, steward = make_member(session), make_steward(session)
    pay(session, member, 5_000, by=steward, at=now)
    session.commit()
    refused(session, "UPDATE memberships SET number = 99 WHERE number = 1")
    refused(session, "DELETE FROM memberships WHERE number = 1")
    refused(session, "UPDATE share_payments SET amount_cents = 1")
    refused(session, "DELETE FROM share_payments")
    actions.redeem(session, actions.leave(session, membership_of(session, member), at=now), paid_on=TODAY,
                   paid_by=steward, at=now)
    session.commit()
    refused(session, "UPDATE memberships SET left_at = NULL WHERE number = 1")
    refused(session, "UPDATE departures SET paid_entry_id = NULL")
    refused(session, "UPDATE departures SET redeemable_cents = 1")


def test_the_database_refuses_a_departure_of_someone_still_here(session, coop, now):
    member = make_member(session)
    session.commit()
    session.add(Departure(membership_id=membership_of(session, member).id, redeemable_cents=0, redeem_by=TODAY))
    with pytest.raises(DBAPIError):
        session.commit()


def test_the_database_refuses_an_objection_to_what_has_ended(session, applicant, application, now):
    member = make_member(session)
    actions.withdraw(session, application, at=now)
    session.commit()
    refused(session, "INSERT INTO membership_objections (application_id, member_id, reason, raised_at) "
            "VALUES (:a, :m, 'Late', :at)", a=application.id, m=member.id, at=now.replace(tzinfo=None))
    refused(session, "UPDATE membership_applications SET closed_at = NULL")
