"""A listing that is booked at once, paid by card."""

from __future__ import annotations

import pytest

from tests.cards import account, app, card_settings, cards, cushion, rule, settle, tell  # noqa: F401
from tests.market.bookings.factories import make_listing


@pytest.fixture
def listing(session, coop, cushion):  # noqa: F811
    return make_listing(session, instant=True)


@pytest.fixture
def charged_at_once(rule):  # noqa: F811
    """Cards that are authorised first: test_kept_aside.py."""
    rule("cards.capture_days", 0)
