"""What becomes of a person: an empty row that holds records together and leads to nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from flask_babel import gettext as _
from sqlalchemy import delete, null, select, update
from sqlalchemy.orm import Session

from coop.db.erasing import Fates, Gone, Obstacle, Subject, fates
from coop.ledger.erasing import Entries, of_party, wait_for_leaves
from coop.ledger.journal import new_party
from coop.ledger.models import ErasedParty
from coop.notices.erasing import forget_about
from coop.people.classes.models import MembershipClass
from coop.people.membership.actions import withdraw
from coop.people.membership.models import Application, Departure, Membership, Objection
from coop.people.membership.queries import open_application, open_membership
from coop.people.persons.models import Person
from coop.people.sign_in.models import RateCount, SignInSession

FATES: dict[str, Fates] = {
    "people": fates(
        blanked="email display_name about locale timezone password fs_uniquifier tf_primary_method tf_totp_secret "
        "mf_recovery_codes",
        nameless="party_id",
    ),
    "sign_in_sessions": fates(erased="person_id token_hash device"),
    "rate_counts": fates(erased="key"),
    "membership_applications": fates(nameless="person_id", blanked="statement", nobody="member_class"),
    "membership_classes": fates(nameless="set_by_id", blanked="reason", nobody="member_class"),
    "member_leaves": fates(),
    "member_leave_ends": fates(),
    "orientation_steps": fates(nameless="added_by_id", nobody="title text"),
    "orientation_step_ends": fates(nameless="ended_by_id"),
    "orientation_checks": fates(nameless="person_id checked_by_id"),
    "capital_obligations": fates(nameless="party_id", nobody="account"),
    "capital_releases": fates(),
    "membership_application_ends": fates(),
    "membership_objections": fates(nameless="member_id", blanked="reason"),
    "memberships": fates(nameless="person_id"),
    "share_payments": fates(nameless="recorded_by_id"),
    "departures": fates(nameless="paid_by_id", blanked="reason"),
    "stewardships": fates(nameless="person_id", nobody="ended_how"),
    "restrictions": fates(nameless="person_id", nobody="kind case_reference"),
    "restriction_ends": fates(nameless="ended_by_id", kept="reason"),
}

NOBODYS_DOMAIN = "erased.invalid"
"""RFC 2606 promises that no name under `.invalid` will ever exist."""
BLANK = "-"
"""What stands where words were that may not be empty."""


def membership_is_over(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """Members leave first: what becomes of their share and their vote is settled then."""
    if open_membership(session, subject.person_id) is None:
        return []
    return [Obstacle("membership", _("You are a member. Leave the co-op first."), "/my/membership/leave")]


def leaves_first(session: Session, chosen: Entries) -> list[Obstacle]:
    """An obstacle of seconds: what opens an entry is written with its leaf, and can be deleted only then."""
    if not wait_for_leaves(session, chosen):
        return []
    return [Obstacle("log", _("Your newest entries are just entering the public log; that takes a few seconds."))]


def entries_are_in_the_log(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """The entries with a line of theirs."""
    return leaves_first(session, of_party(subject.party_id))


def forget_membership(session: Session, subject: Subject, at: dt.datetime) -> Gone:
    """What they wrote about joining and leaving, and what was written against their joining."""
    gone, connection, theirs = Gone(), session.connection(), subject.person_id
    application = open_application(session, theirs)
    if application is not None:
        withdraw(session, application, at=at)
    applications = select(Application.id).where(Application.person_id == theirs)
    pages = [f"/members/applications/{number}" for number in session.execute(applications).scalars()]
    gone.take(forget_about(session, pages))
    memberships = select(Membership.id).where(Membership.person_id == theirs)
    for statement in (
        update(Application).where(Application.person_id == theirs, Application.statement != "").values(statement=""),
        update(Objection).where(Objection.member_id == theirs, Objection.reason != BLANK).values(reason=BLANK),
        update(Objection).where(Objection.application_id.in_(applications), Objection.reason != BLANK)
        .values(reason=BLANK),
        update(MembershipClass).where(
            MembershipClass.membership_id.in_(memberships), MembershipClass.reason != "").values(reason=""),
        update(Departure).where(Departure.membership_id.in_(memberships), Departure.reason != "").values(reason=""),
    ):  # fmt: skip
        gone.add(str(statement.table), connection.execute(statement).rowcount)
    session.expire_all()
    return gone


def forget_sign_in(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """Every session ends with its row; so do counts of attempts to sign in as them."""
    gone, connection = Gone(), session.connection()
    ended = connection.execute(delete(SignInSession).where(SignInSession.person_id == subject.person_id))
    gone.add("sign_in_sessions", ended.rowcount)
    hashed = hashlib.sha256(subject.email.encode()).hexdigest()[:32]
    gone.add("rate_counts", connection.execute(delete(RateCount).where(RateCount.key.contains(hashed))).rowcount)
    return gone


def empty_the_person(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """The row of `people` stays, for the records that point to it; nothing in it is theirs."""
    shell = {
        "email": f"{secrets.token_hex(16)}@{NOBODYS_DOMAIN}",
        "display_name": subject.former,
        "about": "",
        "is_public": False,
        "locale": "en",
        "timezone": "UTC",
        "password": None,
        "active": False,
        "fs_uniquifier": secrets.token_hex(32),
        "confirmed_at": None,
        "tf_primary_method": None,
        "tf_totp_secret": None,
        "tf_last_counter": None,
        "mf_recovery_codes": null(),
    }
    session.connection().execute(update(Person).where(Person.id == subject.person_id).values(shell))
    session.expire_all()
    return Gone({"people": 1})


def cut_the_link(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """The shell gets a party without postings: the old one's token leads to no person from here on."""
    session.add(ErasedParty(party_id=subject.party_id))
    fresh = new_party(session).id
    session.connection().execute(update(Person).where(Person.id == subject.person_id).values(party_id=fresh))
    session.expire_all()
    return Gone({"people": 1})


OBSTACLES = [membership_is_over, entries_are_in_the_log]
ERASURES = [forget_membership, forget_sign_in, empty_the_person]
ENDINGS = [cut_the_link]
