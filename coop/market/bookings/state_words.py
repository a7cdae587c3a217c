"""What each state is called, and how a payment stands, for pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course
from coop.market.bookings.states import State
from coop.money.cards.authorised.queries import authorised_cents, cancellation_of, undecided
from coop.money.payments.entries import subject_of
from coop.money.payments.held_tips import card_tips_cents, tips_standing
from coop.money.payments.models import CancelledPayment, Settlement
from coop.money.payments.queries import received_cents, refunds_due_cents


def state_said(state: State) -> str:
    """The state in a word or two."""
    return str(
        {
            State.HELD: _("being filled in"),
            State.LAPSED: _("not finished"),
            State.REQUESTED: _("waiting for an answer"),
            State.EXPIRED: _("not answered in time"),
            State.DECLINED: _("declined"),
            State.ACCEPTED: _("booked"),
            State.CANCELLED: _("cancelled"),
            State.NO_SHOW: _("said to be missed"),
            State.COMPLETED: _("done"),
        }[state]
    )


def method_said(method: str, worker: str) -> str:
    """How the price is paid."""
    if method == "cash":
        return str(_("in cash, to %(name)s", name=worker))
    if method == "card":
        return str(_("by card, to the co-op"))
    return str(_("by bank transfer to the co-op") if method == "transfer" else _("by card, on another platform"))


@dataclass(frozen=True)
class Paid:
    """How the payment of a booking stands. `awaited_cents` is what the client still has to transfer."""

    said: str
    awaited_cents: int = 0
    entry_id: int | None = None
    """The ledger entry that shared the price out."""
    kept_aside_cents: int = 0
    """What a card's bank keeps aside, and was not charged yet."""


def paid(session: Session, course: Course) -> Paid:
    """The payment of a booking in words."""
    booking = course.booking
    subject = subject_of(booking.reference)
    settlement = session.get(Settlement, subject)
    entry_id = settlement.entry_id if settlement else None
    if booking.payment_method == "cash":
        if course.completion is not None:
            return Paid(_("Paid in cash."), entry_id=entry_id)
        return Paid(_("To be paid in cash when the work is done.") if course.acceptance else _("Nothing to pay yet."))
    received = received_cents(session, subject)
    kept_aside = authorised_cents(session, subject)
    if course.cancellation is not None or course.no_show is not None:
        if session.get(CancelledPayment, subject) is not None:
            due = refunds_due_cents(session, subject)
            return Paid(_("On its way back to the client.") if due else _("Settled by the terms of the booking."))
        if cancellation_of(session, subject) is not None:
            return Paid(_("What the terms of the booking keep is being charged to the card."))
    elif settlement is not None and settlement.settled_at is not None:
        return Paid(_("Paid, and shared out."), entry_id=entry_id)
    if received >= booking.price_cents:
        return Paid(_("Paid. The co-op holds it until the work is done."))
    if kept_aside and received + kept_aside >= booking.price_cents:
        if settlement is not None:
            return Paid(_("Being charged to the card, then shared out."), kept_aside_cents=kept_aside)
        return Paid(_("Kept aside on the client's card, and charged when the work is done."),
                    kept_aside_cents=kept_aside)  # fmt: skip
    if course.acceptance is None or course.cancellation is not None:
        return Paid(_("Nothing to pay yet.") if course.cancellation is None else _("Nothing was paid."))
    waits = _("To be paid by card.") if booking.payment_method == "card" else _("The co-op waits for the transfer.")
    return Paid(waits, awaited_cents=booking.price_cents - received - kept_aside)


def owed_said(session: Session, booking: Booking, kept_cents: int, money: Callable[[int], str]) -> str:
    """Who owes whom what after a cancellation or a no-show that is settled; `money` writes an amount.

    Only what had arrived can be kept: nobody is billed by the co-op.
    """
    names = {"worker": booking.worker.display_name, "client": booking.client.display_name if booking.client else ""}
    if booking.payment_method == "cash":
        if not kept_cents:
            return str(_("Nobody owes anything: no money had passed."))
        return str(
            _(
                "%(client)s owes %(worker)s %(kept)s by the terms of the booking. Please settle it between you: "
                "the co-op held no money for it, and takes no fee on it.",
                kept=money(kept_cents),
                **names,
            )
        )
    subject = subject_of(booking.reference)
    received, settled = received_cents(session, subject), session.get(CancelledPayment, subject)
    asked = cancellation_of(session, subject)
    if asked is not None and settled is None:
        return str(
            _("%(kept)s is charged to the card by the terms of the booking; the rest that it kept aside is let go.",
              kept=money(asked.amount_cents))
        )  # fmt: skip
    if not received and booking.payment_method == "card":
        return str(_("Nothing was charged, so nothing is kept; what a card kept aside is let go."))
    if not received:
        return str(_("Nothing had been transferred, so nothing is kept and nothing goes back."))
    kept = settled.worker_cents + settled.fee_cents + settled.fund_cents if settled else 0
    back = money(received - kept)
    if kept == received:
        return str(_("What was transferred, %(kept)s, is kept by the terms of the booking.", kept=money(kept)))
    if not kept:
        return str(_("All of it, %(back)s, goes back to %(client)s.", back=back, **names))
    return str(
        _("Of what was transferred, %(kept)s is kept by the terms of the booking; %(back)s goes back to %(client)s.",
          kept=money(kept), back=back, **names)
    )  # fmt: skip


def tip_said(session: Session, course: Course, money: Callable[[int], str]) -> str:
    """How a tip by card stands, empty where there is none; `money` writes an amount."""
    subject, worker = subject_of(course.booking.reference), course.booking.worker.display_name
    given, held = card_tips_cents(session, subject), sum(tips_standing(session, subject).values())
    if given:
        return str(_("%(sum)s: there is no fee on tips, all of it is for %(name)s.", sum=money(given), name=worker))
    if held and not refunds_due_cents(session, subject):
        return str(_("%(sum)s, held with the price. When the work is done all of it is for %(name)s, without a fee.",
                     sum=money(held), name=worker))  # fmt: skip
    kept_aside = sum(one.tip_cents for one in undecided(session, subject))
    if kept_aside:
        return str(_("%(sum)s, kept aside with the price, charged with it, and all for %(name)s, without a fee.",
                     sum=money(kept_aside), name=worker))  # fmt: skip
    return ""
