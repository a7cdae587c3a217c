"""Making persons and changing what they say about themselves."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger.journal import new_party
from coop.people.persons.models import Person


class EmailTaken(ValueError):
    """Somebody signs in with this address already."""


def create_person(
    session: Session,
    *,
    email: str,
    display_name: str,
    password_hash: str | None = None,
    timezone: str = "UTC",
    locale: str = "en",
    confirmed_at: dt.datetime | None = None,
    at: dt.datetime,
) -> Person:
    """A person with a party of their own in the books; raises EmailTaken.

    Without a password hash they cannot sign in by password until they set one by a mailed link.
    """
    email = email.strip().lower()
    if session.execute(select(Person.id).where(Person.email == email)).first():
        raise EmailTaken(email)
    person = Person(
        party_id=new_party(session).id,
        email=email,
        display_name=display_name.strip(),
        password=password_hash,
        timezone=timezone,
        locale=locale,
        confirmed_at=confirmed_at,
        fs_uniquifier=secrets.token_hex(32),
        active=True,
        created_at=at,
    )
    session.add(person)
    session.flush()
    return person


def describe(person: Person, *, display_name: str, about: str, is_public: bool, timezone: str, locale: str) -> None:
    """Change the profile."""
    person.display_name = display_name.strip()
    person.about = about.strip()
    person.is_public = is_public
    person.timezone = timezone
    person.locale = locale
