"""Search in the published order, as /services does it, with each score laid open."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.commons.api.asked import Asked
from coop.commons.api.reads import offers
from coop.commons.api.shapes.listings import Found, ScorePart, SearchPage
from coop.commons.exports.books import stamp
from coop.market.categories.queries import tree
from coop.market.listings.queries import places
from coop.market.ranking.signals import ONE
from coop.market.search import asking as asked_for
from coop.market.search import cursor, queries
from coop.market.search.queries import Result
from coop.web.problems import Refused


def search(session: Session, asked: Asked) -> SearchPage:
    """One page of results."""
    asking = asked_for.read(_given(asked))
    kinds = tree(session)
    if asking.problems:  # each parameter alone was readable, so one of the two is missing
        raise _lonely("lon" if "lat" in asked.values else "lat")
    if asking.category and asking.category not in kinds.by_key:
        raise _not_here("category", sorted(kinds.by_key))
    begun = cursor.read(asked.text("after"), at=asked.at)
    if asked.text("after") and begun.key is None:
        raise _not_here("after", [_("a key of the last twelve hours, as in next")])
    page = queries.search(session, asking, kinds, cursor=begun, at=asked.at, size=asked.limit)
    if page.place_unknown:
        raise _not_here("place", [place.label for place in places(session)])
    ids = [result.scored.listing_id for result in page.results]
    rows = {row.id: row for row in session.execute(offers.public(asked.at).where(offers.listings.c.id.in_(ids)))}
    stars = offers.stars_by_worker(session, list(rows.values()), asked.at)
    items = [
        Found(**offers.line(rows[result.scored.listing_id], kinds, stars, asked), **_score(result))
        for result in page.results
        if result.scored.listing_id in rows  # on PostgreSQL it may have been closed since
    ]
    following = str(page.following) if page.following else None
    return SearchPage(
        items=items,
        matches=page.matches,
        is_cut=page.is_cut,
        next=asked.here(after=following) if following else None,
        prev=asked.here() if begun.key else None,
    )


def _given(asked: Asked) -> dict[str, str]:
    """The fields of the page's form. The API says money in minor units."""
    given = {name: str(asked.values[name]) for name in asked_for.FIELDS if name in asked.values}
    if "max_cents" in asked.values:
        given["max"] = f"{asked.whole('max_cents') // 100}.{asked.whole('max_cents') % 100:02d}"
    return given


def _score(result: Result) -> dict[str, Any]:
    metres = result.scored.metres
    return {
        "next_free_at": stamp(result.next_free.starts_at) if result.next_free else None,
        "kilometres_away": None if metres is None or result.row.place_kind == "remote" else metres // 1000,
        "score": _exact(result.score.value),
        "parts": [
            ScorePart(
                signal=part.name,
                weight=_exact(part.weight),
                value=_exact(Fraction(part.signal, ONE)),
                product=_exact(product),
            )
            for part, (_name, product) in zip(result.score.parts, result.score, strict=True)
        ],
    }


def _exact(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _not_here(name: str, allowed: list[str]) -> Refused:
    """What a parameter of the right form names is not there: 404, with what is."""
    return Refused(
        404,
        "names-nothing",
        _("Nothing of that name"),
        _("What %(name)s says is not here. Expected: %(allowed)s.", name=name, allowed=", ".join(allowed)[:600]),
        parameter=name,
        allowed=allowed,
    )


def _lonely(name: str) -> Refused:
    return Refused(400, "contradiction", _("Contradiction"), _("Give lat and lon together."), parameter=name,
                   allowed=["lat", "lon"])
