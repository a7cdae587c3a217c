"""/my/bookings for clients, /my/work for workers. Private: each shows one's own."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coop.market.bookings.queries import Course
from coop.market.bookings.series.queries import Place, places_of
from coop.market.bookings.series.words import rule_said
from coop.market.bookings.state_words import state_said
from coop.market.work import queries
from coop.people.guards import current_person, lister_only, signed_in
from coop.web import clock
from coop.web.database import session

bp = Blueprint("work", __name__)

Row = tuple[Course, str, str, tuple[str, str] | None]


@bp.get("/my/bookings")
@signed_in
def my_bookings() -> ResponseReturnValue:
    """What one has booked: ahead, then behind."""
    at, person = clock.now(), current_person()
    past = queries.behind(session, person, at, before=_before())
    return render_template(
        "market/work/bookings.html",
        takes_cards=current_app.extensions["coop_settings"].takes_cards,
        ahead=[] if _before() else _rows(queries.ahead_of(session, person, at), folded=True),
        past=_rows(past[: queries.PAGE]),
        older=_older("/my/bookings", past),
        before=_before(),
    )


@bp.get("/my/work")
@lister_only
def my_work() -> ResponseReturnValue:
    """Today first, then what waits for an answer, then the days ahead."""
    at, person = clock.now(), current_person()
    agenda = queries.agenda(session, person, at)
    past = queries.worked(session, person, before=_before())
    return render_template(
        "market/work/work.html",
        requests=_rows(agenda.requests, folded=True),
        today=_rows(agenda.today),
        unfinished=_rows(agenda.unfinished),
        ahead=_rows(agenda.ahead, folded=True),
        past=_rows(past[: queries.PAGE]),
        older=_older("/my/work", past),
        before=_before(),
        now=at,
    )


def _rows(courses: list[Course], *, folded: bool = False) -> list[Row]:
    """Rows for the page; `folded` shows of each series the first visit alone, with how many follow."""
    at = clock.now()
    places = places_of(session, (course.booking.id for course in courses))
    shown: dict[str, list[Course]] = {}
    for course in courses:
        place = places.get(course.booking.id)
        shown.setdefault(place.reference if place and folded else course.booking.reference, []).append(course)
    rows: list[Row] = []
    for course, *others in shown.values():
        state, place = course.state(at), places.get(course.booking.id)
        more = (f"/series/{place.reference}", _series_said(place, len(others))) if place else None
        rows.append((course, state.value, state_said(state), more))
    return rows


def _series_said(place: Place, others: int) -> str:
    said = _("Visit %(number)s of %(all)s, %(often)s", number=place.place, all=place.visits,
             often=rule_said(place.recurrence))  # fmt: skip
    follow = ngettext("%(num)s more follows here", "%(num)s more follow here", others) if others else ""
    return f"{said}; {follow}" if follow else str(said)


def _before() -> int | None:
    written = request.args.get("before", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


def _older(path: str, found: list[Course]) -> str | None:
    return f"{path}?before={found[queries.PAGE - 1].booking.id}" if len(found) > queries.PAGE else None
