"""The clearing desk: card money of imported bookings, on its way from the former platform."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.clearing import actions, queries
from coop.money.clearing.forms import ClearingForm
from coop.money.cover import NotCovered
from coop.people.guards import current_person, steward_only
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money
from coop.web.once import once

bp = Blueprint("clearing", __name__)


@bp.get("/desk/clearing")
@steward_only
def index() -> ResponseReturnValue:
    left = queries.open_cents(session)
    return _page(
        ClearingForm(formdata=None, received_cents=left, kept_cents=0, received_on=local_day(session, clock.now()))
    )


@bp.post("/desk/clearing")
@steward_only
@once
def create() -> ResponseReturnValue:
    form = ClearingForm()
    if not form.validate_on_submit() or not _recorded(form):
        return _page(form), 422
    flash(_("%(sum)s recorded in the bank.", sum=money(form.received_cents.data)), "success")
    return redirect(url_for(".index"), code=303)


def _recorded(form: ClearingForm) -> bool:
    """Record it; False, with an error on the field it concerns, when it cannot be."""
    if form.received_on.data > local_day(session, clock.now()):
        form.received_on.errors = [_("A day that has not come yet")]
        return False
    if not form.received_cents.data + form.kept_cents.data:
        form.received_cents.errors = [_("The amount is more than nothing")]
        return False
    try:
        actions.record_clearing(
            session,
            statement=form.statement.data,
            received_cents=form.received_cents.data,
            kept_cents=form.kept_cents.data,
            received_on=form.received_on.data,
            recorded_by=current_person(),
            at=clock.now(),
        )
    except actions.RecordedOtherwise:
        form.statement.errors = [_("This statement is recorded already, with other figures")]
    except actions.MoreThanOpen as error:
        form.received_cents.errors = [_("The platform holds no more than %(sum)s", sum=money(error.open_cents))]
    except NotCovered as error:
        form.kept_cents.errors = [_("The fund has %(sum)s of its own, less than this", sum=money(error.spare_cents))]
    else:
        return True
    return False


def _page(form: ClearingForm) -> str:
    return render_template(
        "money/clearing/index.html",
        form=form,
        open_cents=queries.open_cents(session),
        transfers=queries.transfers(session),
    )
