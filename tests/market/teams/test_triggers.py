"""What the databases refuse about teams whatever the code above them does: tried with plain SQL."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coop.market.availability.models import SlotClaim
from coop.market.bookings.chores import forget_lapsed_holds
from coop.market.bookings.models import Booking
from coop.market.bookings.states import NotOpen, Side, Step
from coop.market.teams import actions
from coop.market.teams.queries import team_of
from coop.money.teams.models import TeamShare
from tests.factories import NOW, make_member
from tests.market.bookings.factories import make_booking, make_hold, the_course
from tests.market.teams.factories import make_team

MOMENT = "2026-03-02 09:00:00.000000"
BOOK = (
    "INSERT INTO bookings (reference, listing_id, worker_id, held_at, starts_at, ends_at, timezone, quantity, "
    "price_tier, price_cents, fee_cents, fee_rule_id, fee_minimum_rule_id, payment_method, cancellation_tier, instant, "
    "address, note, sequence, team_id) SELECT 'AAAA-BBBB', listing_id, worker_id, held_at, starts_at, ends_at, "
    "timezone, quantity, "
    "price_tier, price_cents, fee_cents, fee_rule_id, fee_minimum_rule_id, payment_method, cancellation_tier, instant, "
    "'', '', 0, {team} FROM bookings WHERE id = :id"
)


@pytest.fixture(autouse=True)
def founded(coop):
    return coop


@pytest.fixture
def team(session):
    listing, people = make_team(session)
    version = team_of(session, listing.id).version
    session.commit()
    return listing, people, version.id


def refused(session, statement, **values):
    with pytest.raises(DBAPIError):
        session.execute(text(statement), values)
    session.rollback()


def test_an_agreed_split_never_changes(session, team):
    _listing, _people, version = team
    for statement in (
        "UPDATE team_members SET parts = 9 WHERE version_id = :version",
        "DELETE FROM team_members WHERE version_id = :version AND place = 2",
        "UPDATE team_words SET accepted = (1 = 1) WHERE version_id = :version",
        "DELETE FROM team_words WHERE version_id = :version",
        "UPDATE team_versions SET number = 7 WHERE id = :version",
        "DELETE FROM team_versions WHERE id = :version",
    ):
        refused(session, statement, version=version)
    stranger = make_member(session)
    session.commit()
    refused(session, "INSERT INTO team_members (version_id, person_id, place, parts) VALUES (:version, :who, 3, 1)",
            version=version, who=stranger.id)  # fmt: skip


@pytest.mark.parametrize("parts", [0, -1])
def test_a_share_is_positive(session, team, parts):
    listing, (lead, *_others), _version = team
    session.execute(
        text("INSERT INTO team_versions (listing_id, number, proposed_by_id, proposed_at) "
             "VALUES (:listing, 2, :lead, :at)"), {"listing": listing.id, "lead": lead.id, "at": MOMENT}
    )  # fmt: skip
    refused(session, "INSERT INTO team_members (version_id, person_id, place, parts) "
            "SELECT MAX(id), :lead, 0, :parts FROM team_versions", lead=lead.id, parts=parts)  # fmt: skip


def test_nobody_gives_anothers_word(session):
    listing, (lead, one, other) = make_team(session, agreed=False)
    version = team_of(session, listing.id).version.id
    session.commit()
    say = ("INSERT INTO team_words (version_id, person_id, accepted, said_by_id, said_at) "
           "VALUES (:version, :who, (1 = 1), :by, :at)")  # fmt: skip
    refused(session, say, version=version, who=one.id, by=lead.id, at=MOMENT)
    stranger = make_member(session)
    session.commit()
    refused(session, say, version=version, who=stranger.id, by=stranger.id, at=MOMENT)
    actions.propose(session, listing, [(lead.id, 1), (other.id, 1)], by=lead, at=NOW)
    session.commit()
    refused(session, say, version=version, who=one.id, by=one.id, at=MOMENT)


def test_nobody_proposes_for_the_owner_or_leads_another(session, team):
    listing, (lead, one, _other), _version = team
    propose = ("INSERT INTO team_versions (listing_id, number, proposed_by_id, proposed_at) "
               "VALUES (:listing, :number, :by, :at)")  # fmt: skip
    refused(session, propose, listing=listing.id, number=2, by=one.id, at=MOMENT)
    refused(session, propose, listing=listing.id, number=3, by=lead.id, at=MOMENT)
    session.execute(text(propose), {"listing": listing.id, "number": 2, "by": lead.id, "at": MOMENT})
    refused(session, "INSERT INTO team_members (version_id, person_id, place, parts) "
            "SELECT MAX(id), :one, 0, 1 FROM team_versions", one=one.id)  # fmt: skip


def test_only_a_member_leaves_and_for_themselves(session, team):
    _listing, (lead, one, _other), version = team
    leave = "INSERT INTO team_leavings (version_id, person_id, left_by_id, left_at) VALUES (:version, :who, :by, :at)"
    refused(session, leave, version=version, who=one.id, by=lead.id, at=MOMENT)
    refused(session, leave, version=version, who=lead.id, by=lead.id, at=MOMENT)
    session.execute(text(leave), {"version": version, "who": one.id, "by": one.id, "at": MOMENT})


def test_a_listing_whose_team_is_not_agreed_takes_no_booking(session):
    listing, (lead, *others) = make_team(session)
    held = make_hold(session, listing)
    actions.propose(session, listing, [(lead.id, 1), (others[0].id, 1)], by=lead, at=NOW)
    newest = team_of(session, listing.id).version.id
    session.commit()
    for team_id in ("NULL", str(held.team_id), str(newest)):
        refused(session, BOOK.format(team=team_id), id=held.id)
    refused(session, "UPDATE bookings SET requested_at = held_at WHERE id = :id", id=held.id)


def test_a_booking_takes_the_team_and_the_shares_that_were_agreed(session, team):
    listing, _people, version = team
    held = make_hold(session, listing)
    session.commit()
    refused(session, BOOK.format(team="NULL"), id=held.id)
    refused(session, "UPDATE bookings SET team_id = NULL WHERE id = :id", id=held.id)
    ask = "UPDATE bookings SET requested_at = held_at WHERE id = :id"
    session.execute(text(BOOK.format(team=str(version))), {"id": held.id})
    refused(session, ask.replace("id = :id", "reference = 'AAAA-BBBB'"))  # it has no shares
    for change in ("worker_cents = worker_cents + 1", "parts = parts + 1", "fee_cents = 0"):
        refused(session, f"UPDATE team_shares SET {change} WHERE subject = 'booking:{held.reference}'")
    session.execute(text("DELETE FROM team_shares WHERE subject = :subject AND place = 2"),
                    {"subject": f"booking:{held.reference}"})  # fmt: skip
    refused(session, ask, id=held.id)


def test_shares_off_by_a_cent_are_no_agreed_split(session, team):
    listing, people, _version = team
    held = make_hold(session, listing)
    subject = f"booking:{held.reference}"
    kept = session.execute(select(TeamShare).where(TeamShare.subject == subject).order_by(TeamShare.place)).scalars()
    rows = [(share.place, share.party_id, share.parts, share.worker_cents, share.fee_cents) for share in kept]
    session.execute(text("DELETE FROM team_shares WHERE subject = :subject"), {"subject": subject})
    for place, party, parts, worker, fee in rows:
        moved = {0: 2, 1: -2}.get(place, 0)
        session.execute(
            text("INSERT INTO team_shares (subject, place, party_id, parts, worker_cents, fee_cents) "
                 "VALUES (:subject, :place, :party, :parts, :worker, :fee)"),
            {"subject": subject, "place": place, "party": party, "parts": parts, "worker": worker + moved, "fee": fee},
        )  # fmt: skip
    session.commit()
    refused(session, "UPDATE bookings SET requested_at = held_at WHERE id = :id", id=held.id)
    assert len(people) == 3


def test_the_shares_of_a_booking_stay(session, team):
    course = make_booking(session, team[0], payment_method="transfer")
    session.commit()
    subject = f"booking:{course.booking.reference}"
    refused(session, "DELETE FROM team_shares WHERE subject = :subject", subject=subject)
    refused(session, "INSERT INTO team_shares (subject, place, party_id, parts, worker_cents, fee_cents) "
            "SELECT :subject, 7, MIN(id), 1, 0, 0 FROM parties", subject=subject)  # fmt: skip


def test_a_booking_is_not_accepted_without_the_time_of_all(session, team):
    course = make_booking(session, team[0], payment_method="transfer")
    session.execute(text("DELETE FROM slot_claims WHERE booking_id = :id AND worker_id = :who"),
                    {"id": course.booking.id, "who": team[1][2].id})  # fmt: skip
    session.commit()
    refused(session, "INSERT INTO booking_acceptances (booking_id, accepted_by_id, accepted_at) "
            "VALUES (:id, :who, :at)", id=course.booking.id, who=team[1][0].id, at=MOMENT)  # fmt: skip


def test_the_time_of_each_is_theirs_alone(session, team):
    listing, (_lead, one, _other), _version = team
    first, second = make_hold(session, listing), make_hold(session, listing, starts_at=NOW.replace(day=NOW.day + 3))
    session.commit()
    refused(
        session,
        "UPDATE slot_claims SET padded_from = (SELECT padded_from FROM slot_claims WHERE booking_id = :other AND "
        "worker_id = :who), padded_until = (SELECT padded_until FROM slot_claims WHERE booking_id = :other AND "
        "worker_id = :who) WHERE booking_id = :id AND worker_id = :who", id=second.id, other=first.id, who=one.id,
    )  # fmt: skip
    claims = session.execute(select(SlotClaim.worker_id).where(SlotClaim.booking_id == first.id)).scalars().all()
    assert sorted(claims) == sorted(member.id for member in team[1])


def test_lapsed_holds_go_with_their_shares(session, team, engine):
    held = make_hold(session, team[0])
    reference = held.reference
    session.commit()
    forget_lapsed_holds(engine, None, NOW + dt.timedelta(days=2))
    session.expire_all()
    assert session.execute(select(Booking).where(Booking.reference == reference)).first() is None
    assert session.execute(select(TeamShare)).first() is None


def test_all_of_a_team_are_told_apart_by_their_steps(session, team):
    _listing, (lead, one, _other), _version = team
    course = the_course(session, make_booking(session, team[0], payment_method="transfer", accepted=True).booking)
    assert course.side_of(one.id) is course.side_of(lead.id) is Side.WORKER
    assert course.steps_of(one.id, NOW) == {Step.CANCEL}
    assert Step.WAIVE in course.steps_of(lead.id, NOW)
    with pytest.raises(NotOpen):
        course.check(one.id, Step.WAIVE, NOW)
