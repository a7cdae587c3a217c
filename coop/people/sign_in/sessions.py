"""Opening, seeing and ending sessions. Revocation is immediate: each request asks whether its session stands."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coop.people.persons.models import Person
from coop.people.sign_in.models import SignInSession

SEEN_EVERY = dt.timedelta(hours=1)

_BROWSERS = (("Firefox", "Firefox/"), ("Edge", "Edg/"), ("Opera", "OPR/"), ("Samsung Internet", "SamsungBrowser/"),
             ("Chrome", "Chrome/"), ("Safari", "Safari/"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("macOS", "Mac OS X"), ("Linux", "Linux"))


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def device_of(user_agent: str) -> str:
    """A browser's long name in a few words; versions are left out, they would fingerprint."""
    browser = next((name for name, sign in _BROWSERS if sign in user_agent), "")
    system = next((name for name, sign in _SYSTEMS if re.search(rf"\b{sign}\b", user_agent)), "")
    return " · ".join(filter(None, (browser, system)))


def open_session(session: Session, person: Person, *, device: str, at: dt.datetime) -> str:
    """Record that the person signed in; returns the token for the browser's cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(person_id=person.id, token_hash=hashed(token), device=device, created_at=at, last_seen_at=at)
    )
    session.flush()
    return token


def standing_session(session: Session, *, identity: str, token: str) -> tuple[Person, SignInSession] | None:
    """The active person of a cookie and the session it names, None once either has ended."""
    row = session.execute(
        select(Person, SignInSession)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(
            Person.fs_uniquifier == identity,
            Person.active.is_(True),
            SignInSession.token_hash == hashed(token),
            SignInSession.ended_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def open_sessions(session: Session, person: Person) -> list[SignInSession]:
    """Where the person is signed in, last seen first."""
    query = select(SignInSession).where(SignInSession.person_id == person.id, SignInSession.ended_at.is_(None))
    return list(session.execute(query.order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())).scalars())


def end_session(session: Session, person: Person, session_id: int, *, at: dt.datetime) -> bool:
    """End one of the person's own sessions; False when there is no such one."""
    query = (
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.person_id == person.id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    return bool(session.connection().execute(query).rowcount)


def end_sessions(session: Session, person: Person, *, but: str = "", at: dt.datetime) -> int:
    """End all sessions of the person but the one whose token is given; returns how many."""
    query = update(SignInSession).where(
        SignInSession.person_id == person.id,
        SignInSession.ended_at.is_(None),
        SignInSession.token_hash != hashed(but),
    )
    return int(session.connection().execute(query.values(ended_at=at)).rowcount)


def end_token(session: Session, token: str, *, at: dt.datetime) -> None:
    """End the session of a token, if there is one."""
    query = update(SignInSession).where(SignInSession.token_hash == hashed(token), SignInSession.ended_at.is_(None))
    session.connection().execute(query.values(ended_at=at))


def seen(session: Session, session_id: int, *, at: dt.datetime) -> None:
    """Note that a session is in use."""
    session.connection().execute(
        update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=at)
    )
