"""Entries by filter, and one entry."""

from __future__ import annotations

import datetime as dt
from functools import partial

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from coop.commons import labels
from coop.commons.entries import queries
from coop.commons.entries.filters import CREDIT, DEBIT, NO, Filters, address
from coop.commons.entries.proving import newest_head, proof_shown, seconds_to_wait
from coop.commons.entries.queries import EntryShown
from coop.commons.entries.rules import price_of
from coop.commons.entries.small_days import Told, summed, told_to
from coop.commons.keyset import read_key
from coop.commons.reading import as_recorded
from coop.commons.rulebook.words import said
from coop.commons.versions import versioned
from coop.ledger import chart
from coop.market.bookings.lines import lines_posted
from coop.money.small_days.queries import was_ever_on
from coop.people.guards import current_person, current_standing
from coop.web import filters as words
from coop.web.database import session

bp = Blueprint("commons_entries", __name__)

_DAYS = ("since", "until", "recorded_since", "recorded_until")


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
        address=address(filters),
        narrowed=_narrowed(filters),
        together=_said(queries.posted(session, filters)),
        sums_small_days=was_ever_on(session),
    )


@bp.get("/ledger/entries/<int:entry_id>")
@partial(versioned, more=lambda: newest_head(session))
def show(entry_id: int) -> ResponseReturnValue:
    entry = queries.entry_shown(session, entry_id) if entry_id < 2**63 else None
    if entry is not None:
        return _page(entry, None)
    told = _told_to_reader(entry_id) if entry_id < 2**63 else None
    if told is None:
        abort(404)
    with as_recorded():
        entry = queries.entry_shown(session, entry_id) or abort(404)
        return _page(entry, told)


def _page(entry: EntryShown, told: Told | None) -> str:
    """An entry's page. `told`: of an inner one, where the public reads it."""
    proof = None if told else proof_shown(session, entry.id)
    return render_template(
        "commons/entries/show.html",
        entry=entry,
        told=told,
        summed=summed(session, entry.kind, entry.facts, entry.recorded_at),
        proof=proof,
        wait=None if proof or told else seconds_to_wait(session),
        worked_out=entry.fee,
        lines=_lines(entry),
        labels=labels,
        minutes=chart.MINUTES,
        said=said,
    )


def _told_to_reader(entry_id: int) -> Told | None:
    if not current_user.is_authenticated:
        return None
    person = current_person()
    return told_to(
        session,
        entry_id,
        person_id=person.id,
        party_id=person.party_id,
        is_steward=current_standing().is_steward,
    )


def _lines(entry: EntryShown) -> list[tuple[str, int]]:
    """Where the price of a completed booking went; empty for every other entry."""
    price_cents = price_of(entry.facts)
    if entry.kind != "booking-completed" or price_cents is None:
        return []
    reference = entry.reference.split(":")[1]
    return lines_posted(session, reference, price_cents=price_cents, fee_cents=entry.fee_cents)


def _filters() -> tuple[Filters, bool]:
    """The filters in the address, and whether a day in it could not be read."""
    days = {name: _day(request.args.get(name, "")) for name in _DAYS}
    filters = Filters(
        kind=_word("kind"),
        account=_word("account"),
        since=days["since"][0],
        until=days["until"][0],
        rule=_word("rule"),
        decision=_word("decision"),
        within=_word("within"),
        side=_one_of("side", DEBIT, CREDIT),
        recorded_since=days["recorded_since"][0],
        recorded_until=days["recorded_until"][0],
        closing=_one_of("closing", NO),
    )
    return filters, not all(ok for _read, ok in days.values())


def _one_of(name: str, *known: str) -> str:
    word = _word(name)
    return word if word in known else ""


def _word(name: str) -> str:
    """A filter's word; what no code or reference could hold (PostgreSQL refuses a NUL) is left out."""
    most = 400 if name == "within" else 80
    return "".join(char for char in request.args.get(name, "") if char.isprintable()).strip()[:most]


def _day(text: str) -> tuple[dt.date | None, bool]:
    try:
        day = dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None, False
    # A moment of the first and of the last day that Python knows lies outside its calendar in some zone.
    return (None, False) if day and not 1 < day.year < 9999 else (day, True)


def _narrowed(filters: Filters) -> list[tuple[str, str]]:
    """What the list is narrowed to: (what, which), for the filters that are set."""
    sides = {DEBIT: _("Debit"), CREDIT: _("Credit")}
    days = [
        (_("from day"), filters.since),
        (_("to day"), filters.until),
        (_("recorded from"), filters.recorded_since),
        (_("recorded to"), filters.recorded_until),
    ]
    said = [
        (_("kind"), labels.entry_kind(filters.kind) if filters.kind else ""),
        (_("on"), ", ".join(filters.codes)),
        (_("side"), sides.get(filters.side, "")),
        *((name, words.day(day, style="medium") if day else "") for name, day in days),
        (_("rule"), filters.rule),
        (_("decision"), filters.decision),
        (_("closing entries"), _("left out") if filters.closing else ""),
    ]
    return [(name, value) for name, value in said if value]


def _said(moved: dict[str, int] | None) -> list[str]:
    """What the accounts named moved altogether; empty when none are named, or it is not told: nothing is not zero."""
    if moved is None:
        return []
    sums = [
        words.duration(amount) if commodity == chart.MINUTES else words.money(amount)
        for commodity, amount in sorted(moved.items())
    ]
    return sums or [words.money(0)]
