"""The addresses of the feeds; what is no key leads nowhere."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from coop.commons.api.versions import votes
from coop.commons.feeds import feeds
from coop.commons.feeds.frame import Site
from coop.commons.versions import versioned
from coop.market.version import market_version
from coop.policies.in_force import NotFounded
from coop.policies.queries import charter
from coop.web import clock
from coop.web.atom import TYPE, Feed, document
from coop.web.database import session
from coop.web.kept import kept

bp = Blueprint("commons_feeds", __name__)


def _votes_version(**_arguments: object) -> str:
    standing = votes(session, clock.now())
    return standing.version if standing else ""


@bp.get("/feeds/entries.atom")
@versioned
def entries() -> ResponseReturnValue:
    return _sent(feeds.entries_feed(session, _site(), _before("[0-9]{1,18}")))


@bp.get("/feeds/decisions.atom")
@kept(_votes_version)
def decisions() -> ResponseReturnValue:
    return _sent(feeds.decisions_feed(session, _site(), _before("[0-9]{1,18}"), at=clock.now()))


@bp.get("/feeds/rules.atom")
@versioned
def rules() -> ResponseReturnValue:
    return _sent(feeds.rules_feed(session, _site(), _before("[0-9]{1,18}")))


@bp.get("/feeds/listings.atom")
@kept(market_version)
def listings() -> ResponseReturnValue:
    return _sent(feeds.listings_feed(session, _site(), _before("[0-9A-Z]{1,16}")))


def _site() -> Site:
    try:
        coop = charter(session)
    except NotFounded:
        abort(404)
    return Site(current_app.extensions["coop_settings"].site_url.rstrip("/"), coop.name, coop.founded_at)


def _before(pattern: str) -> str:
    written = request.args.get("before", "")
    if written and not re.fullmatch(pattern, written, re.ASCII):
        abort(404)
    return written


def _sent(feed: Feed) -> Response:
    return Response(document(feed), mimetype=TYPE)
