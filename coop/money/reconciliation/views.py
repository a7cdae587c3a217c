"""Reconciliation at the desk: bring a statement in, match its lines, see what is left over on either side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coop.money.reconciliation import actions, identity, queries, rules
from coop.money.reconciliation.forms import ErasureForm, HandForm, StatementForm
from coop.money.reconciliation.models import BankLine, BankMatch
from coop.money.reconciliation.next_steps import next_steps
from coop.money.reconciliation.reading.statement import MOST_BYTES, BadStatement, Fault, Unclear
from coop.money.reconciliation.words import kind_words, rule_words
from coop.people.guards import View, current_person, fresh, steward_only
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import day as day_words
from coop.web.filters import money
from coop.web.once import once

bp = Blueprint("reconciliation", __name__)

SOME = 10
FAULTS = 200


def guarded(view: View) -> View:
    """For stewards who have lately entered their password: a bank's lines hold names."""
    return steward_only(fresh(view))


@bp.get("/desk/reconciliation")
@guarded
def index() -> ResponseReturnValue:
    known = queries.span(session)
    if known is None:
        return render_template("money/reconciliation/empty.html")
    until = _until(known)
    compared = queries.comparison(session, until) or abort(404)
    found = queries.found(session)
    proposed = [one for one in found if not one.is_sure]
    taken = [line for one in proposed for line in one.lines]
    spoken_for = {entry for one in proposed for entry, _line in one.postings}
    lines = queries.unmatched_lines(session, until=until, without=taken, limit=SOME)
    return render_template(
        "money/reconciliation/index.html",
        compared=compared,
        gaps=identity.gaps(queries.shown(session)),
        months=_months(known, until),
        sure=sum(one.is_sure for one in found),
        proposals=_proposals(proposed[:SOME]),
        proposals_in_all=len(proposed),
        lines=lines,
        steps=next_steps(session, lines),
        lines_in_all=queries.count_unmatched_lines(session, until=until, without=taken),
        matched_in_all=queries.count_matched_lines(session, until=until),
        entries=queries.unmatched_postings(session, since=known[0], until=until, without=spoken_for, limit=SOME),
        entries_in_all=queries.count_unmatched_postings(session, since=known[0], until=until, without=spoken_for),
        today=local_day(session, clock.now()),
        kinds=kind_words(),
        rule_words=rule_words(),
    )


@bp.route("/desk/reconciliation/statements/new", methods=["GET", "POST"])
@guarded
@once
def bring_in() -> ResponseReturnValue:
    form = StatementForm()
    if request.method == "GET":
        return _upload(form)
    form.offer(())
    if not form.validate_on_submit():
        return _upload(form), 422
    content = form.statement.data.read(MOST_BYTES + 1) if form.statement.data else b""
    if not content:
        form.statement.errors = [_("Choose the file with the statement")]
        return _upload(form), 422
    try:
        done = actions.bring_in(
            session,
            content,
            answers=form.answers(),
            add_anyway=bool(form.add_anyway.data),
            brought_in_by=current_person(),
            at=clock.now(),
        )
    except actions.BroughtInBefore as before:
        day = day_words(before.statement.imported_at)
        form.statement.errors = [_("This file was brought in on %(day)s already. Nothing was added.", day=day)]
        return _upload(form), 422
    except BadStatement as bad:
        form.statement.errors = [_("Nothing was brought in: the file has mistakes, listed below")]
        return _upload(form, faults=bad.faults), 422
    except actions.LooksKnown as known:
        form.add_anyway.errors = [_("Nothing was brought in: some lines may be here already, listed below")]
        return _upload(form, faults=known.faults, asked=("add_anyway",)), 422
    except Unclear as unclear:
        for question in unclear.questions:
            form.offer(question.columns)
            form["day_column" if question.name == "columns" else question.name].errors = [question.message]
        return _upload(form, asked=tuple(question.name for question in unclear.questions)), 422
    said = (
        ngettext("%(num)s new line.", "%(num)s new lines.", done.new),
        ngettext("%(num)s was here already.", "%(num)s were here already.", done.known),
        ngettext("%(num)s certain match is recorded.", "%(num)s certain matches are recorded.", done.matched),
    )
    flash(" ".join(said), "success")
    return redirect(url_for(".index"), code=303)


