"""Messages belong to a booking, in their order."""

from __future__ import annotations

import pytest

from coop.market.messages.actions import LONGEST, write
from coop.market.messages.queries import conversation
from tests.factories import NOW
from tests.market.bookings.factories import make_booking


def test_a_conversation_is_one_bookings_own_oldest_first_and_bounded(session, coop):
    one, other = make_booking(session), make_booking(session)
    for n in range(3):
        write(session, booking_id=one.booking.id, author_id=one.booking.client_id, body=f" {n} ", at=NOW)
    write(session, booking_id=other.booking.id, author_id=other.booking.client_id, body="elsewhere", at=NOW)
    assert [each.body for each in conversation(session, one.booking.id)] == ["0", "1", "2"]
    assert [each.body for each in conversation(session, one.booking.id, limit=2)] == ["1", "2"]


@pytest.mark.parametrize("body", ["", "  \n ", "x" * (LONGEST + 1)])
def test_an_empty_or_endless_message_is_refused(session, coop, body):
    with pytest.raises(ValueError, match="characters"):
        write(session, booking_id=1, author_id=1, body=body, at=NOW)
