"""Every step of a booking, one stage a module; callers take them from here.

A step takes the booking's `Course`, read with `queries.locked_course`, so that two steps never cross.
"""

from coop.market.bookings.actions.answering import accept, decline, expire
from coop.market.bookings.actions.claims import NotOffered, SlotTaken
from coop.market.bookings.actions.ending import (
    cancel,
    contest,
    kept_after_no_show,
    report_no_show,
    settle_no_show,
    terms_now,
    waive,
)
from coop.market.bookings.actions.finishing import complete, facts_of, minutes_of, tip
from coop.market.bookings.actions.holding import (
    Ask,
    NotBookable,
    confirm,
    fill_in,
    hold,
    methods,
    release_holds,
    renew,
)
from coop.market.bookings.actions.moving import answer_time, propose_time

__all__ = [
    "Ask",
    "NotBookable",
    "NotOffered",
    "SlotTaken",
    "accept",
    "answer_time",
    "cancel",
    "complete",
    "confirm",
    "contest",
    "decline",
    "expire",
    "facts_of",
    "fill_in",
    "hold",
    "kept_after_no_show",
    "methods",
    "minutes_of",
    "propose_time",
    "release_holds",
    "renew",
    "report_no_show",
    "settle_no_show",
    "terms_now",
    "tip",
    "waive",
]
