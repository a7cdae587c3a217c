"""The page of a listing, its free times, and its preview for the worker."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coop.market.bookings.lines import team_said, team_tax
from coop.market.bookings.series.actions import most_visits
from coop.market.bookings.series.rules import LEAST_VISITS, Rhythm
from coop.market.bookings.series.words import rhythm_said
from coop.market.cancellations.words import tier_said
from coop.market.categories.names import said
from coop.market.categories.queries import tree
from coop.market.listings import queries
from coop.market.listings.models import Listing
from coop.market.listings.words import place_said, price_said
from coop.market.offers import price
from coop.market.offers.slots import DAYS, Stretch, stretch
from coop.market.offers.words import lead_time_said, mean_said
from coop.market.prices import listed
from coop.market.prices.rules import PriceTier
from coop.market.reviews.queries import reviews_of, stars_of
from coop.market.search.cards import picture_url
from coop.market.teams.queries import team_of
from coop.market.version import market_version
from coop.money.five_lines.queries import five_lines_for
from coop.money.five_lines.words import labelled
from coop.money.tax_status.queries import vat_rate_on
from coop.people.guards import lister_only
from coop.people.membership.queries import open_membership
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.kept import kept
from coop.web.text import markdown
from coop.web.visitors import form_token

bp = Blueprint("offers", __name__)

REVIEWS = 6  # the newest; a page stays small


@bp.get("/listings/<reference>")
@kept(market_version)
def show(reference: str) -> ResponseReturnValue:
    """What is offered, by whom, for how much, and when it is free."""
    listing = _open(reference)
    return render_template("market/offers/show.html", **_facts(listing), **_times(listing, DAYS))


@bp.get("/listings/<reference>/slots")
@kept(market_version)
def slots(reference: str) -> ResponseReturnValue:
    """The free times of one day, every quarter of an hour of them."""
    listing = _open(reference)
    return render_template("market/offers/slots.html", **_facts(listing), **_times(listing, 1))


@bp.get("/my/listings/<reference>/preview")
@lister_only
def preview(reference: str) -> ResponseReturnValue:
    """One's own listing as clients will see it."""
    listing = queries.own_listing(session, reference, current_user.id) or abort(404)
    return render_template("market/offers/show.html", **(_facts(listing) | {"preview": True}), **_times(listing, DAYS))


def _open(reference: str) -> Listing:
    reader_id = current_user.id if current_user.is_authenticated else None
    return queries.open_listing(session, reference, reader_id=reader_id, at=clock.now()) or abort(404)


def _facts(listing: Listing) -> dict[str, Any]:
    kinds, at = tree(session), clock.now()
    stars = stars_of(session, listing.worker_id, at)
    membership = open_membership(session, listing.worker_id)
    pictures = [(f"/pictures/{each.digest}-960.webp", each.alt, each.width, each.height) for each in listing.pictures]
    return {
        "listing": listing,
        "is_open": queries.is_open(listing),
        "preview": False,
        "is_own": current_user.is_authenticated and current_user.id == listing.worker_id,
        "drawn": "" if pictures else picture_url(None, listing.reference, listing.category_id, kinds),
        "pictures": pictures,
        "description": markdown(listing.description),
        "crumbs": [(said(kind.name), f"/services?category={kind.key}") for kind in kinds.path(listing.category_id)],
        "price": price_said(listing),
        "place": place_said(listing.place_kind, listing.place_label),
        "cancellation": tier_said(listing.cancellation_tier),
        "lead_time": lead_time_said(listing),
        "member_since": membership.admitted_at.year if membership else None,
        "member_number": membership.number if membership and listing.worker.is_public else None,
        "reviews": reviews_of(session, listing.worker_id, at, limit=REVIEWS),
        "stars": stars,
        "mean_stars": mean_said(stars.mean) if stars.mean else "",
        "token": form_token(),
        "rhythms": [] if listing.has_team else _rhythms(at),  # the work of a team does not repeat
        "team": team_of(session, listing.id) if listing.has_team else None,
    }


def _rhythms(at: dt.datetime) -> list[tuple[str, str]]:
    """How often it can be booked besides once, as (value, words); none where the members want no series."""
    return [(each.value, rhythm_said(each)) for each in Rhythm] if most_visits(session, at) >= LEAST_VISITS else []


def _times(listing: Listing, days: int) -> dict[str, Any]:
    at = clock.now()
    chosen = price.choice(listing, request.args)
    asked = _day(request.args.get("day", ""))
    found = stretch(session, listing, minutes=chosen.minutes, first=asked, days=days, at=at)
    scale = price.tiers(listing, chosen)
    standard = dict(scale)[PriceTier.STANDARD]
    vat_rate = vat_rate_on(session, listing.worker_id, local_day(session, at))
    team, day = (team_of(session, listing.id) if listing.has_team else None), local_day(session, at)
    team = team if team and team.is_agreed else None  # nobody is named before they have said yes

    def tax_of(fee_cents: int) -> int:
        return team_tax(session, team.members, price_cents=standard, fee_cents=fee_cents, day=day) if team else 0

    lines = five_lines_for(session, standard, at=at, vat_rate=vat_rate, tax_of=tax_of if team else None)
    return {
        "chosen": chosen,
        "lengths": price.lengths_offered(listing),
        "units": listed.units(listing).choices if price.counts_units(listing) else (),
        "tiers": [(tier.value, price.tier_label(tier), cents) for tier, cents in scale],
        "total_cents": standard,
        "lines": labelled(lines, worker=team_said(team.members) if team else listing.worker.display_name),
        "times": found,
        "day_unread": bool(request.args.get("day")) and asked is None,
        "address": lambda day: _address(listing, found, chosen, day),
    }


def _address(listing: Listing, found: Stretch, chosen: price.Choice, day: dt.date) -> str:
    page = "/slots" if found.first == found.last and request.path.endswith("/slots") else ""
    choice = f"minutes={chosen.length}&quantity={chosen.quantity}"
    return f"/listings/{listing.reference}{page}?day={day}&{choice}#times"


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        return None
