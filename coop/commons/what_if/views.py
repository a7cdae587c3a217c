"""One page for anyone: the last surplus under each preset's rules. A member also sees their own part."""

from __future__ import annotations

from fractions import Fraction

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from coop.commons import labels
from coop.commons.rulebook import words
from coop.commons.versions import versioned
from coop.commons.what_if import queries
from coop.people.guards import current_person
from coop.policies.in_force import NotFounded
from coop.policies.register import REGISTER
from coop.web import clock
from coop.web.database import session

bp = Blueprint("what_if", __name__)

_USUAL = 50


@bp.get("/rules/what-if")
@versioned
def show() -> ResponseReturnValue:
    """Per cent of what is voted on that goes to dividends: `?dividends=50`."""
    at, written = clock.now(), request.args.get("dividends", str(_USUAL)).strip()
    understood = written.isascii() and written.isdigit() and len(written) <= 3 and int(written) <= 100
    part = Fraction(int(written) if understood else _USUAL, 100)
    try:
        ours = queries.values_in_force(session, at=at)
    except NotFounded:
        abort(404)
    party_id = current_person().party_id if current_user.is_authenticated else None
    what = queries.basis(session, party_id=party_id, at=at)
    return render_template(
        "commons/what_if/show.html",
        what=what,
        written=written,
        understood=understood,
        form_errors=not understood,
        part=part,
        now=queries.share(what, ours, to_dividends=part),
        presets=queries.compared(session, what, ours, to_dividends=part),
        uses=labels.USES,
        register=REGISTER,
        said=words.value_said,
        kinds=labels.VOTE_KINDS,
        # Sources have per cents in them, which a template's own gettext would take for places to fill.
        source=lambda preset: gettext(preset.source),
    )
