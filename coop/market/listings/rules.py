"""What a listing still lacks before anybody else may see it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """The short pages of the editor, in their order; the values stand in addresses."""

    BASICS = "basics"
    PRICE = "price"
    PLACE = "place"
    TERMS = "terms"
    PICTURES = "pictures"


class Draft(Protocol):
    """What of a listing is judged; `Listing` is one. Read-only."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def price_cents(self) -> int: ...
    @property
    def price_kind(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def place_kind(self) -> str: ...
    @property
    def place_label(self) -> str: ...
    @property
    def accepts_cash(self) -> bool: ...
    @property
    def accepts_transfer(self) -> bool: ...


def missing(draft: Draft) -> list[Step]:
    """The steps that are not done, in order; none means that the listing can be published.

    Pictures are never missing: a drawn one stands in.
    """
    done = {
        Step.BASICS: bool(draft.title and draft.description),
        Step.PRICE: draft.price_cents > 0 and bool(draft.unit_name or draft.price_kind != "unit"),
        Step.PLACE: draft.place_kind == "remote" or bool(draft.place_label),
        Step.TERMS: draft.accepts_cash or draft.accepts_transfer,
    }
    return [step for step, is_done in done.items() if not is_done]
