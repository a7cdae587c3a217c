"""The small co-op's books, committed, for pages to show."""

from __future__ import annotations

import pytest

from tests.commons.books import write_books
from tests.commons.seeded import seeded_site


@pytest.fixture
def books(session, coop):
    """Numbers of entries worth looking at."""
    numbers = write_books(session)
    session.commit()
    return numbers


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def seeded(request, tmp_path_factory):
    """The seeded demo for reading, on each database; made once for all processes of a run, so no test may write."""
    with seeded_site(request, tmp_path_factory.mktemp("seeded"), request.param) as site:
        yield site
