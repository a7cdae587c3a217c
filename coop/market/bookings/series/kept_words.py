"""What the pages of a series say of the cards its client keeps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from coop.market.bookings.series.queries import SeriesCourse, charge_days
from coop.market.bookings.states import Side, State
from coop.money.kept_cards.models import KeptCard
from coop.money.kept_cards.queries import good_cards, standing_consents
from coop.money.kept_cards.words import card_said
from coop.money.payments.entries import CARD, subject_of


@dataclass(frozen=True)
class Charged:
    """`on` is when each visit, by booking id, is charged to the card that was agreed on; `cards` names those cards.

    `offers` are (number, words) of cards that the client can agree on for the visits ahead.
    """

    on: dict[int, dt.datetime] = field(default_factory=dict)
    cards: tuple[str, ...] = ()
    offers: tuple[tuple[int, str], ...] = ()


def charged_said(session: Session, found: SeriesCourse, side: Side, at: dt.datetime) -> Charged:
    """For both sides of a series that is paid by card; which card it is, the client alone reads."""
    ahead = [
        course for course in found.in_state(at, State.REQUESTED, State.ACCEPTED) if at < course.booking.starts_at
    ]
    if not ahead or found.courses[0].booking.payment_method != CARD or found.series.client_id is None:
        return Charged()
    standing = standing_consents(session, [subject_of(course.booking.reference) for course in ahead])
    before = dt.timedelta(days=charge_days(session, at))
    on = {
        course.booking.id: max(at, course.booking.starts_at - before)
        for course in ahead
        if subject_of(course.booking.reference) in standing
    }
    if side is Side.WORKER:
        return Charged(on)
    agreed = {consent.card_id for consent in standing.values()}
    cards = tuple(card_said(session.get_one(KeptCard, number)) for number in sorted(agreed))
    good = good_cards(session, found.series.client_id, at=at)
    offers = [card for card in good if len(on) < len(ahead) or agreed != {card.id}]
    return Charged(on, cards, tuple((card.id, card_said(card)) for card in offers))
