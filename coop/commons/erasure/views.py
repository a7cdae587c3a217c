"""Being erased: one's own page, and what waits at the steward's desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.commons.erasure import actions, queries
from coop.commons.erasure.forms import GROUND_WORDS, AskForm, HoldForm
from coop.commons.erasure.models import ErasureRequest
from coop.people.guards import current_person, fresh, steward_only
from coop.policies.in_force import in_force
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("erasure", __name__)


@bp.route("/my/erasure", methods=["GET", "POST"])
@fresh
@once
def show() -> ResponseReturnValue:
    """What would go, what stays and why; asking for it."""
    person, at, form = current_person(), clock.now(), AskForm()
    request = queries.open_request(session, person.id)
    if request is None and form.validate_on_submit():
        actions.ask(session, person, at=at)
        flash(_("You will be erased when the days below are over. Until then you can think again."), "info")
        return redirect(url_for(".show"), code=303)
    page = render_template(
        "commons/erasure/show.html",
        form=form,
        request_open=request,
        hold=queries.hold_on(session, request.id, at=at) if request else None,
        standing=queries.standing(session, person, at=at),
        days=in_force(session, "erasure.days", at).whole,
        years=in_force(session, "records.kept_years", at).whole,
        grounds=GROUND_WORDS,
        at=at,
    )
    return page, 422 if form.errors else 200


@bp.post("/my/erasure/withdrawal")
@fresh
@once
def withdraw() -> ResponseReturnValue:
    """Think again."""
    request = queries.open_request(session, current_person().id)
    if request is None:
        abort(404)
    actions.withdraw(session, request, at=clock.now())
    flash(_("Your request is withdrawn. Nothing was erased."), "success")
    return redirect(url_for(".show"), code=303)


@bp.get("/desk/erasure")
@steward_only
def desk() -> ResponseReturnValue:
    """Requests, what hinders each, and what is still to be paid to somebody erased."""
    return _desk()


def _desk(status: int = 200, problem: str = "", **more: Any) -> ResponseReturnValue:
    at = clock.now()
    page = render_template(
        "commons/erasure/desk.html",
        waiting=queries.waiting(session, at=at),
        unpaid=queries.unpaid(session),
        grounds=GROUND_WORDS,
        at=at,
        problem=problem,
        **more,
    )
    return page, status


def _request(request_id: int) -> ErasureRequest:
    request = session.get(ErasureRequest, request_id) if request_id < 2**63 else None
    if request is None or request.closed_at is not None:
        abort(404)
    return request


@bp.post("/desk/erasure/<int:request_id>/execution")
@steward_only
@fresh
@once
def execute(request_id: int) -> ResponseReturnValue:
    """Do now what the worker would do by itself."""
    request = _request(request_id)
    try:
        actions.erase(session, request.id, at=clock.now())
    except actions.NotYet:
        return _desk(409, _("This person cannot be erased yet: the reasons stand below."))
    flash(_("The person is erased. The worker overwrites what was deleted within minutes."), "success")
    return redirect(url_for(".desk"), code=303)


@bp.post("/desk/erasure/<int:request_id>/hold")
@steward_only
@fresh
@once
def hold(request_id: int) -> ResponseReturnValue:
    """Let a request wait 30 days on a ground that exists."""
    request, form = _request(request_id), HoldForm()
    if not form.validate_on_submit():
        return _desk(422, str(next(iter(form.errors.values()))[0]))
    try:
        actions.hold(session, request, ground=form.ground.data, held_by=current_person(), at=clock.now())
    except actions.NoGround:
        return _desk(422, _("That reason does not hold: the books and bookings of this person show nothing of it."))
    flash(_("Held for 30 days. The person sees why on their page."), "success")
    return redirect(url_for(".desk"), code=303)


@bp.post("/desk/erasure/<int:request_id>/release")
@steward_only
@fresh
@once
def release(request_id: int) -> ResponseReturnValue:
    """End a hold."""
    actions.release(session, _request(request_id), at=clock.now())
    flash(_("The hold is ended."), "success")
    return redirect(url_for(".desk"), code=303)
