"""What each process of the races of series does; a module of its own, so that spawned processes can import it."""

from __future__ import annotations

import datetime as dt
import os
import random

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import coop.schema  # noqa: F401  every table, as in the app
from coop.db.engine import make_engine
from coop.db.session import is_passing
from coop.market.listings.models import Listing
from coop.people.persons.models import Person
from tests.market.bookings.race import Tally
from tests.market.bookings.series.factories import actions, make_held_series, the_series

MINUTE = dt.timedelta(minutes=1)


def attack(url: str, listing_id: int, client_id: int, at: dt.datetime, attempts: int) -> Tally:
    """Book series of a few weeks whose visits overlap others' on one date or more; commit what is granted."""
    engine = make_engine(url)
    dice = random.Random(os.getpid())
    won = refused = again = 0
    for _ in range(attempts):
        # A date of one series is another date of the next: they meet in the middle as well as at their first.
        begins = at + dt.timedelta(days=1 + 7 * dice.randrange(4)) + dice.randrange(0, 24) * 15 * MINUTE
        try:
            with Session(engine) as session, session.begin():
                client = session.get_one(Person, client_id)
                listing = session.get_one(Listing, listing_id)
                series = make_held_series(session, listing, client=client, starts_at=begins, visits=4, at=at)
                found = the_series(session, series)
                actions.fill_in_series(session, found, address="x", note="", payment_method="cash")
                actions.confirm_series(session, found, client=client, at=at)
            won += 1
        except actions.NotFree:
            refused += 1
        except OperationalError as error:
            if not is_passing(error):
                raise
            again += 1
    engine.dispose()
    return Tally(won, refused, again)
