"""What the first page shows: some listings, the fund, the next vote."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.closing.models import Outcome
from coop.governance.closing.rules import LAPSED
from coop.governance.electorate.models import Opening
from coop.governance.proposals.models import Proposal
from coop.ledger import chart
from coop.ledger.balances import balances
from coop.market.categories.models import Category
from coop.market.listings.models import Listing, ListingPicture
from coop.market.listings.queries import shown
from coop.people.persons.models import Person

listings = Listing.__table__
categories = Category.__table__
pictures = ListingPicture.__table__
people = Person.__table__
openings = Opening.__table__
proposals = Proposal.__table__
outcomes = Outcome.__table__

SHOWN = 6
_NEWS = dt.timedelta(days=14)


@dataclass(frozen=True)
class Offer:
    """A listing on the first page."""

    reference: str
    title: str
    worker: str
    category: str
    drawing: str
    picture: str | None
    price_kind: str
    price_cents: int
    unit_name: str
    sliding_scale: bool
    price_low_cents: int
    price_high_cents: int


def newest_offers(session: Session, at: dt.datetime) -> list[Offer]:
    """The listings published last, in one query."""
    first = (
        select(pictures.c.digest)
        .where(pictures.c.listing_id == listings.c.id)
        .order_by(pictures.c.position)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            listings.c.reference,
            listings.c.title,
            people.c.display_name,
            categories.c.name,
            categories.c.drawing,
            first,
            listings.c.price_kind,
            listings.c.price_cents,
            listings.c.unit_name,
            listings.c.sliding_scale,
            listings.c.price_low_cents,
            listings.c.price_high_cents,
        )
        .join(people, people.c.id == listings.c.worker_id)
        .join(categories, categories.c.id == listings.c.category_id)
        .where(shown(at))
        .order_by(listings.c.published_at.desc(), listings.c.id.desc())
        .limit(SHOWN)
    )
    return [Offer(*tuple(row)) for row in rows]


@dataclass(frozen=True)
class Fund:
    """The open period's income and expenses, and what waits for a vote or is kept (all natural, in cents)."""

    income_cents: int
    expense_cents: int
    waiting_cents: int
    kept_cents: int

    @property
    def surplus_cents(self) -> int:
        """What the open period has left so far."""
        return self.income_cents - self.expense_cents

    @property
    def whole_cents(self) -> int:
        return self.surplus_cents + self.waiting_cents + self.kept_cents


_KEPT = (chart.RESERVE, chart.SOLIDARITY, chart.EDUCATION, chart.PROJECTS, *chart.COMMITTED)


def fund(session: Session) -> Fund:
    """The shared fund today, in one query."""
    flows = [code for code, spec in chart.CHART.items() if spec.kind in (chart.Kind.INCOME, chart.Kind.EXPENSE)]
    sums = balances(session, [*flows, *_KEPT, chart.SURPLUS])

    def natural(test: tuple[str, ...]) -> int:
        return -sum(cents for (code, _), cents in sums.items() if code.startswith(test))

    return Fund(natural(("Income:",)), -natural(("Expenses:",)), natural((chart.SURPLUS,)), natural(_KEPT))


@dataclass(frozen=True)
class NextVote:
    """A vote open now."""

    reference: str
    title: str
    closes_at: dt.datetime


def next_vote(session: Session, at: dt.datetime) -> NextVote | None:
    """The open vote that closes first."""
    row = session.execute(
        select(proposals.c.reference, proposals.c.title, openings.c.closes_at)
        .join(openings, openings.c.proposal_id == proposals.c.id)
        .where(openings.c.closes_at > at, openings.c.opened_at <= at)
        .order_by(openings.c.closes_at)
        .limit(1)
    ).first()
    return NextVote(*row) if row else None


@dataclass(frozen=True)
class Decided:
    """A vote that closed lately."""

    reference: str
    title: str
    stated_at: dt.datetime


def last_decided(session: Session, at: dt.datetime) -> Decided | None:
    """The vote whose outcome was stated last, for a fortnight; one that lapsed decided nothing."""
    why = func.coalesce(outcomes.c.result["why"].as_string(), "")
    row = session.execute(
        select(proposals.c.reference, proposals.c.title, outcomes.c.stated_at)
        .join(outcomes, outcomes.c.proposal_id == proposals.c.id)
        .where(outcomes.c.stated_at > at - _NEWS, outcomes.c.stated_at <= at, why != LAPSED)
        .order_by(outcomes.c.stated_at.desc(), outcomes.c.proposal_id.desc())
        .limit(1)
    ).first()
    return Decided(*row) if row else None


def listing_count(session: Session, at: dt.datetime) -> int:
    """How many services can be booked."""
    query = select(func.count()).select_from(listings).where(shown(at))
    return int(session.execute(query).scalar_one())
