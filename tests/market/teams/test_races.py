"""Many processes ask at once for teams that share members, and for one of them alone: no time is given twice."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import func, select

from coop.market.availability.models import SlotClaim
from coop.market.bookings.models import Booking
from tests.factories import NOW
from tests.market.bookings.factories import make_listing
from tests.market.bookings.race import attack
from tests.market.bookings.test_races import overlaps
from tests.market.teams.factories import make_team
from tests.racing import racers

PROCESSES, ATTEMPTS = 8, 15


@pytest.mark.slow
@pytest.mark.parametrize("newest", [False, True], ids=["anywhere in the day", "right after the newest slot"])
def test_no_time_of_any_member_is_booked_twice(session, coop, database_url, newest):
    terms = {"horizon_days": 365, "buffer_before_minutes": 15, "notice_minutes": 0}
    team, (lead, one, _other) = make_team(session, **terms)
    # The same two, the other way round: two teams that wait for each other's members would be a deadlock.
    back, _people = make_team(session, (1, 1), others=[lead], **terms)
    alone = make_listing(session, one, **terms)
    ids = [team.id, back.id, team.id, back.id, team.id, alone.id]
    session.commit()
    session.connection().close()
    session.close()
    jobs = [(database_url, ids[each % len(ids)], NOW, ATTEMPTS, newest, None) for each in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=racers()) as pool:
        tallies = list(pool.map(attack, *zip(*jobs, strict=True)))
    assert overlaps(session) == 0
    assert sum(tally.again for tally in tallies) == 0, "a lost race is a clean refusal, not an error"
    won = sum(tally.won for tally in tallies)
    assert 0 < won == session.execute(select(func.count()).select_from(Booking)).scalar_one()
    each = (
        select(func.count(SlotClaim.worker_id))
        .join(Booking, Booking.id == SlotClaim.booking_id)
        .where(Booking.team_id.is_not(None))
        .group_by(Booking.id, Booking.listing_id)
    )
    held = session.execute(each.add_columns(Booking.listing_id)).all()
    assert held
    assert all(claims == (3 if listing == ids[0] else 2) for claims, listing in held), "all of a team, or nobody"
