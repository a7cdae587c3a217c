"""Listings as visitors see them, their categories, and their order in search."""

from __future__ import annotations

from coop.commons.dictionary.column import (
    ARRAY,
    CENTS,
    FLAG,
    FRACTION,
    INTEGER,
    MINUTES,
    MOMENT,
    N_,
    OBJECT,
    TEXT,
    Column,
)

REFERENCE = Column(TEXT, N_("The listing's reference, and its address."), "K7Q2M9XW")
TITLE = Column(TEXT, N_("Its title, in the worker's words."), "Windows cleaned, inside and out")
DESCRIPTION = Column(TEXT, N_("Its description in the worker's words, as Markdown."), "I bring my own ladder.")
CATEGORY = Column(OBJECT, N_("The category it is in."), {"key": "windows", "name": "Window cleaning"})
CATEGORY_KEY = Column(TEXT, N_("The category's key, to ask for it."), "windows")
CATEGORY_NAME = Column(TEXT, N_("The category's name."), "Window cleaning")
PARENT = Column(TEXT, N_("Key of the category above, or null at the top."), "cleaning")
PRICE = Column(OBJECT, N_("What it costs, everything included."), {"kind": "hour", "cents": 2800})
PRICE_KIND = Column(TEXT, N_("What the price is for: hour, fixed or unit."), "hour")
PRICE_CENTS = Column(INTEGER, N_("The price; the middle one where clients choose from a scale."), 2800, CENTS)
LEAST_CENTS = Column(INTEGER, N_("The lowest price clients may choose; the price itself without a scale."), 2200, CENTS)
MOST_CENTS = Column(INTEGER, N_("The highest price clients may choose; the price itself without a scale."), 3400, CENTS)
UNIT_NAME = Column(TEXT, N_("What is counted where the price is for a unit, or null."), "window")
PLACE_KIND = Column(TEXT, N_("Where the work is done: travel (at the client's), worker (at the worker's) or remote."),
                    "travel")
AREA = Column(TEXT, N_("The neighbourhood or town, never an address; null for remote work."), "Old Harbour")
WORKER = Column(OBJECT, N_("Who offers it, as far as they are shown to visitors."), {"name": "Wanda"})
WORKER_NAME = Column(TEXT, N_("The name that the worker chose to be shown by."), "Wanda")
WORKER_NUMBER = Column(INTEGER, N_("The member's number, for those who chose a public profile; else null."), 4)
MEMBER_SINCE = Column(INTEGER, N_("The year the worker became a member, or null before that."), 2026)
INSTANT = Column(FLAG, N_("Whether it is booked at once; else the worker answers each request."), True)
LEAST_MINUTES = Column(INTEGER, N_("The shortest job."), 60, MINUTES)
MOST_MINUTES = Column(INTEGER, N_("The longest job."), 240, MINUTES)
NOTICE_MINUTES = Column(INTEGER, N_("How long before it must be booked at the latest."), 720, MINUTES)
HORIZON_DAYS = Column(INTEGER, N_("How far ahead it can be booked."), 60, "days")
CANCELLATION = Column(TEXT, N_("What a client's cancellation costs: the name of the tier."), "flexible")
CASH = Column(FLAG, N_("Whether it can be paid in cash."), True)
TRANSFER = Column(FLAG, N_("Whether it can be paid by bank transfer."), True)
PICTURES = Column(ARRAY, N_("Its photos."), [])
PICTURE_URL = Column(TEXT, N_("Address of the photo."), "/pictures/9f86d0-960.webp")
PICTURE_ALT = Column(TEXT, N_("What the photo shows, in the worker's words."), "A clean window")
PICTURE_WIDTH = Column(INTEGER, N_("The photo's width."), 960, "pixels")
PICTURE_HEIGHT = Column(INTEGER, N_("The photo's height."), 720, "pixels")
REVIEWS = Column(INTEGER, N_("How many reviews of the worker show."), 18)
STARS = Column(FRACTION, N_("The plain mean of their stars, exact, or null without reviews."), "43/9", "stars")
NEXT_FREE_AT = Column(MOMENT, N_("The next free time, or null where none is found."), "2026-03-03T09:00:00.000000Z")
AWAY = Column(INTEGER, N_("Distance from the place asked for, in whole kilometres; null without one."), 3, "kilometres")
SCORE = Column(FRACTION, N_("The sum of all weights times signals, exact: what the order goes by."), "61/100")
PARTS = Column(ARRAY, N_("How the score comes about."), [])
SIGNAL = Column(TEXT, N_("The signal."), "relevance")
SIGNAL_WEIGHT = Column(FRACTION, N_("Its weight in force, exact."), "2/5")
SIGNAL_VALUE = Column(FRACTION, N_("Its value for this listing, from 0 to 1, exact."), "1/2")
PRODUCT = Column(FRACTION, N_("Weight times value, exact."), "1/5")
MATCHES = Column(INTEGER, N_("How many listings were compared, or null where a date is asked for."), 12)
IS_CUT = Column(FLAG, N_("Whether more match than are compared; /algorithms says which are."), False)
