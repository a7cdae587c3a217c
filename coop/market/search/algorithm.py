"""The published order laid open, with one listing of today computed step by step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.categories.queries import tree
from coop.market.ranking import signals
from coop.market.ranking.models import ListingSignals
from coop.market.ranking.queries import weight_rules
from coop.market.ranking.words import exactly, signal_name
from coop.market.reviews.rules import PRIOR_REVIEWS
from coop.market.search import queries
from coop.market.search.asking import Asking
from coop.market.search.candidates import BOUND, BOUND_PLACELESS
from coop.market.search.cursor import Cursor


@dataclass(frozen=True)
class Worked:
    """One listing's score by hand: (signal, how it comes about, weight, signal's value, product)."""

    title: str
    reference: str
    lines: list[tuple[str, str, str, str, str]]
    total: str


def published(session: Session, *, at: dt.datetime) -> dict[str, Any]:
    """What the page says."""
    rules = weight_rules(session, at=at)
    return {
        "weights": [
            (signal_name(name), _meaning(name), exactly(rule.fraction), f"/rules/{rule.name}")
            for name, rule in rules.items()
        ],
        "bound": BOUND,
        "placeless": BOUND_PLACELESS,
        "today": at.date().isoformat(),
        "example": _example(session, at),
    }


def _meaning(name: str) -> str:
    return str(
        {
            "relevance": _(
                "For each word asked: 1 if a word of the title begins with it, a half if one of the "
                "description, place or category does; then the mean."
            ),
            "distance": _("5 km / (5 km + distance). Work done remotely is on the spot. 0 if no place is asked for."),
            "availability": _("48 hours / (48 hours + time until the first free slot). 0 if none is free."),
            "completed": _("Bookings of the listing carried out / (the same + 10)."),
            "reviews": _(
                "The mean stars of the listing as if %(prior)s more reviews had given the mean of all "
                "reviews; one star is 0, five are 1.",
                prior=PRIOR_REVIEWS,
            ),
            "newcomer": _("1 on the day of the worker's first listing, falling evenly to 0 after 90 days."),
            "rotation": _("The first 64 bits of SHA-256 of the day and the listing's reference, as a part of 1."),
        }[name]
    )


def _example(session: Session, at: dt.datetime) -> Worked | None:
    page = queries.search(session, Asking(), tree(session), cursor=Cursor(at), at=at)
    if not page.results:
        return None
    first = page.results[0]
    row = session.get(ListingSignals, first.scored.listing_id)
    facts = _facts(row, first.scored.reference, at)
    lines = [
        (
            signal_name(part.name),
            facts.get(part.name, ""),
            exactly(part.weight),
            exactly(Fraction(part.signal, signals.ONE)),
            exactly(product),
        )
        for part, (_name, product) in zip(first.score.parts, first.score, strict=True)
    ]
    return Worked(first.row.title, first.scored.reference, lines, exactly(first.score.value))


def _facts(row: ListingSignals | None, reference: str, at: dt.datetime) -> dict[str, str]:
    known = {
        "relevance": _("no words asked"),
        "distance": _("no place asked"),
        "rotation": f"SHA-256({at.date().isoformat()}{reference})",
    }
    if row is None:
        return known
    free = row.next_free_at
    minutes = max(0, int((free - at).total_seconds() // 60)) if free else None
    known |= {
        "availability": _("free in %(count)s minutes", count=minutes) if free else _("nothing free"),
        "completed": _("%(count)s carried out", count=row.completed),
        "reviews": _(
            "%(count)s reviews with %(stars)s stars; all: %(all)s with %(all_stars)s",
            count=row.reviews,
            stars=row.stars,
            all=row.all_reviews,
            all_stars=row.all_stars,
        ),
    }
    if row.new_since is not None:
        known["newcomer"] = _("%(count)s days since the first listing", count=(at - row.new_since).days)
    return known