def _upload(form: StatementForm, *, faults: Sequence[Fault] = (), asked: tuple[str, ...] = ()) -> str:
    return render_template(
        "money/reconciliation/bring_in.html",
        form=form,
        faults=faults[:FAULTS],
        faults_more=max(0, len(faults) - FAULTS),
        asked=asked,
        statements=queries.statements(session),
        forms={"csv": _("CSV"), "ofx": _("OFX"), "camt": _("camt.053")},
    )


@bp.post("/desk/reconciliation/matches/sure")
@guarded
@once
def match_sure() -> ResponseReturnValue:
    count = actions.match_sure(session, at=clock.now())
    flash(ngettext("%(num)s match recorded.", "%(num)s matches recorded.", count), "success")
    return redirect(url_for(".index", month=request.form.get("month") or None), code=303)


@bp.post("/desk/reconciliation/matches")
@guarded
@once
def confirm() -> ResponseReturnValue:
    """Confirm a proposal, which is worked out anew: what is no proposal any more is refused."""
    lines, postings = _chosen()
    one = next((one for one in queries.found(session) if one.lines == lines and one.postings == postings), None)
    if one is None:
        flash(_("Something of it was matched meanwhile. This is how it stands now."), "info")
        return redirect(url_for(".index"), code=303)
    actions.match(session, lines=lines, postings=postings, rule=one.rule, made_by=current_person(), at=clock.now())
    flash(_("Matched."), "success")
    return redirect(url_for(".index", month=request.form.get("month") or None) + "#proposals", code=303)


@bp.route("/desk/reconciliation/lines/<int:number>", methods=["GET", "POST"])
@guarded
@once
def by_hand(number: int) -> ResponseReturnValue:
    """Match a line with entries, and with further lines, that a steward picks."""
    line = queries.line_by_id(session, number) or abort(404)
    matched = queries.match_of(session, line)
    if matched is not None:
        return redirect(url_for(".matches", before=matched + 1), code=303)
    form = HandForm()
    if request.method == "GET":
        return _hand(line, form)
    lines, postings = _chosen()
    if not form.validate_on_submit():
        return _hand(line, form, lines, postings), 422
    if not postings and not lines:
        return _hand(line, form, problem=_("Choose at least one entry or line")), 422
    try:
        actions.match(
            session, lines=[line.id, *(one for one in lines if one != line.id)], postings=postings,
            made_by=current_person(), at=clock.now(),
        )
    except actions.MatchRefused as refused:
        problem = _("Something of it was matched meanwhile: choose again")
        if refused.off_by is not None:
            off = money(refused.off_by)
            problem = _("The bank has %(off)s more than what you chose: they must be the same", off=off)
        return _hand(line, form, lines, postings, problem), 422
    flash(_("Matched."), "success")
    return redirect(url_for(".index"), code=303)


def _hand(
    line: BankLine,
    form: HandForm,
    lines: tuple[int, ...] = (),
    postings: tuple[rules.Key, ...] = (),
    problem: str = "",
) -> str:
    near, others = queries.choices_for(session, line)
    return render_template(
        "money/reconciliation/by_hand.html",
        line=line,
        form=form,
        near=near,
        others=others,
        chosen_lines=lines,
        chosen=postings,
        problem=problem,
        steps=next_steps(session, [line])[line.id],
        kinds=kind_words(),
    )


