"""The founding, and how everybody came: founders, later members by application, clients, an applicant."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.demo.content.people import Member, address_of, people
from coop.demo.logins import names
from coop.demo.seeding.calendar import DAY, HOUR, ZONE
from coop.demo.seeding.story import Deed, Story
from coop.people.membership import actions as membership
from coop.people.membership.models import Application
from coop.people.persons.actions import create_person, describe
from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship
from coop.policies import actions as policies
from coop.policies.queries import decision_by_reference
from coop.policies.rules import Value

NAME = "Harbour Hands"
CONTACT = "Harbour Hands soc. coop., Via di Cavana 14, 34124 Trieste. hello@harbour-hands.example"
IBAN, BIC = "IT60X0542811101000000123456", "BPMOIT22XXX"  # the example of the IBAN registry

# On whatever day the story is told, payouts of three weeks are above this: the newest run waits for a second steward.
_SECOND_APPROVAL_CENTS = 25_000
_FOUNDING_VALUES: dict[str, Value] = {
    "fee.rate": Fraction(6, 100), "payout.second_approval_cents": _SECOND_APPROVAL_CENTS,
}
APPLIED_BEFORE = 23 * DAY
_CLIENTS_WITHIN_DAYS = 75


def plan(story: Story) -> None:
    """The founding in the morning of the first day; everyone else in their time."""
    cast = people()
    founding = story.calendar.days_in(0, 9)
    story.at(founding, lambda session, at: _found(session, at))
    for number, member in enumerate(cast.members):
        if member.joined == 0:
            story.at(founding + number * dt.timedelta(minutes=5), _founder(story, member))
        else:
            joins = story.calendar.days_in(member.joined or 0, 18)
            story.at(joins - APPLIED_BEFORE, _applies(story, member))
            story.at(joins, _is_admitted(story, member))
    for applicant in cast.applicants:
        story.at(story.calendar.now - applicant.applied_days_ago * DAY, _applies(story, applicant))
    for number, client in enumerate(cast.clients):
        day = 1 + number * _CLIENTS_WITHIN_DAYS // len(cast.clients)
        story.at(story.calendar.days_in(day, 7), _comes(story, client.name, client.name))


def _found(session: Session, at: dt.datetime) -> None:
    charter = policies.found(
        session, name=NAME, currency="EUR", timezone=str(ZONE), preset="italy", at=at,
        overrides=_FOUNDING_VALUES, is_demo=True,
    )
    charter.iban, charter.bic, charter.contact = IBAN, BIC, CONTACT


def _founder(story: Story, member: Member) -> Deed:
    def joins(session: Session, at: dt.datetime) -> None:
        person = _register(session, story, member, at)
        charter = decision_by_reference(session, "charter")
        membership.admit(session, person, decision=charter, at=at)
        if member.steward and charter is not None:
            # The founding assembly's stewards stand in the charter itself; no later vote made them.
            session.add(Stewardship(person_id=person.id, begins_at=at, decision_id=charter.id))

    return joins


def _applies(story: Story, member: Member) -> Deed:
    def applies(session: Session, at: dt.datetime) -> None:
        person = _register(session, story, member, at)
        membership.apply(session, person, statement=member.statement, at=at + HOUR)

    return applies


def _is_admitted(story: Story, member: Member) -> Deed:
    def is_admitted(session: Session, at: dt.datetime) -> None:
        mine = Application.person_id == story.people[member.key]
        membership.admit(session, session.execute(select(Application).where(mine)).scalar_one(), at=at)

    return is_admitted


def _comes(story: Story, key: str, name: str) -> Deed:
    def comes(session: Session, at: dt.datetime) -> None:
        _create(session, story, key, name, at)

    return comes


def _register(session: Session, story: Story, member: Member, at: dt.datetime) -> Person:
    person = _create(session, story, member.key, member.name, at)
    describe(person, display_name=member.name, about=member.about, is_public=member.public, timezone=str(ZONE),
             locale="en")
    return person


def _create(session: Session, story: Story, key: str, name: str, at: dt.datetime) -> Person:
    """A person; the three whom a reader can be get a password, the others cannot sign in."""
    role = {person: role for role, person in names().items()}.get(name)
    person = create_person(
        session, email=address_of(name), display_name=name, timezone=str(ZONE), locale="en", confirmed_at=at, at=at,
        password_hash=hash_password(story.keys.passwords[role]) if role else None,
    )
    story.people[key] = person.id
    return person
