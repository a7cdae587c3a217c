"""All open listings by reference, one listing, and the categories."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.api.asked import Asked
from coop.commons.api.reads import offers
from coop.commons.api.shapes.listings import CategoryList, Listing, ListingLine, ListingList, Picture
from coop.market.categories.queries import tree
from coop.market.listings.models import ListingPicture

table = offers.listings
pictures = ListingPicture.__table__


def listings(session: Session, asked: Asked) -> ListingList:
    """A page of all open listings, in the order of their references; five queries at most."""
    kinds, size = tree(session), asked.limit
    before, after = asked.text("before"), asked.text("after")
    query = offers.public(asked.at)
    if asked.text("category"):
        kind = kinds.by_key.get(asked.text("category"))
        query = query.where(table.c.category_id.in_(kinds.subtree(kind.id) if kind else []))
    if after:  # toward the beginning of the list
        query = query.where(table.c.reference < after).order_by(table.c.reference.desc())
    else:
        query = query.where(table.c.reference > before).order_by(table.c.reference)
    rows = list(session.execute(query.limit(size + 1)).all())
    more = len(rows) > size
    rows = rows[:size][::-1] if after else rows[:size]
    stars = offers.stars_by_worker(session, rows, asked.at)
    further, back = (bool(rows), more) if after else (more, bool(before) and bool(rows))
    return ListingList(
        items=[ListingLine(**offers.line(row, kinds, stars, asked)) for row in rows],
        **asked.pages(rows[-1].reference if further else None, rows[0].reference if back else None),
    )


def listing(session: Session, asked: Asked) -> Listing | None:
    """One open listing."""
    row = session.execute(offers.public(asked.at).where(table.c.reference == asked.text("reference"))).first()
    if row is None:
        return None
    shown = session.execute(
        select(pictures.c.digest, pictures.c.alt, pictures.c.width, pictures.c.height)
        .where(pictures.c.listing_id == row.id)
        .order_by(pictures.c.position)
    )
    return Listing(
        **offers.line(row, tree(session), offers.stars_by_worker(session, [row], asked.at), asked),
        description=row.description,
        instant=row.instant,
        least_minutes=row.min_minutes,
        most_minutes=row.max_minutes if row.price_kind == "hour" else row.min_minutes,
        notice_minutes=row.notice_minutes,
        horizon_days=row.horizon_days,
        cancellation=row.cancellation_tier,
        accepts_cash=row.accepts_cash,
        accepts_transfer=row.accepts_transfer,
        pictures=[
            Picture(url=f"/pictures/{digest}-960.webp", alt=alt, width=width, height=height)
            for digest, alt, width, height in shown
        ],
    )


def categories(session: Session, _asked: Asked) -> CategoryList:
    """The whole tree; one query."""
    kinds = tree(session)
    ordered = [kinds.by_id[each] for root in kinds.roots for each in kinds.subtree(root.id)]
    return CategoryList(items=[offers.category(kind, kinds) for kind in ordered])
