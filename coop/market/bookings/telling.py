"""What the parties of a booking are told at each step, in their own language, with the calendar file.

Every letter is written in the same database transaction as the step it tells of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.invitations import calendar_of
from coop.market.bookings.models import Reschedule
from coop.market.bookings.queries import Course
from coop.market.bookings.state_words import owed_said
from coop.market.bookings.words import Said
from coop.money.cards.authorised.queries import authorised_cents
from coop.money.kept_cards.queries import standing_consent
from coop.money.payments.entries import subject_of
from coop.money.payments.queries import received_cents
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.queries import charter

Letter = tuple[str, str]
Write = Callable[[Said], Letter]


def requested(session: Session, course: Course, *, at: dt.datetime) -> None:
    """A request came in."""
    answer_by = course.booking.answer_by
    tell_party(session, course, course.booking.worker, "booking-requested", at, lambda said: (
        _("%(client)s asks for %(service)s", client=said.client, service=said.service),
        _("%(when)s, for %(price)s. Please answer by %(by)s: after that the request expires and the time is "
          "free again.", when=said.when, price=said.price, by=said.moment(answer_by)),
    ))  # fmt: skip
    tell_party(session, course, course.booking.client, "booking-requested", at, lambda said: (
        _("You asked %(worker)s for %(service)s", worker=said.worker, service=said.service),
        _("%(when)s, for %(price)s. %(worker)s answers by %(by)s. Your reference is %(ref)s.", when=said.when,
          price=said.price, worker=said.worker, by=said.moment(answer_by), ref=said.reference),
    ))  # fmt: skip


def booked(session: Session, course: Course, *, at: dt.datetime) -> None:
    """A booking was made at once."""
    tell_party(session, course, course.booking.worker, "booking-accepted", at, lambda said: (
        _("%(client)s booked %(service)s", client=said.client, service=said.service),
        _("%(when)s, for %(price)s.", when=said.when, price=said.price),
    ), calendar=True)  # fmt: skip
    _tell_client_it_stands(session, course, at)


def accepted(session: Session, course: Course, *, at: dt.datetime) -> None:
    """The worker took the booking."""
    _tell_client_it_stands(session, course, at)
    tell_party(session, course, course.booking.worker, "booking-accepted", at, lambda said: (
        _("You accepted %(service)s for %(client)s", service=said.service, client=said.client),
        _("%(when)s, for %(price)s. The booking's page has the address.", when=said.when, price=said.price),
    ), calendar=True)  # fmt: skip


def declined(session: Session, course: Course, *, at: dt.datetime) -> None:
    """The worker did not take it."""
    reason = course.decline.reason if course.decline else ""
    tell_party(session, course, course.booking.client, "booking-declined", at, lambda said: (
        _("%(worker)s cannot take your booking", worker=said.worker),
        _("%(service)s, %(when)s. %(worker)s wrote: %(reason)s\n\nNothing is to be paid.",
          service=said.service, when=said.when, worker=said.worker, reason=reason),
    ))  # fmt: skip


def expired(session: Session, course: Course, *, at: dt.datetime) -> None:
    """Nobody answered."""
    for person in (course.booking.client, course.booking.worker):
        tell_party(session, course, person, "booking-expired", at, lambda said: (
            _("The request for %(service)s has expired", service=said.service),
            _("%(when)s. It was not answered in time; nothing is to be paid.", when=said.when),
        ))  # fmt: skip


def time_proposed(
    session: Session, course: Course, proposal: Reschedule, *, by_worker: bool, at: dt.datetime
) -> None:
    """The other side is asked about another time."""
    tell_party(session, course, _other(course, by_worker), "booking-time-proposed", at, lambda said: (
        _("%(name)s proposes another time for %(service)s",
          name=_name(said, by_worker), service=said.service),
        _("%(new)s instead of %(old)s. Nothing changes until you agree.",
          new=said.time(proposal.starts_at, proposal.ends_at), old=said.when),
    ))  # fmt: skip


def time_answered(
    session: Session, course: Course, proposal: Reschedule, *, by_worker: bool, at: dt.datetime
) -> None:
    """The proposed time was taken or not."""
    if not proposal.accepted:
        tell_party(session, course, _other(course, by_worker), "booking-time-refused", at, lambda said: (
            _("%(name)s keeps the time as it was", name=_name(said, by_worker)),
            _("%(service)s: %(when)s.", service=said.service, when=said.when),
        ))  # fmt: skip
        return
    for person in (course.booking.client, course.booking.worker):
        tell_party(session, course, person, "booking-moved", at, lambda said: (
            _("%(service)s has a new time", service=said.service),
            _("%(when)s, for %(price)s.", when=said.when, price=said.price),
        ), calendar=True)  # fmt: skip


def waived(session: Session, course: Course, *, at: dt.datetime) -> None:
    """The client may cancel without charge."""
    tell_party(session, course, course.booking.client, "booking-waived", at, lambda said: (
        _("%(worker)s lets you cancel without charge", worker=said.worker),
        _("%(service)s, %(when)s.", service=said.service, when=said.when),
    ))  # fmt: skip


def cancelled(session: Session, course: Course, *, by_worker: bool, at: dt.datetime) -> None:
    """Both sides have it in writing what a cancellation keeps and gives back."""
    done = course.cancellation
    if done is None:  # pragma: no cover - told only after it is written
        return
    was_accepted = course.acceptance is not None
    who = next((one.display_name for one in course.workers if one.id == done.cancelled_by_id), "")
    for person in (course.booking.client, course.booking.worker):
        tell_party(session, course, person, "booking-cancelled", at, lambda said: (
            _("%(name)s cancelled %(service)s", name=who or _name(said, by_worker), service=said.service),
            _("%(when)s. %(owed)s\n\n%(reason)s", when=said.when, reason=done.reason,
              owed=owed_said(session, course.booking, done.kept_cents, said.money)),
        ), calendar=was_accepted)  # fmt: skip


def completed(session: Session, course: Course, *, by_worker: bool, tip_cents: int, at: dt.datetime) -> None:
    """The other side hears that the work was done; both are asked for a review."""
    done = course.completion
    if done is None:  # pragma: no cover - told only after it is written
        return
    tell_party(session, course, _other(course, by_worker), "booking-completed", at, lambda said: (
        _("%(name)s says that %(service)s is done", name=_name(said, by_worker), service=said.service),
        (_("With a tip of %(tip)s. ", tip=said.money(tip_cents)) if tip_cents else "")
        + _("The booking's page has the receipt, and asks how it was."),
    ))  # fmt: skip


def tipped(session: Session, course: Course, amount_cents: int, *, at: dt.datetime) -> None:
    """The worker hears of a tip."""
    tell_party(session, course, course.booking.worker, "booking-tip", at, lambda said: (
        _("%(client)s tipped %(tip)s", client=said.client, tip=said.money(amount_cents)),
        _("For %(service)s. There is no fee on tips.", service=said.service),
    ))  # fmt: skip


def no_show_reported(session: Session, course: Course, *, by_worker: bool, at: dt.datetime) -> None:
    """The other side is said not to have come, and can say otherwise."""
    contest_by = course.no_show.contest_by if course.no_show else None
    tell_party(session, course, _other(course, by_worker), "booking-no-show", at, lambda said: (
        _("%(name)s says that you did not come", name=_name(said, by_worker)),
        _("%(service)s, %(when)s. If this is wrong, say so on the booking's page by %(by)s.",
          service=said.service, when=said.when, by=said.moment(contest_by)),
    ))  # fmt: skip


def contested(session: Session, course: Course, *, by_worker: bool, at: dt.datetime) -> None:
    """The one who reported hears the other side."""
    contest = course.no_show.contest if course.no_show else ""
    tell_party(session, course, _other(course, by_worker), "booking-contested", at, lambda said: (
        _("%(name)s says they were there", name=_name(said, by_worker)),
        _("%(words)s\n\nNothing is shared out until you two agree.", words=contest),
    ))  # fmt: skip


def no_show_settled(session: Session, course: Course, kept_cents: int, *, at: dt.datetime) -> None:
    """Nobody contested: the terms were applied."""
    for person in (course.booking.client, course.booking.worker):
        tell_party(session, course, person, "booking-no-show-settled", at, lambda said: (
            _("%(service)s did not take place", service=said.service),
            _("%(when)s. %(owed)s", when=said.when,
              owed=owed_said(session, course.booking, kept_cents, said.money)),
        ))  # fmt: skip


def message_written(session: Session, course: Course, body: str, *, by_worker: bool, at: dt.datetime) -> None:
    """The other side has mail."""
    tell_party(session, course, _other(course, by_worker), "booking-message", at, lambda said: (
        _("%(name)s wrote about %(service)s", name=_name(said, by_worker), service=said.service),
        body,
    ))  # fmt: skip


def reviewed(session: Session, course: Course, *, by_worker: bool, at: dt.datetime) -> None:
    """The other side learns that there is a review, not what it says."""
    tell_party(session, course, _other(course, by_worker), "booking-reviewed", at, lambda said: (
        _("%(name)s reviewed %(service)s", name=_name(said, by_worker), service=said.service),
        _("You will both see what the other wrote once you have written too, or after the blind days."),
    ))  # fmt: skip


def _tell_client_it_stands(session: Session, course: Course, at: dt.datetime) -> None:
    how, subject = course.booking.payment_method, subject_of(course.booking.reference)
    paid = received_cents(session, subject) >= course.booking.price_cents
    kept_aside = authorised_cents(session, subject) >= course.booking.price_cents
    is_agreed = standing_consent(session, subject) is not None
    tell_party(session, course, course.booking.client, "booking-accepted", at, lambda said: (
        _("Booked: %(service)s with %(worker)s", service=said.service, worker=said.worker),
        _("%(when)s. Your reference is %(ref)s.", when=said.when, ref=said.reference) + " " + (
            _("You pay %(price)s in cash when the work is done.", price=said.price) if how == "cash" else
            _("Your card keeps %(price)s aside; it is charged when the work is done.", price=said.price)
            if how == "card" and kept_aside else
            _("%(price)s are charged to the card you keep, as you agreed.", price=said.price)
            if how == "card" and not paid and is_agreed else
            _("%(price)s are to be paid by card, unless you have paid: the booking's page says.", price=said.price)
            if how == "card" and not paid else
            _("You have paid %(price)s by card; the co-op holds it until the work is done.", price=said.price)
            if how == "card" else
            _("Please transfer %(price)s to the co-op; the booking's page says where to.", price=said.price)),
    ), calendar=True)  # fmt: skip


def tell_party(
    session: Session,
    course: Course,
    person: Person | None,
    kind: str,
    at: dt.datetime,
    write: Write,
    *,
    calendar: bool = False,
) -> None:
    """Write to one party in their language: `write(said)` is (subject, body), `calendar` adds the booking's file.

    What is told to the worker is told to each of a team.
    """
    if person is None:  # an imported booking: nobody here to tell
        return
    coop, is_worker = charter(session), person.id == course.booking.worker_id
    for reader in course.workers if is_worker else [person]:
        with force_locale(reader.locale):
            subject, body = write(Said(course.booking, coop.currency, reader.locale))
            file = calendar_of(course, coop, for_worker=is_worker, at=at) if calendar else ""
        tell(session, reader, kind=kind, subject=subject[:200], body=body.strip(),
             link=f"/bookings/{course.booking.reference}", calendar=file, at=at)  # fmt: skip


def _other(course: Course, by_worker: bool) -> Person | None:
    return course.booking.client if by_worker else course.booking.worker


def _name(said: Said, by_worker: bool) -> str:
    return said.worker if by_worker else said.client
