"""Finding a service."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.categories.names import said
from coop.market.categories.queries import Kind, Tree, tree
from coop.market.listings import queries as listings
from coop.market.search import asking as asked
from coop.market.search import cursor, queries
from coop.market.search.algorithm import published
from coop.market.search.cards import card
from coop.market.version import market_version
from coop.web import clock, filters
from coop.web.database import session
from coop.web.kept import kept

bp = Blueprint("search", __name__)


@bp.get("/services")
@kept(market_version)
def services() -> ResponseReturnValue:
    """Results in the published order, and the categories to browse."""
    asking = asked.read(request.args)
    at = clock.now()
    kinds = tree(session)
    begun = cursor.read(request.args.get("after", ""), at=at)
    page = queries.search(session, asking, kinds, cursor=begun, at=at)
    here = kinds.by_key.get(asking.category)
    return render_template(
        "market/search/services.html",
        asking=asking,
        page=page,
        cards=[card(result, kinds) for result in page.results],
        heading=_heading(asking, here),
        crumbs=_crumbs(kinds, here),
        below=_below(kinds, here, asking),
        categories=[(key, name) for key, name in _options(kinds)],
        places=listings.places(session),
        problems=_problems(asking, page),
        more_url=asking.address(after=str(page.following)) if page.following else None,
        first_url=asking.address() if begun.key else None,
        empty_action=_empty_action(asking),
    )


@bp.get("/algorithms")
@kept(market_version)
def algorithms() -> ResponseReturnValue:
    """The published order: formula, weights with their rules, bounds, the day's draw, one example by hand."""
    return render_template("market/search/algorithms.html", **published(session, at=clock.now()))


def _heading(asking: asked.Asking, here: Kind | None) -> str:
    if asking.words:
        return str(_("“%(words)s”", words=asking.words))
    return said(here.name) if here else str(_("Find a service"))


def _crumbs(kinds: Tree, here: Kind | None) -> list[tuple[str, str]]:
    if here is None:
        return []
    above = kinds.path(here.id)[:-1]
    return [(str(_("All services")), "/services")] + [
        (said(kind.name), f"/services?category={kind.key}") for kind in above
    ]


def _below(kinds: Tree, here: Kind | None, asking: asked.Asking) -> list[tuple[str, str]]:
    return [(said(kind.name), asking.address(category=kind.key)) for kind in kinds.children(here.id if here else None)]


def _options(kinds: Tree) -> list[tuple[str, str]]:
    return [
        (kinds.by_id[each].key, " › ".join(said(kind.name) for kind in kinds.path(each)))
        for root in kinds.roots
        for each in kinds.subtree(root.id)
    ]


def _problems(asking: asked.Asking, page: queries.Page) -> list[str]:
    messages = {
        "date": _("The date could not be read, so it was left out. Write it as 2026-03-08."),
        "max": _("The price could not be read, so it was left out. Write it as 30 or 30.50."),
        "lat": _("The point could not be read, so it was left out."),
    }
    said_so = [str(messages[name]) for name in asking.problems]
    if page.place_unknown:
        said_so.append(
            str(
                _(
                    "We do not know a place called “%(place)s”, so results from everywhere are shown.",
                    place=asking.place,
                )
            )
        )
    return said_so


def _empty_action(asking: asked.Asking) -> tuple[str, str, str]:
    """Why nothing was found, and one way on: (why, address, action)."""
    if asking.day is not None:
        why = _("Nobody who matches is free on %(day)s.", day=filters.weekday(asking.day))
        return str(why), asking.address(date=""), str(_("Look at any date"))
    if asking.most_cents is not None:
        why = _("Nothing that matches costs at most %(price)s.", price=filters.money(asking.most_cents))
        return str(why), asking.address(max=""), str(_("Look at any price"))
    if asking.place or asking.point:
        why = _("Nobody who matches works there.")
        return str(why), asking.address(place="", lat="", lon="", km=""), str(_("Look everywhere"))
    if asking.is_narrow:
        return str(_("No listing matches all of this.")), "/services", str(_("See all services"))
    return str(_("Nobody has published a listing yet.")), "/join", str(_("Join and offer the first one"))
