"""The first page."""

from __future__ import annotations

import functools
from typing import cast

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.commons.home import queries
from coop.commons.home.queries import Decided, Fund, NextVote, Offer
from coop.commons.versions import versioned
from coop.web import clock, figures, filters
from coop.web.database import session

bp = Blueprint("commons_home", __name__)


Besides = tuple[list[Offer], int, NextVote | None, Decided | None]


def _besides_the_books() -> Besides:
    """What the page shows that is no entry: six listings, how many there are, the open vote or the last one."""
    if "besides_the_books" not in g:
        at = clock.now()
        vote = queries.next_vote(session, at)
        decided = None if vote else queries.last_decided(session, at)
        g.besides_the_books = (queries.newest_offers(session, at), queries.listing_count(session, at), vote, decided)
    return cast(Besides, g.besides_the_books)


@bp.get("/")
@functools.partial(versioned, more=_besides_the_books)
def show() -> ResponseReturnValue:
    if g.get("coop") is None:
        return render_template("commons/home/unfounded.html")
    offers, count, vote, decided = _besides_the_books()
    fund = queries.fund(session)
    return render_template(
        "commons/home/show.html",
        offers=offers,
        count=count,
        fund=fund,
        parts=_parts(fund),
        vote=vote,
        decided=decided,
        price=_price,
    )


def _parts(fund: Fund) -> list[figures.Bar]:
    """What the fund is made of; a loss has no bar, the page says it in words."""
    rows = [
        (_("Left over so far this period"), fund.surplus_cents),
        (_("Waiting for the members' vote"), fund.waiting_cents),
        (_("In the reserves"), fund.kept_cents),
    ]
    return figures.bars([(label, max(0, cents)) for label, cents in rows], filters.money)


def _price(offer: Offer) -> str:
    """A listing's price in words; it is all in."""
    amount = filters.money(offer.price_cents)
    if offer.sliding_scale:
        amount = _(
            "%(low)s to %(high)s, you choose",
            low=filters.money(offer.price_low_cents),
            high=filters.money(offer.price_high_cents),
        )
    if offer.price_kind == "hour":
        return str(_("%(amount)s an hour", amount=amount))
    if offer.price_kind == "unit":
        return str(_("%(amount)s per %(unit)s", amount=amount, unit=offer.unit_name))
    return amount
