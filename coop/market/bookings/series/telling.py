"""What the two sides of a series are told: one letter for all visits, with the calendar file of all of them.

What becomes of one visit alone is told by `coop.market.bookings.telling`, like any booking's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.invitations import feed_of
from coop.market.bookings.queries import Course
from coop.market.bookings.series.queries import SeriesCourse
from coop.market.bookings.series.words import rule_said, visits_said
from coop.market.bookings.state_words import owed_said
from coop.market.bookings.words import Said
from coop.market.references import grouped
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.queries import charter

Write = Callable[[Said], tuple[str, str]]


def requested(session: Session, found: SeriesCourse, *, at: dt.datetime) -> None:
    """A request for a series came in."""
    rule, answer_by = found.series.recurrence, found.courses[0].booking.answer_by
    _tell(session, found, found.series.worker, "series-requested", at, lambda said: (
        _("%(client)s asks for %(service)s, %(often)s", client=said.client, service=said.service,
          often=rule_said(rule)),
        _("%(visits)s, %(price)s each. Please answer by %(by)s: after that the request expires and the times are free "
          "again.", visits=visits_said(len(found.visits)), price=said.price, by=said.moment(answer_by))
        + "\n\n" + _dates(said, found.courses),
    ))  # fmt: skip
    _tell(session, found, found.series.client, "series-requested", at, lambda said: (
        _("You asked %(worker)s for %(service)s, %(often)s", worker=said.worker, service=said.service,
          often=rule_said(rule)),
        _("%(visits)s, %(price)s each. %(worker)s answers by %(by)s. Your reference is %(ref)s.",
          visits=visits_said(len(found.visits)), price=said.price, worker=said.worker, by=said.moment(answer_by),
          ref=grouped(found.series.reference)) + "\n\n" + _dates(said, found.courses),
    ))  # fmt: skip


def booked(session: Session, found: SeriesCourse, *, at: dt.datetime) -> None:
    """A series was booked at once."""
    _tell(session, found, found.series.worker, "series-accepted", at, lambda said: (
        _("%(client)s booked %(service)s, %(often)s", client=said.client, service=said.service,
          often=rule_said(found.series.recurrence)),
        _("%(visits)s, %(price)s each.", visits=visits_said(len(found.visits)), price=said.price)
        + "\n\n" + _dates(said, found.courses),
    ), calendar=True)  # fmt: skip
    _tell_client_it_stands(session, found, found.courses, at)


def accepted(session: Session, found: SeriesCourse, taken: Sequence[Course], *, at: dt.datetime) -> None:
    """The worker took what waited."""
    _tell_client_it_stands(session, found, taken, at)
    _tell(session, found, found.series.worker, "series-accepted", at, lambda said: (
        _("You accepted %(service)s for %(client)s, %(often)s", service=said.service, client=said.client,
          often=rule_said(found.series.recurrence)),
        _("%(visits)s, %(price)s each. The page of each visit has the address.", visits=visits_said(len(taken)),
          price=said.price) + "\n\n" + _dates(said, taken),
    ), calendar=True)  # fmt: skip


def declined(
    session: Session, found: SeriesCourse, left: Sequence[Course], reason: str, *, at: dt.datetime
) -> None:
    """The worker took none of those that waited."""
    _tell(session, found, found.series.client, "series-declined", at, lambda said: (
        _("%(worker)s cannot take your series of bookings", worker=said.worker),
        _("%(service)s: %(visits)s. %(worker)s wrote: %(reason)s\n\nNothing is to be paid for them.",
          service=said.service, visits=visits_said(len(left)), worker=said.worker, reason=reason),
    ))  # fmt: skip


def expired(session: Session, found: SeriesCourse, overdue: Sequence[Course], *, at: dt.datetime) -> None:
    """Nobody answered."""
    for person in (found.series.client, found.series.worker):
        _tell(session, found, person, "series-expired", at, lambda said: (
            _("The request for %(service)s has expired", service=said.service),
            _("%(visits)s. They were not answered in time; nothing is to be paid for them.",
              visits=visits_said(len(overdue))),
        ))  # fmt: skip


def ended(
    session: Session, found: SeriesCourse, gone: Sequence[Course], *, by_worker: bool, reason: str, at: dt.datetime
) -> None:
    """Both sides have it in writing which visits are off, and what each keeps and gives back."""
    def line(said: Said, course: Course) -> str:
        booking, done = course.booking, course.cancellation
        when = said.time(booking.starts_at, booking.ends_at)
        if done is None or course.acceptance is None:
            return when
        return f"{when}\n  {owed_said(session, booking, done.kept_cents, said.money)}"

    for person in (found.series.client, found.series.worker):
        _tell(session, found, person, "series-cancelled", at, lambda said: (
            _("%(name)s cancelled what remained of %(service)s",
              name=said.worker if by_worker else said.client, service=said.service),
            _("%(visits)s will not take place:", visits=visits_said(len(gone))) + "\n\n"
            + "\n".join(line(said, course) for course in gone) + "\n\n" + reason,
        ), calendar=True)  # fmt: skip


def _tell_client_it_stands(
    session: Session, found: SeriesCourse, taken: Sequence[Course], at: dt.datetime
) -> None:
    how = taken[0].booking.payment_method
    _tell(session, found, found.series.client, "series-accepted", at, lambda said: (
        _("Booked: %(service)s with %(worker)s, %(often)s", service=said.service, worker=said.worker,
          often=rule_said(found.series.recurrence)),
        _("%(visits)s. Your reference is %(ref)s.", visits=visits_said(len(taken)),
          ref=grouped(found.series.reference)) + " " + (
            _("You pay %(price)s in cash each time, when the work is done.", price=said.price) if how == "cash" else
            _("%(price)s are charged to the card you keep a few days before each visit; its page says when.",
              price=said.price) if how == "card" else
            _("Please transfer %(price)s to the co-op for each visit, with the reference of that visit: its page says "
              "where to.", price=said.price))
        + "\n\n" + _dates(said, taken),
    ), calendar=True)  # fmt: skip


def _tell(
    session: Session,
    found: SeriesCourse,
    person: Person | None,
    kind: str,
    at: dt.datetime,
    write: Write,
    *,
    calendar: bool = False,
) -> None:
    """Write to one side in their language: `write(said)` is (subject, body)."""
    if person is None:  # pragma: no cover - told only once there is a client
        return
    series, coop = found.series, charter(session)
    with force_locale(person.locale):
        said = Said(found.courses[0].booking, coop.currency, person.locale)
        subject, body = write(said)
        is_worker = person.id == series.worker_id
        file = ""
        if calendar:
            file = feed_of(found.courses, coop, for_worker=is_worker, name=said.service, at=at).decode()
    tell(session, person, kind=kind, subject=subject[:200], body=body.strip(), link=f"/series/{series.reference}",
         calendar=file, at=at)  # fmt: skip


def _dates(said: Said, courses: Sequence[Course]) -> str:
    return "\n".join(said.time(course.booking.starts_at, course.booking.ends_at) for course in courses)
