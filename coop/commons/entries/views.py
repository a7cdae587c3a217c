"""Entries by filter, one entry, and the feed of new ones."""

from __future__ import annotations

import datetime as dt
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from coop.commons import labels
from coop.commons.entries import queries
from coop.commons.entries.proving import newest_head, proof_shown, seconds_to_wait
from coop.commons.entries.queries import EntryShown, Filters
from coop.commons.entries.rules import price_of
from coop.commons.keyset import read_key
from coop.commons.rulebook.words import said
from coop.commons.versions import versioned
from coop.ledger import chart
from coop.market.bookings.lines import lines_posted
from coop.web.database import session

bp = Blueprint("commons_entries", __name__)


@bp.get("/ledger/entries")
@versioned
def index() -> ResponseReturnValue:
    filters, ignored = _filters()
    page = queries.entry_list(session, filters, read_key(request.args))
    kinds, codes = queries.kinds_and_accounts(session)
    return render_template(
        "commons/entries/index.html",
        page=page,
        filters=filters,
        ignored=ignored,
        kinds=kinds,
        codes=codes,
        labels=labels,
        address=_address(filters),
    )


@bp.get("/ledger/entries/<int:entry_id>")
@partial(versioned, more=lambda: newest_head(session))
def show(entry_id: int) -> ResponseReturnValue:
    entry = queries.entry_shown(session, entry_id) if entry_id < 2**63 else None
    if entry is None:
        abort(404)
    proof = proof_shown(session, entry_id)
    return render_template(
        "commons/entries/show.html",
        entry=entry,
        proof=proof,
        wait=None if proof else seconds_to_wait(session),
        worked_out=entry.fee,
        lines=_lines(entry),
        labels=labels,
        minutes=chart.MINUTES,
        said=said,
    )


def _lines(entry: EntryShown) -> list[tuple[str, int]]:
    """Where the price of a completed booking went; empty for every other entry."""
    price_cents = price_of(entry.facts)
    if entry.kind != "booking-completed" or price_cents is None:
        return []
    reference = entry.reference.split(":")[1]
    return lines_posted(session, reference, price_cents=price_cents, fee_cents=entry.fee_cents)


@bp.get("/feeds/entries.atom")
@versioned
def feed() -> ResponseReturnValue:
    page = queries.entry_list(session, Filters())
    site_url = current_app.extensions["coop_settings"].site_url.rstrip("/")
    body = render_template(
        "commons/entries/feed.xml",
        page=page,
        labels=labels,
        site_url=site_url,
        coop=g.get("coop"),
        stamp=_stamp,
    )
    return Response(body, mimetype="application/atom+xml")


def _stamp(moment: dt.datetime) -> str:
    """RFC 3339, as Atom asks for."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _filters() -> tuple[Filters, bool]:
    """The filters in the address, and whether a day in it could not be read."""
    since, since_ok = _day(request.args.get("since", ""))
    until, until_ok = _day(request.args.get("until", ""))
    words = {name: _word(name) for name in ("kind", "account", "rule", "decision")}
    return Filters(since=since, until=until, **words), not (since_ok and until_ok)


def _word(name: str) -> str:
    """A filter's word; what no code or reference could hold (PostgreSQL refuses a NUL) is left out."""
    return "".join(char for char in request.args.get(name, "") if char.isprintable()).strip()[:80]


def _day(text: str) -> tuple[dt.date | None, bool]:
    try:
        return (dt.date.fromisoformat(text.strip()), True) if text.strip() else (None, True)
    except ValueError:
        return None, False


def _address(filters: Filters) -> str:
    """The list's address with its filters, to which a key can be added."""
    given = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in vars(filters).items()
        if value
    }
    return "/ledger/entries?" + urlencode(given) + ("&" if given else "")
