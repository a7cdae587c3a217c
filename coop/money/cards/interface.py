"""What a provider of card payments can be asked. Two are there: none (`Offline`) and Stripe."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

BOOKING, TIP = "booking", "tip"


class NoCards(RuntimeError):
    """This co-op takes no cards."""


class Unreachable(RuntimeError):
    """The processor did not answer; nothing is lost, and the same is asked again later."""


class Refused(RuntimeError):
    """The processor refused what was asked; `code` is its own word for why."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(said or code)
        self.code = code


@dataclass(frozen=True)
class PayAsk:
    """A card payment to be asked for: `subject` is `booking:<reference>`, `about` what its page says it is for.

    `until` is when the page of the processor closes; both addresses are pages of this site. `is_charged_later`: the
    card's bank only keeps the money aside, and it is charged when the work is done. A tip may be paid in one with it:
    `tip_cents` on top of the amount, on a line of its own that says `tip_about`.
    """

    subject: str
    purpose: str
    amount_cents: int
    currency: str
    about: str
    paid_url: str
    back_url: str
    until: dt.datetime
    tip_cents: int = 0
    tip_about: str = ""
    keep_for: int | None = None
    """The person whose card the processor is to keep for later, when they asked for that."""
    is_charged_later: bool = False


@dataclass(frozen=True)
class ChargeAsk:
    """A charge to a kept card while its owner is not there: never more than the consent, and once."""

    consent_id: int
    purpose: str
    amount_cents: int
    currency: str
    about: str


class Provider(Protocol):
    """A processor of cards. Every method that calls out takes the engine and opens its own short transactions:
    never is a database transaction open while the network is waited for."""

    takes_cards: bool
    is_test: bool
    pays_at: str
    """Origins of the processor's pages, separated by spaces, which a form of ours may lead to."""

    def pay(self, engine: Engine, ask: PayAsk, *, at: dt.datetime) -> str:
        """The address where the client pays; the same one while it is open. Raises Unreachable and Refused."""

    def look(self, engine: Engine, subject: str, *, at: dt.datetime) -> None:
        """Ask what became of the payments of one subject, and book it. Raises Unreachable."""

    def page_to_keep(
        self, engine: Engine, person_id: int, *, kept_url: str, back_url: str, at: dt.datetime
    ) -> str:
        """The address where a person gives the processor a card to keep. Raises Unreachable, Refused, NoCards."""

    def look_for_card(self, engine: Engine, person_id: int, *, at: dt.datetime) -> None:
        """Ask what became of that page. Raises Unreachable and Refused."""

    def set_out_charge(self, session: Session, ask: ChargeAsk, *, at: dt.datetime) -> int | None:
        """Write down that a kept card is to be charged; the caller commits and then has it carried out. None when the
        consent has ended, or allows no charge any more."""

    def carry_out(self, engine: Engine, number: int, *, at: dt.datetime) -> None:
        """Do what was written down. What the processor says, also no, is recorded. Raises Unreachable."""


class Offline:
    """No cards: cash and bank transfers, which need no account anywhere."""

    takes_cards = False
    is_test = False
    pays_at = ""

    def pay(self, _engine: Engine, _ask: PayAsk, *, at: dt.datetime) -> str:
        raise NoCards("this co-op takes no cards")

    def look(self, _engine: Engine, _subject: str, *, at: dt.datetime) -> None:
        """Nothing to ask."""

    def page_to_keep(
        self, _engine: Engine, _person_id: int, *, kept_url: str, back_url: str, at: dt.datetime
    ) -> str:
        raise NoCards("this co-op takes no cards")

    def look_for_card(self, _engine: Engine, _person_id: int, *, at: dt.datetime) -> None:
        """Nothing to ask."""

    def set_out_charge(self, _session: Session, _ask: ChargeAsk, *, at: dt.datetime) -> int | None:
        """No card to charge."""
        return None

    def carry_out(self, _engine: Engine, _number: int, *, at: dt.datetime) -> None:
        """Nothing was written down."""
