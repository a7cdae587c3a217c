"""What each process of the booking races does; a module of its own, so that spawned processes can import it."""

from __future__ import annotations

import datetime as dt
import os
import random
from typing import NamedTuple

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import coop.schema  # noqa: F401  every table, as in the app
from coop.db.engine import make_engine
from coop.db.session import is_passing, writing
from coop.market.availability.models import SlotClaim
from coop.market.bookings import actions
from coop.market.bookings.models import Booking
from coop.market.listings.models import Listing

MINUTE = dt.timedelta(minutes=1)


class Tally(NamedTuple):
    """How a process fared: slots it got, clean refusals, and times the database asked to try again."""

    won: int
    refused: int
    again: int


def attack(url: str, listing_id: int, at: dt.datetime, attempts: int, newest: bool, level: str | None) -> Tally:
    """Ask for overlapping slots, `attempts` times; commit what is granted."""
    options = {"isolation_level": level} if level else {}
    engine = make_engine(url, **options)
    dice = random.Random(os.getpid())
    won = refused = again = 0
    for _ in range(attempts):
        try:
            _book(engine, listing_id, at, dice, newest)
            won += 1
        except (actions.NotOffered, actions.SlotTaken):
            refused += 1
        except OperationalError as error:
            if not is_passing(error):
                raise
            again += 1
    engine.dispose()
    return Tally(won, refused, again)


def _book(engine: Engine, listing_id: int, at: dt.datetime, dice: random.Random, newest: bool) -> None:
    starts_at = None
    if newest:
        # Read first and book in another transaction, as a page and its form do: everybody sees the same end.
        with writing(False), Session(engine) as session:
            query = select(func.max(Booking.ends_at)).join(SlotClaim, SlotClaim.booking_id == Booking.id)
            last = session.execute(query).scalar()
            starts_at = (last or at + dt.timedelta(days=1)) + dice.choice((15, 30)) * MINUTE
    with Session(engine) as session, session.begin():
        listing = session.get_one(Listing, listing_id)
        starts_at = starts_at or at + dt.timedelta(days=1) + dice.randrange(0, 40) * 15 * MINUTE
        actions.hold(session, listing, actions.Ask(starts_at, dice.choice((60, 75, 90))), client=None, at=at)
