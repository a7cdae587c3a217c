"""A worker's own hours: the week, the dates that differ, and what the coming days come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.availability import actions, queries
from coop.market.availability.forms import DatesForm, ForgetForm, WeekForm
from coop.market.availability.hours import Shift
from coop.market.availability.local_time import is_shown_twice, offset_name, wall_clock
from coop.market.availability.openings import openings
from coop.market.availability.spans import Span
from coop.people.guards import current_person, lister_only
from coop.web import clock, filters
from coop.web.database import session

bp = Blueprint("hours", __name__)

PREVIEW_DAYS = 14


@bp.get("/my/hours")
@lister_only
def hours() -> ResponseReturnValue:
    """The week to edit, the dates that differ, the coming two weeks."""
    return _page()


@bp.post("/my/hours")
@lister_only
def save_week() -> ResponseReturnValue:
    """Keep the week."""
    form = WeekForm()
    if not form.validate_on_submit():
        return _page(week=form)
    actions.set_week(session, current_person(), shifts=form.shifts())
    flash(_("Your week is saved."), "success")
    return redirect("/my/hours", code=303)


@bp.post("/my/hours/dates")
@lister_only
def save_dates() -> ResponseReturnValue:
    """Keep dates that differ."""
    form = DatesForm()
    if not form.validate_on_submit():
        return _page(dates=form)
    last = form.last.data or form.first.data
    actions.set_days(session, current_person(), first=form.first.data, last=last, shifts=form.shifts())
    flash(_("These days are saved."), "success")
    return redirect("/my/hours", code=303)


@bp.post("/my/hours/dates/forgotten")
@lister_only
def forget_dates() -> ResponseReturnValue:
    """Let dates be as the week has them again."""
    form = ForgetForm()
    if form.validate_on_submit():
        actions.forget_days(session, current_person(), first=form.first.data, last=form.last.data)
        flash(_("These days follow your week again."), "success")
    return redirect("/my/hours", code=303)


def _page(week: WeekForm | None = None, dates: DatesForm | None = None) -> ResponseReturnValue:
    person, at = current_person(), clock.now()
    own = queries.hours_of(session, person.id)
    today = wall_clock(at, own.zone).date()
    busy = queries.busy_spans(session, person.id, at - queries.DAY, at + (PREVIEW_DAYS + 3) * queries.DAY, at)
    week = week or WeekForm(formdata=None, data=WeekForm.of(own.weekly))
    dates = dates or DatesForm(formdata=None)
    coming = openings(own, busy, at=at, first=today, days=PREVIEW_DAYS)
    zone = str(own.zone)
    page = render_template(
        "market/availability/hours.html",
        week=week,
        dates=dates,
        wrong=week if week.errors else dates,
        form_errors=bool(week.errors or dates.errors),
        weekdays=[format_date(dt.date(2024, 1, 1 + n), "EEEE", filters.locale()) for n in range(7)],
        differing=_differing(own.exceptions, today),
        coming=[(filters.weekday(day), [_said(span, zone) for span in spans]) for day, spans in coming],
        zone=zone,
        now=filters.clock_time(at, zone),
    )
    return page, 422 if week.errors or dates.errors else 200


def _differing(
    exceptions: Mapping[dt.date, Sequence[Shift]], today: dt.date
) -> list[tuple[str, str, str, str]]:
    """Runs of equal days as (dates in words, hours in words, first, last)."""
    runs: list[tuple[dt.date, dt.date, list[tuple[int, int]]]] = []
    for day, shifts in sorted(exceptions.items()):
        kept = [(shift.starts_minute, shift.ends_minute) for shift in shifts]
        if day < today:
            continue
        if runs and runs[-1][1] + queries.DAY == day and runs[-1][2] == kept:
            runs[-1] = (runs[-1][0], day, kept)
        else:
            runs.append((day, day, kept))
    return [
        (
            filters.weekday(first)
            if first == last
            else _("%(first)s to %(last)s", first=filters.day(first), last=filters.day(last)),
            ", ".join(f"{_minute(start)}–{_minute(end)}" for start, end in kept) or _("closed"),
            first.isoformat(),
            last.isoformat(),
        )
        for first, last, kept in runs
    ]


def _minute(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _said(span: Span, zone: str) -> str:
    """From when to when; with the offset where the clock shows a time twice."""
    ends = []
    for instant in (span.starts_at, span.ends_at):
        shown = filters.clock_time(instant, zone)
        if is_shown_twice(instant, ZoneInfo(zone)):
            shown += f" ({offset_name(instant, ZoneInfo(zone))})"
        ends.append(shown)
    return "–".join(ends)
