"""The funds with a purpose: what each holds, what is kept for votes, what it has promised, and its rounds."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.commons.funds import queries
from coop.governance import words
from coop.money.fund.commitments.queries import fund_states, of_fund
from coop.money.fund.commitments.rules import Fund, FundState
from coop.money.projects.forms import FUND_NAMES
from coop.people.guards import current_standing
from coop.policies.in_force import in_force
from coop.web import clock, figures, filters
from coop.web.database import session

bp = Blueprint("commons_funds", __name__)


@bp.get("/funds")
def index() -> ResponseReturnValue:
    """All of them, side by side."""
    states = fund_states(session)
    return render_template(
        "commons/funds/index.html",
        states=list(states.values()),
        names=FUND_NAMES,
        hints={fund: words.use_hint(fund) for fund in Fund},
        totals={
            name: sum(getattr(state, name) for state in states.values())
            for name in ("free_cents", "reserved_cents", "promised_cents", "held_cents")
        },
        standing=current_standing(),
    )


@bp.get("/funds/<name>")
def show(name: str) -> ResponseReturnValue:
    """One fund: its sums, its rules, its rounds and its promises."""
    if name not in set(Fund):
        abort(404)
    fund, at = Fund(name), clock.now()
    state = fund_states(session)[fund]
    return render_template(
        "commons/funds/show.html",
        fund=fund,
        title=FUND_NAMES[fund],
        hint=words.use_hint(fund),
        state=state,
        parts=_parts(state),
        rounds=queries.rounds_of(session, fund, at=at),
        stage_words=words.stage,
        views=of_fund(session, fund),
        most_cents=state.most_of_a_round(in_force(session, "projects.round_share", at).fraction),
        limit_cents=in_force(session, "funds.limit_without_vote_cents", at).whole,
        days=in_force(session, "projects.days", at).whole,
        standing=current_standing(),
    )


def _parts(state: FundState) -> list[figures.Bar]:
    """What the fund is made of; a fund below what is kept of it cannot be."""
    rows = [
        (_("Free for other purposes"), state.free_cents),
        (_("Kept for votes under way"), state.reserved_cents),
        (_("Promised to projects"), state.promised_cents),
    ]
    return figures.bars([(label, max(0, cents)) for label, cents in rows], filters.money)
