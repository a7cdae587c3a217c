"""Applying, objecting, admitting. Share capital and leaving are in `capital.py` and `leaving.py`."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.people.classes.actions import set_class
from coop.people.classes.queries import open_classes
from coop.people.classes.rules import MemberClass
from coop.people.membership import telling
from coop.people.membership.capital import Overpaid, record_share_payment
from coop.people.membership.leaving import leave, redeem
from coop.people.membership.models import Application, ApplicationEnd, Membership, Objection
from coop.people.membership.numbers import next_number
from coop.people.membership.queries import open_application, open_membership
from coop.people.membership.refusals import N_, NotPossible
from coop.people.persons.models import Person
from coop.policies.models import Decision

__all__ = ["NotPossible", "Overpaid", "admit", "apply", "leave", "object_to", "record_share_payment", "redeem",
           "refuse", "withdraw"]


def apply(
    session: Session,
    person: Person,
    *,
    statement: str,
    member_class: MemberClass = MemberClass.WORKER,
    at: dt.datetime,
) -> Application:
    """Ask to become a member; raises NotPossible for members, for those who asked already, and for a closed class."""
    if open_membership(session, person.id) is not None:
        raise NotPossible(N_("You are a member already"))
    if open_application(session, person.id) is not None:
        raise NotPossible(N_("You have applied already"))
    if member_class is not MemberClass.WORKER and member_class not in open_classes(session, at=at):
        raise NotPossible(N_("Our rules do not open this class of membership"))
    application = Application(
        person_id=person.id, statement=statement.strip(), submitted_at=at, member_class=member_class.value
    )
    session.add(application)
    session.flush()
    telling.someone_applied(session, application, person, at=at)
    return application


def withdraw(session: Session, application: Application, *, at: dt.datetime) -> None:
    """End one's own application; raises NotPossible when it has ended."""
    _close(session, application, withdrawn=True, decision=None, at=at)


def refuse(session: Session, application: Application, *, decision: Decision, at: dt.datetime) -> None:
    """End an application because the members voted against it; raises NotPossible when it has ended."""
    _close(session, application, withdrawn=False, decision=decision, at=at)
    telling.refused(session, session.get_one(Person, application.person_id), at=at)


def object_to(
    session: Session, application: Application, *, member: Person, reason: str, at: dt.datetime
) -> Objection:
    """A member's objection; the application then waits for a vote. One a member."""
    if application.closed_at is not None:
        raise NotPossible(N_("This application has ended"))
    if open_membership(session, member.id) is None:
        raise NotPossible(N_("Only members may object"))
    known = select(Objection.id).where(
        Objection.application_id == application.id, Objection.member_id == member.id
    )
    if session.execute(known).first():
        raise NotPossible(N_("You have objected already"))
    reason = reason.strip()
    objection = Objection(application_id=application.id, member_id=member.id, reason=reason, raised_at=at)
    session.add(objection)
    session.flush()
    telling.objected(session, session.get_one(Person, application.person_id), reason=reason, at=at)
    return objection


def admit(
    session: Session, applicant: Application | Person, *, decision: Decision | None = None, at: dt.datetime
) -> Membership:
    """Make the applicant a member, by a vote's decision or because nobody objected.

    A Person is admitted without an application when the co-op is founded or when old members are brought in;
    an open application of theirs is closed by it. Raises NotPossible for members.
    """
    by_application = isinstance(applicant, Application)
    person_id = applicant.person_id if isinstance(applicant, Application) else applicant.id
    application = applicant if isinstance(applicant, Application) else open_application(session, person_id)
    if application is not None and application.closed_at is not None:
        raise NotPossible(N_("This application has ended"))
    if open_membership(session, person_id) is not None:
        raise NotPossible(N_("You are a member already"))
    if application is not None:
        application.closed_at = at
    membership = Membership(
        person_id=person_id,
        number=next_number(session),
        application_id=application.id if application else None,
        admitted_at=at,
        decision_id=decision.id if decision else None,
    )
    session.add(membership)
    session.flush()
    if application is not None:
        set_class(session, membership.id, MemberClass(application.member_class), at=at)
    if by_application:
        telling.admitted(session, session.get_one(Person, person_id), number=membership.number, at=at)
    return membership


def _close(
    session: Session, application: Application, *, withdrawn: bool, decision: Decision | None, at: dt.datetime
) -> None:
    if application.closed_at is not None:
        raise NotPossible(N_("This application has ended"))
    application.closed_at = at
    session.add(
        ApplicationEnd(
            application_id=application.id,
            ended_at=at,
            withdrawn=withdrawn,
            decision_id=decision.id if decision else None,
        )
    )
    session.flush()