@bp.get("/desk/reconciliation/lines")
@guarded
def lines() -> ResponseReturnValue:
    """All lines that are not in the books, in the order they came."""
    known = queries.span(session) or abort(404)
    until = _until(known)
    after = request.args.get("after", 0, type=int)
    found = queries.unmatched_lines(session, until=until, after=max(0, min(after, 2**62)), limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return render_template(
        "money/reconciliation/lines.html",
        lines=shown,
        steps=next_steps(session, shown),
        until=until,
        older=_further("lines", after=shown[-1].id) if len(found) > queries.PAGE else None,
        first=_further("lines") if after else None,
    )


@bp.get("/desk/reconciliation/entries")
@guarded
def entries() -> ResponseReturnValue:
    """All entries that the bank has not shown."""
    known = queries.span(session) or abort(404)
    until = _until(known)
    after = _key(request.args.get("after", "")) or (0, 0)
    found = queries.unmatched_postings(session, since=known[0], until=until, after=after, limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return render_template(
        "money/reconciliation/entries.html",
        entries=shown,
        until=until,
        today=local_day(session, clock.now()),
        kinds=kind_words(),
        older=_further("entries", after="{}-{}".format(*shown[-1].key)) if len(found) > queries.PAGE else None,
        first=_further("entries") if after != (0, 0) else None,
    )


@bp.get("/desk/reconciliation/matches")
@guarded
def matches() -> ResponseReturnValue:
    """What was matched, newest first; where a match can be undone and names be forgotten."""
    return _matches(ErasureForm(formdata=None))


def _matches(form: ErasureForm) -> str:
    before = request.args.get("before", type=int)
    found = queries.match_views(session, before=before, limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return render_template(
        "money/reconciliation/matches.html",
        matches=shown,
        form=form,
        kinds=kind_words(),
        rule_words=rule_words(),
        older=url_for(".matches", before=shown[-1].match.id) if len(found) > queries.PAGE else None,
        newer=url_for(".matches") if before else None,
    )


@bp.post("/desk/reconciliation/matches/<int:number>/undoing")
@guarded
@once
def undo(number: int) -> ResponseReturnValue:
    match = session.get(BankMatch, number) or abort(404)
    actions.undo(session, match, undone_by=current_person(), at=clock.now())
    flash(_("Undone: both sides are free again."), "success")
    return redirect(url_for(".matches"), code=303)


@bp.post("/desk/reconciliation/erasure")
@guarded
@once
def erase() -> ResponseReturnValue:
    form = ErasureForm()
    if not form.validate_on_submit():
        return _matches(form), 422
    if form.until.data >= local_day(session, clock.now()):
        form.until.errors = [_("A day that is over")]
        return _matches(form), 422
    count = actions.erase_texts(session, until=form.until.data, at=clock.now())
    flash(ngettext("The words of %(num)s line are gone.", "The words of %(num)s lines are gone.", count), "success")
    return redirect(url_for(".matches"), code=303)


def _chosen() -> tuple[tuple[int, ...], tuple[rules.Key, ...]]:
    """`(lines, postings)` of the form, sorted; what is no number is left out."""
    ids = {int(one) for one in request.form.getlist("line") if one.isascii() and one.isdigit() and len(one) < 18}
    keys = {key for one in request.form.getlist("posting") if (key := _key(one))}
    return tuple(sorted(ids)), tuple(sorted(keys))


def _key(text: str) -> rules.Key | None:
    entry, _dash, line = text.partition("-")
    if entry.isascii() and entry.isdigit() and line.isascii() and line.isdigit() and len(text) < 22 and len(line) < 4:
        return int(entry), int(line)
    return None


def _further(view: str, after: int | str | None = None) -> str:
    return url_for(f".{view}", month=request.args.get("month") or None, after=after)


def _until(known: tuple[dt.date, dt.date]) -> dt.date:
    """The day that is looked at: the last of the month asked for, but not after the last statement's."""
    asked = request.args.get("month", "")
    try:
        first = dt.date.fromisoformat(f"{asked}-01")
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    except (ValueError, OverflowError):
        return known[1]
    return max(known[0], min(known[1], last))


def _months(known: tuple[dt.date, dt.date], until: dt.date) -> tuple[str | None, str | None]:
    """The months before and after, as far as statements go."""
    before = until.replace(day=1) - dt.timedelta(days=1)
    after = (until.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    return (
        before.strftime("%Y-%m") if before >= known[0] else None,
        after.strftime("%Y-%m") if after <= known[1] else None,
    )


def _proposals(found: list[rules.Match]) -> list[tuple[rules.Match, list[BankLine], list[queries.Booked]]]:
    lines = queries.lines_by_ids(session, [id_ for one in found for id_ in one.lines])
    postings = queries.postings_by_keys(session, [key for one in found for key in one.postings])
    return [(one, [lines[id_] for id_ in one.lines], [postings[key] for key in one.postings]) for one in found]
