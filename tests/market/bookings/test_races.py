"""Many processes ask for the same worker's time at once: none is given twice, and every refusal is a clean one.

The second race is the one in which SERIALIZABLE with a check of one's own double-books (design notes on
performance): each process books right after the newest slot, so that all of them aim at the same instant.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from coop.market.availability.models import SlotClaim
from tests.factories import NOW
from tests.market.bookings.factories import make_listing
from tests.market.bookings.race import attack
from tests.racing import racers

PROCESSES, ATTEMPTS = 8, 25


def overlaps(session) -> int:
    """Pairs of claims of one worker that overlap, buffers included, counted by the database."""
    one, other = aliased(SlotClaim), aliased(SlotClaim)
    query = select(func.count()).where(
        one.worker_id == other.worker_id,
        one.booking_id < other.booking_id,
        one.padded_from < other.padded_until,
        other.padded_from < one.padded_until,
    )
    return session.execute(query).scalar_one()


def race(session, database_url, *, newest, level=None):
    """Run it and return (claims standing, tallies)."""
    listing = make_listing(session, horizon_days=365, buffer_before_minutes=15, notice_minutes=0)
    listing_id = listing.id
    session.commit()
    session.connection().close()
    session.close()
    job = (database_url, listing_id, NOW, ATTEMPTS, newest, level)
    context = racers()
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        tallies = list(pool.map(attack, *zip(*[job] * PROCESSES, strict=True)))
    return session.execute(select(func.count()).select_from(SlotClaim)).scalar_one(), tallies


@pytest.mark.slow
@pytest.mark.parametrize("newest", [False, True], ids=["anywhere in the day", "right after the newest slot"])
def test_no_time_is_booked_twice(session, coop, database_url, newest):
    claims, tallies = race(session, database_url, newest=newest)
    assert overlaps(session) == 0
    assert claims == sum(tally.won for tally in tallies)
    assert claims > 0
    assert sum(tally.refused for tally in tallies) > 0
    assert sum(tally.again for tally in tallies) == 0, "a lost race is a clean refusal, not an error"


@pytest.mark.slow
@pytest.mark.only_on("postgresql")
def test_no_time_is_booked_twice_at_serializable(session, coop, database_url):
    claims, tallies = race(session, database_url, newest=True, level="SERIALIZABLE")
    assert overlaps(session) == 0
    assert claims == sum(tally.won for tally in tallies) > 0
