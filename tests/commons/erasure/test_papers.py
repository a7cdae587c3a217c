"""Invoices of somebody erased: kept as the law asks, then their side of each paper is blanked, and no other."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from coop.commons.erasure import actions
from coop.commons.erasure.models import KeptByLaw
from coop.money.papers.actions import Named, credit_refund, issue
from coop.money.papers.models import Paper
from coop.money.tax_status.actions import state
from coop.money.tax_status.models import TaxStatus
from coop.money.tax_status.queries import standing_on

DAY = dt.date(2026, 3, 2)
AFTER = dt.datetime(2034, 1, 2, tzinfo=dt.UTC)
"""Seven calendar years after 2026, the founding value of `records.kept_years`."""


@pytest.fixture
def papers(session, story, now):
    worker, client = story.worker, story.client
    state(session, worker, kind="exempt", sentence="Art. 1.", trading_name="Heron Works", address="Quay 1", from_on=DAY,
          recorded_by=worker, at=now)  # fmt: skip
    issue(session, seller_party_id=worker.party_id, seller=standing_on(session, worker.id, DAY, otherwise=""),
          buyer=Named("Kingfisher Ltd", "Market 3"), subject="booking:PAPERED", supplied_on=DAY, gross_cents=5000,
          description="Nests", worker_party_id=worker.party_id, client_id=client.id, at=now)  # fmt: skip
    credit_refund(session, "booking:PAPERED", number=1, refund_cents=1000, at=now)
    session.commit()
    return list(session.execute(select(Paper)).scalars())


def sides(session):
    rows = select(Paper.seller_name, Paper.seller_address, Paper.buyer_name, Paper.buyer_address, Paper.description)
    return [tuple(row) for row in session.execute(rows.order_by(Paper.id))]


def kept(session):
    query = select(KeptByLaw.key, KeptByLaw.until).where(KeptByLaw.table == "papers")
    return dict(tuple(row) for row in session.execute(query))


@pytest.mark.parametrize(("who", "side"), [("client", "buyer"), ("worker", "seller")])
def test_kept_for_the_laws_years_then_blanked(session, papers, story, erase, who, side):
    erase(getattr(story, who))
    assert kept(session) == {f"{paper.id}:{side}": dt.date(2033, 12, 31) for paper in papers}
    assert sides(session)[0] == ("Heron Works", "Quay 1", "Kingfisher Ltd", "Market 3", "Nests")
    while actions.let_go(session, at=AFTER):
        session.commit()
    session.expire_all()
    left = {"client": ("Heron Works", "Quay 1", "", "", "Nests"), "worker": ("", "", "Kingfisher Ltd", "Market 3", "")}
    assert sides(session)[0] == left[who]
    assert session.execute(select(Paper.gross_cents).order_by(Paper.id)).scalars().all() == [5000, 1000]


def test_what_they_stated_of_their_taxes_goes_at_once(session, papers, story, erase):
    erase(story.client)
    assert session.execute(select(TaxStatus.trading_name)).scalars().all() == ["Heron Works"]
    erase(story.worker)
    assert session.execute(select(TaxStatus)).first() is None


def test_a_kept_paper_may_be_blanked_and_nothing_else(session, papers, story, erase):
    erase(story.client)
    for change in ("buyer_name = 'Somebody'", "gross_cents = 1", "number = 9", "notes = ''"):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(f"UPDATE papers SET {change}"))
        session.rollback()
