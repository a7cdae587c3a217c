"""Saying at the desk that a payout came back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from coop.money.payouts import queries
from coop.money.returned import actions
from coop.people.guards import current_person, fresh, steward_only
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.forms import OnceForm
from coop.web.once import once

bp = Blueprint("returned", __name__)


class ReturnForm(OnceForm):
    """When it came back."""

    returned_on = DateField(_l("Day it came back"), [InputRequired(_l("Enter the day"))])


@bp.route("/desk/payouts/<reference>/returned/<int:party_id>", methods=["GET", "POST"])
@steward_only
@fresh
@once
def create(reference: str, party_id: int) -> ResponseReturnValue:
    """One person's payout of a run, sent back by the bank."""
    view = queries.run_by_reference(session, reference) or abort(404)
    found = [(line, name) for line, name, _token in queries.lines_of(session, view.run) if line.party_id == party_id]
    if view.execution is None or not found or not found[0][0].pay_cents:
        abort(404)
    line, name = found[0]
    today = local_day(session, clock.now())
    form = ReturnForm(returned_on=today)
    if form.validate_on_submit():
        if view.execution.paid_on <= form.returned_on.data <= today:
            actions.record_return(
                session,
                view.run,
                line,
                returned_on=form.returned_on.data,
                recorded_by=current_person(),
                at=clock.now(),
            )
            flash(_("Recorded: it is owed again, and %(name)s is told.", name=name), "success")
            return redirect(url_for("payouts.show", reference=reference), code=303)
        form.returned_on.errors = [_("Not before the day it was paid, and not after today")]
    page = render_template("money/returned/create.html", form=form, run=view.run, line=line, name=name)
    return page, 422 if form.errors else 200
