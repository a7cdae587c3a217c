"""Eight processes issue at once; the numbers are consecutive, and one subject has one paper. On both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coop.db.engine import make_engine
from coop.db.session import retrying
from coop.money.papers.actions import issue
from coop.money.papers.models import Paper, PaperIssuer
from tests.money.papers.conftest import BUYER, DAY, REGISTERED
from tests.money.payouts.test_races import PROCESSES, in_parallel


class GaveUp(RuntimeError):
    """A process that dies before its transaction is committed."""


def issue_one(engine, number, party_id, client_id, now, same):
    """Every third process fails after its paper has a number, and tries again."""
    failed = []

    def work(session):
        paper = issue(
            session, seller_party_id=party_id, seller=REGISTERED, buyer=BUYER,
            subject="booking:SAME" if same else f"booking:B{number}", supplied_on=DAY, gross_cents=1000 + number,
            description="Work", worker_party_id=party_id, client_id=client_id, at=now,
        )  # fmt: skip
        if number % 3 == 0 and not failed:
            failed.append(number)
            raise GaveUp
        return paper.number

    try:
        return retrying(engine, work)
    except GaveUp:
        return retrying(engine, work)


@pytest.mark.slow
@pytest.mark.parametrize("same", [False, True])
def test_eight_at_once(session, worker, client_person, now, database_url, same):
    session.commit()
    got = in_parallel(issue_one, database_url, worker.party_id, client_person.id, now, same)
    assert sorted(got) == ([1] * PROCESSES if same else list(range(1, PROCESSES + 1)))
    engine = make_engine(database_url)
    with engine.connect() as connection:
        numbers = connection.execute(select(Paper.number).order_by(Paper.number)).scalars().all()
        assert numbers == ([1] if same else list(range(1, PROCESSES + 1)))
        assert len(connection.execute(select(PaperIssuer.id)).all()) == 1
    engine.dispose()
