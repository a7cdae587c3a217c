"""Listings as visitors see them: words, price and neighbourhood, never an address."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Exact, Listed, Moment, Shape, told
from coop.commons.dictionary import addresses, coops, listings


class Category(Shape):
    """A category, to be asked for by its key."""

    key: str = told(listings.CATEGORY_KEY)
    name: str = told(listings.CATEGORY_NAME)
    parent: str | None = told(listings.PARENT)


class CategoryList(Shape):
    """The whole tree, parents before their children."""

    items: list[Category] = told(addresses.ITEMS)


class Price(Shape):
    """What a listing costs."""

    kind: str = told(listings.PRICE_KIND)
    cents: int = told(listings.PRICE_CENTS)
    least_cents: int = told(listings.LEAST_CENTS)
    most_cents: int = told(listings.MOST_CENTS)
    currency: str = told(coops.CURRENCY)
    unit_name: str | None = told(listings.UNIT_NAME)


class Worker(Shape):
    """Who offers it, as far as visitors may see."""

    name: str = told(listings.WORKER_NAME)
    member_since: int | None = told(listings.MEMBER_SINCE)
    number: int | None = told(listings.WORKER_NUMBER)
    reviews: int = told(listings.REVIEWS)
    mean_stars: Exact | None = told(listings.STARS)


class ListingLine(Shape):
    """A listing in a list."""

    reference: str = told(listings.REFERENCE)
    title: str = told(listings.TITLE)
    category: Category = told(listings.CATEGORY)
    price: Price = told(listings.PRICE)
    place_kind: str = told(listings.PLACE_KIND)
    area: str | None = told(listings.AREA)
    worker: Worker = told(listings.WORKER)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)


class ListingList(Listed):
    """All open listings, by reference."""

    items: list[ListingLine] = told(addresses.ITEMS)


class Picture(Shape):
    """A photo of a listing."""

    url: Address = told(listings.PICTURE_URL)
    alt: str = told(listings.PICTURE_ALT)
    width: int = told(listings.PICTURE_WIDTH)
    height: int = told(listings.PICTURE_HEIGHT)


class Listing(ListingLine):
    """A listing whole."""

    description: str = told(listings.DESCRIPTION)
    instant: bool = told(listings.INSTANT)
    least_minutes: int = told(listings.LEAST_MINUTES)
    most_minutes: int = told(listings.MOST_MINUTES)
    notice_minutes: int = told(listings.NOTICE_MINUTES)
    horizon_days: int = told(listings.HORIZON_DAYS)
    cancellation: str = told(listings.CANCELLATION)
    accepts_cash: bool = told(listings.CASH)
    accepts_transfer: bool = told(listings.TRANSFER)
    pictures: list[Picture] = told(listings.PICTURES)


class ScorePart(Shape):
    """One reason for a place in the order: weight times value."""

    signal: str = told(listings.SIGNAL)
    weight: Exact = told(listings.SIGNAL_WEIGHT)
    value: Exact = told(listings.SIGNAL_VALUE)
    product: Exact = told(listings.PRODUCT)


class Found(ListingLine):
    """A listing found, with its score laid open."""

    next_free_at: Moment | None = told(listings.NEXT_FREE_AT)
    kilometres_away: int | None = told(listings.AWAY)
    score: Exact = told(listings.SCORE)
    parts: list[ScorePart] = told(listings.PARTS)


class SearchPage(Listed):
    """Results in the published order."""

    items: list[Found] = told(addresses.ITEMS)
    matches: int | None = told(listings.MATCHES)
    is_cut: bool = told(listings.IS_CUT)
