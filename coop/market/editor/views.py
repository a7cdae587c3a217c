"""A worker's listings: the list, the task list of one, its pages, preview, publishing and pausing."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.availability.queries import hours_of
from coop.market.categories.queries import tree
from coop.market.editor import pages
from coop.market.editor.forms import BasicsForm
from coop.market.editor.words import state_of, step_hint, step_label
from coop.market.listings import actions, queries
from coop.market.listings.models import Listing
from coop.market.listings.rules import Step, missing
from coop.market.ranking.actions import refresh
from coop.people.guards import current_person, current_standing, lister_only, signed_in
from coop.web import clock
from coop.web.database import session

bp = Blueprint("editor", __name__)


def own(reference: str) -> Listing:
    """The reader's own listing; anybody else's is not there."""
    return queries.own_listing(session, reference, current_person().id) or abort(404)


@bp.get("/my/listings")
@signed_in
def mine() -> ResponseReturnValue:
    """All of one's own listings."""
    listings = queries.listings_of(session, current_person().id)
    return render_template(
        "market/editor/mine.html",
        listings=[(listing, *state_of(listing)) for listing in listings],
        may_list=current_standing().may_list,
    )


@bp.route("/my/listings/new", methods=["GET", "POST"])
@lister_only
def new() -> ResponseReturnValue:
    """The first page: what is offered. From here on there is a draft."""
    form = BasicsForm()
    form.category.choices = pages.category_choices(tree(session))
    if not form.validate_on_submit():
        return _page(Step.BASICS, form, None)
    listing = actions.draft(
        session,
        current_person(),
        category_id=form.category.data,
        title=form.title.data,
        description=form.description.data,
        at=clock.now(),
    )
    return redirect(f"/my/listings/{listing.reference}/price", code=303)


@bp.get("/my/listings/<reference>")
@lister_only
def tasks(reference: str) -> ResponseReturnValue:
    """What is done and what is to do."""
    listing = own(reference)
    lacking = missing(listing)
    has_hours = bool(hours_of(session, listing.worker_id).weekly)
    steps = [
        (step_label(step), f"/my/listings/{reference}/{step}", step not in lacking, step_hint(step, listing))
        for step in Step
    ]
    steps.append((_("Your hours"), "/my/hours", has_hours, _("The same for all your listings.")))
    steps.append((_("Your team"), f"/my/listings/{reference}/team", True, _("Only if several of you do the work.")))
    state, label = state_of(listing)
    return render_template(
        "market/editor/tasks.html",
        listing=listing,
        tasks=steps,
        ready=not lacking,
        state=state,
        state_label=label,
    )


@bp.route("/my/listings/<reference>/<any(basics,price,place,terms):step>", methods=["GET", "POST"])
@lister_only
def edit(reference: str, step: str) -> ResponseReturnValue:
    """One page of the listing, saved by itself; then the next page that is not done."""
    listing = own(reference)
    form, save = pages.PAGES[Step(step)](session, listing)
    if not form.validate_on_submit():
        return _page(Step(step), form, listing)
    save()
    if listing.published_at is not None:
        refresh(session, [listing.id], at=clock.now())
        flash(_("Saved. Clients see it from now on."), "success")
        return redirect(f"/my/listings/{reference}", code=303)
    return redirect(f"/my/listings/{reference}{pages.after(Step(step))}", code=303)


@bp.post("/my/listings/<reference>/publication")
@lister_only
def publish(reference: str) -> ResponseReturnValue:
    """Show the listing to everyone."""
    listing = own(reference)
    try:
        actions.publish(session, listing, at=clock.now())
    except actions.NotReady as error:
        flash(_("Still to do: %(steps)s", steps=", ".join(step_label(step) for step in error.steps)), "stop")
        return redirect(f"/my/listings/{reference}", code=303)
    refresh(session, [listing.id], at=clock.now())
    flash(_("Your listing is open. Clients can find and book it."), "success")
    return redirect(f"/my/listings/{reference}", code=303)


@bp.post("/my/listings/<reference>/pause")
@lister_only
def pause(reference: str) -> ResponseReturnValue:
    """Take the listing down for a while."""
    actions.pause(session, own(reference), at=clock.now())
    flash(_("Paused. Nobody finds it until you take it up again; bookings you have stay."), "success")
    return redirect(f"/my/listings/{reference}", code=303)


@bp.post("/my/listings/<reference>/resumption")
@lister_only
def resume(reference: str) -> ResponseReturnValue:
    """Show a paused listing again."""
    listing = own(reference)
    actions.resume(session, listing)
    refresh(session, [listing.id], at=clock.now())
    flash(_("Your listing is open again."), "success")
    return redirect(f"/my/listings/{reference}", code=303)


def _page(step: Step, form: object, listing: Listing | None) -> ResponseReturnValue:
    errors = bool(getattr(form, "errors", None))
    page = render_template(
        f"market/editor/{step}.html",
        form=form,
        listing=listing,
        step=step,
        label=step_label(step),
        labels=[step_label(each) for each in Step],
        now=list(Step).index(step) + 1,
        places=queries.places(session) if step is Step.PLACE else (),
    )
    return page, 422 if errors else 200
