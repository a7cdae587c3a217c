"""The small co-op's books, committed, for pages to show."""

from __future__ import annotations

import pytest

from tests.commons.books import write_books


@pytest.fixture
def books(session, coop):
    """Numbers of entries worth looking at."""
    numbers = write_books(session)
    session.commit()
    return numbers
