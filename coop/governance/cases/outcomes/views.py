"""Outcomes without names, and the draws."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from coop.governance.cases import queries, words
from coop.governance.cases.rules import Measure
from coop.web.database import session

bp = Blueprint("case_outcomes", __name__)


@bp.get("/cases")
def index() -> ResponseReturnValue:
    """What came of each case that ended, and how many there were in each year."""
    before = request.args.get("before", type=int)
    found = queries.outcomes(session, before=before)
    return render_template(
        "governance/cases/outcomes.html",
        outcomes=found,
        older=f"/cases?before={found[-1].case.id}" if len(found) == queries.PAGE else None,
        numbers=queries.numbers(session) if before is None else {},
        measures=[measure.value for measure in Measure],
        words=words,
    )


@bp.get("/cases/<reference>/draw.txt")
def draw(reference: str) -> ResponseReturnValue:
    """All that drawing a panel again takes: the tree head, the seed, the pool in the order drawn."""
    case = queries.by_reference(session, reference)
    held = queries.file_of(session, case) if case else None
    if held is None or held.draw is None:
        abort(404)
    lines = [
        f"case {held.case.reference}",
        f"panel {held.notice.panel_size}",
        f"due {held.draw.due_at.isoformat()}",
        f"drawn {held.draw.drawn_at.isoformat()}",
        f"tree-size {held.draw.tree_size}",
        f"root {held.draw.root}",
        f"seed {held.draw.seed}",
        f"excluded {held.draw.excluded}",
        *(place.token for place in held.pool),
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
