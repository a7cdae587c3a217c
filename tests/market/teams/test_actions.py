"""A split is an agreement: frozen, in force once everybody said yes, ended by a new version or somebody's leaving."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.market.availability.queries import slots_offered, workers_of
from coop.market.bookings import actions as bookings
from coop.market.bookings.series import actions as series
from coop.market.teams import actions
from coop.market.teams.queries import team_of, teams_naming
from tests.factories import NOW, make_member, make_person
from tests.market.bookings.factories import TOMORROW, make_hold, make_listing, the_course
from tests.market.teams.factories import make_team

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def founded(coop):
    return coop


def slots(session, listing):
    return slots_offered(session, listing, TOMORROW.date(), 1, 60, NOW)


def test_a_split_is_in_force_once_everybody_said_yes(session):
    listing, (_lead, one, other) = make_team(session, agreed=False)
    assert not team_of(session, listing.id).is_agreed
    assert slots(session, listing) == []
    actions.say(session, listing, by=one, accepted=True, at=NOW)
    with pytest.raises(bookings.NotBookable):
        make_hold(session, listing)
    actions.say(session, listing, by=other, accepted=True, at=NOW)
    assert team_of(session, listing.id).is_agreed
    assert slots(session, listing)
    assert workers_of(session, [listing])[listing.id] == [member.person_id for member in
                                                          team_of(session, listing.id).members]  # fmt: skip


def test_one_no_is_enough(session):
    listing, (_lead, one, other) = make_team(session, agreed=False)
    actions.say(session, listing, by=one, accepted=False, at=NOW)
    actions.say(session, listing, by=other, accepted=True, at=NOW)
    team = team_of(session, listing.id)
    assert not team.is_agreed
    assert not team.is_open


def test_a_change_needs_everybodys_word_again(session):
    listing, (lead, one, other) = make_team(session)
    actions.propose(session, listing, [(lead.id, 1), (one.id, 1), (other.id, 1)], by=lead, at=NOW)
    assert not team_of(session, listing.id).is_agreed
    with pytest.raises(bookings.NotBookable):
        make_hold(session, listing)


def test_who_leaves_closes_the_listing_until_it_is_proposed_anew(session):
    listing, (lead, one, _other) = make_team(session)
    actions.leave(session, listing, by=one, at=NOW)
    with pytest.raises(bookings.NotBookable):
        make_hold(session, listing)
    actions.propose(session, listing, [], by=lead, at=NOW)
    assert make_hold(session, listing).team_id is None


def test_nobody_speaks_unasked_or_twice(session):
    listing, (lead, one, _other) = make_team(session, agreed=False)
    for person in (make_member(session), lead):
        with pytest.raises(actions.NotAsked):
            actions.say(session, listing, by=person, accepted=True, at=NOW)
    actions.say(session, listing, by=one, accepted=False, at=NOW)
    with pytest.raises(actions.NotAsked):
        actions.say(session, listing, by=one, accepted=True, at=NOW)
    for person in (lead, one):
        with pytest.raises(actions.NotAsked):
            actions.leave(session, listing, by=person, at=NOW)
    with pytest.raises(PermissionError):
        actions.propose(session, listing, [], by=one, at=NOW)


def test_a_member_sees_the_teams_that_name_them(session):
    listing, (lead, one, _other) = make_team(session)
    assert [version.listing_id for version in teams_naming(session, one.id)] == [listing.id]
    assert not teams_naming(session, lead.id)
    actions.propose(session, listing, [], by=lead, at=NOW)
    assert not teams_naming(session, one.id)


def test_a_time_is_free_only_where_all_are(session):
    listing, (_lead, one, _other) = make_team(session)
    own = make_listing(session, one)
    assert any(slot.starts_at == TOMORROW for slot in slots(session, listing))
    make_hold(session, own)
    assert not any(slot.starts_at == TOMORROW for slot in slots(session, listing))
    with pytest.raises(bookings.SlotTaken):
        make_hold(session, listing)
    make_hold(session, listing, starts_at=TOMORROW + 4 * HOUR)
    with pytest.raises(bookings.SlotTaken):
        make_hold(session, own, starts_at=TOMORROW + 4 * HOUR)


def test_nobody_of_the_team_books_it(session):
    listing, people = make_team(session)
    for person in people:
        with pytest.raises(bookings.NotBookable):
            make_hold(session, listing, client=person)


def test_a_hold_ends_with_its_team(session):
    listing, (lead, one, other) = make_team(session)
    client = make_person(session)
    held = make_hold(session, listing, client=client)
    actions.propose(session, listing, [(lead.id, 1), (one.id, 1)], by=lead, at=NOW)
    actions.say(session, listing, by=one, accepted=True, at=NOW)
    course = the_course(session, held)
    bookings.fill_in(session, course, address="31 Toad Lane", note="", payment_method="transfer")
    with pytest.raises(bookings.NotBookable):
        bookings.confirm(session, course, client=client, at=NOW)
    assert other.id not in workers_of(session, [listing])[listing.id]


def test_the_work_of_a_team_does_not_repeat(session):
    listing, _people = make_team(session)
    with pytest.raises(bookings.NotBookable):
        series.hold_series(
            session, listing, bookings.Ask(TOMORROW, 60), "FREQ=WEEKLY;COUNT=3",
            {number: TOMORROW + number * dt.timedelta(days=7) for number in range(3)}, client=None, at=NOW,
        )  # fmt: skip
