"""Each page of the editor: its form filled from the listing, and how its answers are saved."""

from __future__ import annotations

from collections.abc import Callable

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from coop.market.categories.names import said
from coop.market.categories.queries import Tree, tree
from coop.market.editor.fields import keep_choice
from coop.market.editor.forms import BasicsForm, PlaceForm, PriceForm, TermsForm
from coop.market.listings import actions
from coop.market.listings.models import Listing
from coop.market.listings.rules import Step

Page = tuple[FlaskForm, Callable[[], None]]

TERMS = (
    "notice_minutes",
    "horizon_days",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "cancellation_tier",
    "accepts_cash",
    "accepts_transfer",
)


def category_choices(kinds: Tree) -> list[SelectChoice]:
    """All categories under their parents' names."""
    choices = []
    for root in kinds.roots:
        for category_id in kinds.subtree(root.id):
            path = kinds.path(category_id)
            choices.append(SelectChoice(category_id, " › ".join(said(kind.name) for kind in path)))
    return choices


def basics(session: Session, listing: Listing) -> Page:
    """Title, category, description."""
    form = BasicsForm(
        data={"title": listing.title, "category": listing.category_id, "description": listing.description}
    )
    form.category.choices = category_choices(tree(session))

    def save() -> None:
        actions.describe(
            session,
            listing,
            category_id=form.category.data,
            title=form.title.data,
            description=form.description.data,
        )

    return form, save


def price(session: Session, listing: Listing) -> Page:
    """Price, scale, lengths."""
    has_scale = listing.sliding_scale
    form = PriceForm(
        data={
            "kind": listing.price_kind,
            "cents": listing.price_cents or None,
            "unit_name": listing.unit_name,
            "low_cents": listing.price_low_cents if has_scale else None,
            "high_cents": listing.price_high_cents if has_scale else None,
            "min_minutes": listing.min_minutes,
            "max_minutes": listing.max_minutes,
        }
    )

    keep_choice(form.min_minutes, listing.min_minutes)
    keep_choice(form.max_minutes, listing.max_minutes)

    def save() -> None:
        actions.set_price(
            session,
            listing,
            kind=form.kind.data,
            cents=form.cents.data,
            low_cents=form.low_cents.data,
            high_cents=form.high_cents.data,
            unit_name=form.unit_name.data or "",
            min_minutes=form.min_minutes.data,
            max_minutes=form.max_minutes.data,
        )

    return form, save


def place(session: Session, listing: Listing) -> Page:
    """Where the work is done."""
    form = PlaceForm(
        data={
            "kind": listing.place_kind,
            "label": listing.place_label,
            "radius_km": listing.radius_km,
            "latitude": listing.latitude,
            "longitude": listing.longitude,
        }
    )

    def save() -> None:
        actions.set_place(
            session,
            listing,
            kind=form.kind.data,
            label=form.label.data or "",
            latitude=form.latitude.data,
            longitude=form.longitude.data,
            radius_km=form.radius_km.data or listing.radius_km,
        )

    return form, save


def terms(session: Session, listing: Listing) -> Page:
    """Notice, buffers, cancellation, payment."""
    form = TermsForm(
        data={"instant": int(listing.instant)} | {name: getattr(listing, name) for name in TERMS}
    )

    for name in ("buffer_before_minutes", "buffer_after_minutes", "notice_minutes"):
        keep_choice(form[name], getattr(listing, name))

    def save() -> None:
        answers = {name: form[name].data for name in TERMS}
        actions.set_terms(session, listing, instant=bool(form.instant.data), **answers)

    return form, save


PAGES: dict[Step, Callable[[Session, Listing], Page]] = {
    Step.BASICS: basics,
    Step.PRICE: price,
    Step.PLACE: place,
    Step.TERMS: terms,
}


def after(step: Step) -> str:
    """The end of the address of the page that follows; the task list after the last."""
    steps = list(Step)
    following = steps[steps.index(step) + 1 :]
    return f"/{following[0]}" if following else ""
