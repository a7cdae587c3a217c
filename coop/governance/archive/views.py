"""The archive: a search by words, kind, outcome and year; page by page."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance import words
from coop.governance.archive import queries
from coop.governance.proposals.rules import Kind
from coop.people.guards import current_standing
from coop.policies.queries import charter, day_begins, local_day
from coop.web import clock
from coop.web.database import session

bp = Blueprint("archive", __name__)


def _ways() -> dict[str, str]:
    return {
        "adopted": _("Adopted"),
        "rejected": _("Not adopted"),
        "lapsed": _("Without outcome"),
        "withdrawn": _("Withdrawn"),
        "under-way": _("Under way"),
    }


@bp.get("/decisions/archive")
def index() -> ResponseReturnValue:
    """What was found, the newest first; without a question, everything."""
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "kind", "how", "year")}
    after, year = request.args.get("after", type=int), request.args.get("year", type=int)
    first = local_day(session, charter(session).founded_at).year
    years = list(range(local_day(session, clock.now()).year, first - 1, -1))
    is_year = year in years
    question = queries.Question(
        words=asked["q"],
        kind=asked["kind"],
        how=asked["how"],
        since=day_begins(session, dt.date(year or 0, 1, 1)) if is_year else None,
        before=day_begins(session, dt.date((year or 0) + 1, 1, 1)) if is_year else None,
    )
    found = queries.search(session, question, reads_all=current_standing().is_member, after=after)
    kept = {name: value for name, value in asked.items() if value}
    older = None
    if len(found) == queries.PAGE:
        older = f"/decisions/archive?{urlencode({**kept, 'after': found[-1].proposal.id})}"
    return render_template(
        "governance/archive/index.html",
        words=words,
        found=found,
        asked=asked,
        question=question,
        kinds=[(kind.value, words.kind(kind)) for kind in Kind],
        ways=_ways(),
        years=[(str(one), str(one)) for one in years],
        older=older,
        newest=f"/decisions/archive?{urlencode(kept)}" if after is not None else None,
    )
