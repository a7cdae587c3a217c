"""What the editor calls things."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.market.listings.models import Listing
from coop.market.listings.rules import Step


def step_label(step: Step) -> str:
    """The name of a page."""
    labels = {
        Step.BASICS: _("What you do"),
        Step.PRICE: _("Price and length"),
        Step.PLACE: _("Place"),
        Step.TERMS: _("Booking and payment"),
        Step.PICTURES: _("Pictures"),
    }
    return str(labels[step])


def step_hint(step: Step, listing: Listing) -> str:
    """A word more on the task list."""
    if step is Step.TERMS and listing.published_at is None:
        return str(_("Filled in with what most choose; look it over."))
    if step is Step.PICTURES and not listing.pictures:
        return str(_("None yet: a drawn picture of the category stands in."))
    return ""


def state_of(listing: Listing) -> tuple[str, str]:
    """The machine's word for where a listing stands, and the reader's."""
    if listing.published_at is None:
        return "draft", _("draft")
    if listing.paused_at is not None:
        return "paused", _("paused")
    return "published", _("open to everyone")
