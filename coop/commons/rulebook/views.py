"""Every rule with its meaning, value and history. Not versioned: rules come into force by the clock."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from coop.commons import labels
from coop.commons.rulebook import queries, words
from coop.policies.register import REGISTER
from coop.web import clock
from coop.web.database import session

bp = Blueprint("commons_rulebook", __name__)

GROUPS = {
    "fee": _l("The fee"),
    "payout": _l("Paying workers out"),
    "spend": _l("Spending from the fund"),
    "cancellation": _l("Cancelled bookings"),
    "surplus": _l("Sharing the surplus"),
    "patronage": _l("Dividends"),
    "asset_lock": _l("The asset lock"),
    "share": _l("Members' shares"),
    "membership": _l("Becoming a member"),
    "vote": _l("Voting"),
    "process": _l("Complaints and panels"),
    "ranking": _l("The order of search results"),
    "booking": _l("Booking"),
    "reviews": _l("Reviews"),
    "ledger": _l("What the ledger tells"),
}


@bp.get("/rules")
def index() -> ResponseReturnValue:
    groups = queries.rulebook(session, clock.now())
    return render_template(
        "commons/rulebook/index.html",
        groups=groups,
        titles=GROUPS,
        register=REGISTER,
        words=words,
        kinds=labels.VOTE_KINDS,
    )


@bp.get("/rules/<name>")
def show(name: str) -> ResponseReturnValue:
    spec = REGISTER.get(name)
    if spec is None:
        abort(404)
    at = clock.now()
    history = queries.histories(session, name).get(name, [])
    return render_template(
        "commons/rulebook/show.html",
        spec=spec,
        history=history,
        now=queries.current(history, at),
        at=at,
        words=words,
    )
