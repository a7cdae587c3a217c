"""Persons, members and stewards for tests, each in one line."""

from __future__ import annotations

import datetime as dt
import itertools
import time

from flask.testing import FlaskClient
from sqlalchemy.orm import Session, object_session

from coop.db import transaction
from coop.people.membership import actions as membership
from coop.people.membership.models import Membership
from coop.people.membership.queries import open_membership
from coop.people.persons import actions as persons
from coop.people.persons.models import Person
from coop.people.sign_in import sessions
from coop.people.stewards.models import Stewardship
from coop.policies.queries import decision_by_reference
from coop.web.database import db as database

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def make_person(
    session: Session, name: str = "Cleo Client", *, email: str = "", confirmed: bool = True,
    password_hash: str | None = None, at: dt.datetime = NOW, **facts: object,
) -> Person:
    """A person who can sign in. `facts` are further columns, such as is_public=True."""
    person = persons.create_person(
        session,
        email=email or f"{name.split()[0].lower()}.{next(_numbers)}@example.org",
        display_name=name,
        password_hash=password_hash,
        timezone="Europe/Paris",
        locale="en",
        confirmed_at=at if confirmed else None,
        at=at,
    )
    for column, value in facts.items():
        setattr(person, column, value)
    session.flush()
    return person


def make_member(
    session: Session, name: str = "Wanda Worker", *, at: dt.datetime = NOW - dt.timedelta(days=30), **facts: object
) -> Person:
    """A person who is a member since `at`; their membership is `membership_of(session, person)`."""
    person = make_person(session, name, at=at, **facts)
    membership.admit(session, person, at=at)
    return person


def make_steward(
    session: Session, name: str = "Stella Steward", *, at: dt.datetime = NOW - dt.timedelta(days=30), **facts: object
) -> Person:
    """A member who is a steward since `at`, by the founding charter; the co-op must be founded."""
    person = make_member(session, name, at=at, **facts)
    charter = decision_by_reference(session, "charter")
    session.add(Stewardship(person_id=person.id, begins_at=at, decision_id=charter.id))
    session.flush()
    return person


def membership_of(session: Session, person: Person) -> Membership:
    """The open membership of a member."""
    found = open_membership(session, person.id)
    assert found is not None, f"{person.display_name} is no member"
    return found


def sign_in(client: FlaskClient, person: Person, *, at: dt.datetime = NOW) -> FlaskClient:
    """Sign the person in with this client, freshly, without a password; commits what the test did so far."""
    identity, _loaded = person.fs_uniquifier, person.id  # read before the commit, not in the middle of another
    unsaved = object_session(person)
    if unsaved is not None:
        unsaved.commit()
    with client.application.app_context():
        engine = database.engine
    with transaction(engine) as session:
        token = sessions.open_session(session, person, device="Test browser", at=at)
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(
            {"_user_id": identity, "_fresh": True, "coop_session": token, "fs_cc": "set", "fs_paa": time.time()}
        )
    return client
