"""What the parties of a booking are told about a card: paid, kept aside, charged, refused, given back."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.queries import Course
from coop.market.bookings.telling import tell_party
from coop.market.bookings.words import Said


def paid_by_card(
    session: Session, course: Course, amount_cents: int, *, tip_cents: int = 0, at: dt.datetime
) -> None:
    """Both hear that the money is there, and of a tip in it."""
    def held(said: Said) -> str:
        tip = _("A tip of %(tip)s is in it.", tip=said.money(tip_cents)) + " " if tip_cents else ""
        return str(tip + _("For %(service)s. The co-op holds it until the work is done.", service=said.service))

    tell_party(session, course, course.booking.client, "booking-paid", at, lambda said: (
        _("You paid %(sum)s by card", sum=said.money(amount_cents)), held(said),
    ))  # fmt: skip
    tell_party(session, course, course.booking.worker, "booking-paid", at, lambda said: (
        _("%(client)s paid %(sum)s by card", client=said.client, sum=said.money(amount_cents)), held(said),
    ))  # fmt: skip


def kept_card_refused(session: Session, course: Course, amount_cents: int, *, asks: bool, at: dt.datetime) -> None:
    """A kept card could not be charged: the client hears how to pay, and the worker that it waits for that."""
    tell_party(session, course, course.booking.client, "booking-card-refused", at, lambda said: (
        _("Please pay %(sum)s yourself", sum=said.money(amount_cents)),
        (_("Your bank wants you to confirm this payment yourself, so your kept card was not charged.") if asks else
         _("Your kept card was declined, so nothing was charged."))
        + " " + _("%(service)s, %(when)s, is booked and waits for its payment: pay on the booking's page, with this "
                  "card or another.", service=said.service, when=said.when),
    ))  # fmt: skip
    tell_party(session, course, course.booking.worker, "booking-card-refused", at, lambda said: (
        _("%(client)s has not paid yet", client=said.client),
        _("The card that was to be charged for %(service)s, %(when)s, was not accepted. %(client)s was asked to pay by "
          "hand; you will be told when the money is there.", service=said.service, when=said.when,
          client=said.client),
    ))  # fmt: skip


def visit_unpaid(
    session: Session, course: Course, *, why: str, pay_by: dt.datetime | None, at: dt.datetime
) -> None:
    """No card was charged for a visit: the client hears how to pay and until when, and the worker the same."""
    def deadline(said: Said) -> str:
        if pay_by is None:
            return ""
        return " " + str(_("If it is not paid by %(by)s, this visit is cancelled; the others stay as they are.",
                           by=said.moment(pay_by)))  # fmt: skip

    tell_party(session, course, course.booking.client, "booking-card-refused", at, lambda said: (
        _("Please pay %(sum)s yourself", sum=said.price),
        (_("Your bank wants you to confirm this payment yourself, so your kept card was not charged.") if why == "asks"
         else _("Your kept card was declined, so nothing was charged.") if why else
         _("No card of yours is charged for this visit."))
        + " " + _("%(service)s, %(when)s: pay on the page of this visit, with this card or another.",
                  service=said.service, when=said.when) + deadline(said),
    ))  # fmt: skip
    tell_party(session, course, course.booking.worker, "booking-card-refused", at, lambda said: (
        _("%(client)s has not paid yet", client=said.client),
        _("No card was charged for %(service)s, %(when)s. %(client)s was asked to pay by hand; you will be told when "
          "the money is there.", service=said.service, when=said.when, client=said.client) + deadline(said),
    ))  # fmt: skip


def visit_lapsed(session: Session, course: Course, *, at: dt.datetime) -> None:
    """Both hear that a visit is off since it was not paid."""
    for person in (course.booking.client, course.booking.worker):
        tell_party(session, course, person, "booking-cancelled", at, lambda said: (
            _("%(service)s was not paid and is cancelled", service=said.service),
            _("%(when)s. Nothing was charged, nothing is owed, and the time is free again. Other visits of the series "
              "stay as they are.", when=said.when),
        ), calendar=True)  # fmt: skip


def charged(session: Session, course: Course, amount_cents: int, *, tip_cents: int = 0, at: dt.datetime) -> None:
    """The client hears that what the card kept aside was charged."""
    tell_party(session, course, course.booking.client, "booking-paid", at, lambda said: (
        _("%(sum)s were charged to your card", sum=said.money(amount_cents)),
        _("For %(service)s, as was agreed when you booked. The booking's page has the receipt.",
          service=said.service) + (
            " " + _("%(sum)s of it are your tip.", sum=said.money(tip_cents)) if tip_cents else ""),
    ))  # fmt: skip


def card_keeps(session: Session, course: Course, amount_cents: int, *, at: dt.datetime) -> None:
    """Both hear that a card keeps the price aside."""
    tell_party(session, course, course.booking.client, "booking-paid", at, lambda said: (
        _("Your card keeps %(sum)s aside", sum=said.money(amount_cents)),
        _("For %(service)s. It is charged when the work is done.", service=said.service),
    ))  # fmt: skip
    tell_party(session, course, course.booking.worker, "booking-paid", at, lambda said: (
        _("%(client)s's card keeps %(sum)s aside", client=said.client, sum=said.money(amount_cents)),
        _("For %(service)s. It is charged when the work is done.", service=said.service),
    ))  # fmt: skip


def not_charged(session: Session, course: Course, why: str, amount_cents: int, *, at: dt.datetime) -> None:
    """What a card keeps aside is let go by itself: the client hears why."""
    tell_party(session, course, course.booking.client, "booking-paid-back", at, lambda said: (
        _("Your card was not charged"),
        _("It had kept %(sum)s aside, which your bank lets go within a few days.", sum=said.money(amount_cents)) + " " +
        {
            "twice": _("%(service)s was paid already.", service=said.service),
            "too late": _("%(service)s, %(when)s: somebody else had taken the time before you paid, so nothing is "
                          "booked.", service=said.service, when=said.when),
        }.get(why, _("%(service)s was over before you paid.", service=said.service)),
    ))  # fmt: skip


def paid_back(session: Session, course: Course, why: str, amount_cents: int, *, at: dt.datetime) -> None:
    """A card payment goes back by itself: the client hears why."""
    tell_party(session, course, course.booking.client, "booking-paid-back", at, lambda said: (
        _("%(sum)s go back to your card", sum=said.money(amount_cents)),
        {
            "twice": _("%(service)s was paid already, so this second payment goes back by itself.",
                       service=said.service),
            "too late": _("%(service)s, %(when)s: somebody else had taken the time before you paid, so nothing is "
                          "booked and all of it goes back by itself.", service=said.service, when=said.when),
        }.get(why, _("%(service)s was over before you paid, so all of it goes back by itself.",
                     service=said.service)),
    ))  # fmt: skip
