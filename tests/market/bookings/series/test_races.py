"""Clients ask for overlapping series in processes of their own: no time is given twice, and no series in part."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import func, select

from coop.market.availability.models import SlotClaim
from coop.market.bookings.models import Booking
from coop.market.bookings.series.models import Series, SeriesVisit
from tests.factories import NOW, make_person
from tests.market.bookings.factories import make_listing
from tests.market.bookings.series.race import attack
from tests.market.bookings.test_races import overlaps
from tests.racing import racers

PROCESSES, ATTEMPTS = 4, 12


@pytest.mark.slow
def test_no_time_is_booked_twice_and_no_series_in_part(session, coop, database_url):
    listing = make_listing(session, horizon_days=120, instant=True)
    clients = [make_person(session, f"Client {number}").id for number in range(PROCESSES)]
    jobs = [(database_url, listing.id, client, NOW, ATTEMPTS) for client in clients]
    session.commit()
    session.connection().close()
    session.close()
    with ProcessPoolExecutor(PROCESSES, mp_context=racers()) as pool:
        tallies = list(pool.map(attack, *zip(*jobs, strict=True)))
    won = sum(tally.won for tally in tallies)
    assert overlaps(session) == 0
    assert won > 0
    assert sum(tally.refused for tally in tallies) > 0
    assert sum(tally.again for tally in tallies) == 0, "a lost race is a clean refusal, not an error"
    assert [session.execute(select(func.count()).select_from(model)).scalar_one() for model in
            (Series, SeriesVisit, SlotClaim, Booking)] == [won, 4 * won, 4 * won, 4 * won]  # fmt: skip
