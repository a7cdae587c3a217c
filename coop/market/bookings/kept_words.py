"""What a booking's page says of the cards its client keeps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.market.bookings.queries import Course
from coop.market.bookings.series.queries import charged_from
from coop.market.bookings.states import Side
from coop.money.kept_cards.models import KeptCard
from coop.money.kept_cards.queries import good_cards, last_refusal, standing_consent
from coop.money.kept_cards.words import card_said
from coop.money.payments.entries import CARD, subject_of


@dataclass(frozen=True)
class Kept:
    """`agreed` names the card that is to be charged, `cents` how much; `offers` are (number, words) of others."""

    agreed: str = ""
    cents: int = 0
    refused: str = ""
    offers: tuple[tuple[int, str], ...] = ()
    charged_from: dt.datetime | None = None
    """When a visit of a series is charged, as long as that is ahead."""


def kept_said(session: Session, found: Course, side: Side, at: dt.datetime) -> Kept:
    """For the client of a booking that is paid by card; nothing for anybody else."""
    booking = found.booking
    if side is not Side.CLIENT or booking.payment_method != CARD or booking.client_id is None:
        return Kept()
    subject = subject_of(booking.reference)
    agreed = standing_consent(session, subject)
    charged = charged_from(session, booking, at) if agreed else None
    cards = good_cards(session, booking.client_id, at=at)
    return Kept(
        agreed=card_said(session.get_one(KeptCard, agreed.card_id)) if agreed else "",
        cents=agreed.amount_cents if agreed else booking.price_cents,
        refused=last_refusal(session, subject),
        charged_from=charged if charged is not None and charged > at else None,
        offers=tuple((card.id, card_said(card)) for card in cards),
    )
