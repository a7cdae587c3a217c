"""Leaving for the processor's page: everything is committed first, and no transaction is open meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask import current_app, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.config import Settings
from coop.market.bookings.queries import Course
from coop.market.paying.actions import ask_for
from coop.money.cards.interface import NoCards, PayAsk, Provider, Refused, Unreachable
from coop.money.provider import provider_of
from coop.web import clock
from coop.web.database import db, session


def provider() -> Provider:
    """The site's provider of card payments."""
    return provider_of(settings())


def settings() -> Settings:
    """The site's settings."""
    found: Settings = current_app.extensions["coop_settings"]
    return found


def leave_to_pay(
    course: Course, amount_cents: int, *, tip_cents: int = 0, keep_for: int | None = None, back: str
) -> ResponseReturnValue:
    """Send the reader to the page where they pay; back to `back` when the processor does not answer.

    `keep_for`: the person whose card the processor is to keep.
    """
    at = clock.now()
    ask = ask_for(session, course, amount_cents, site_url=settings().site_url, at=at, tip_cents=tip_cents)
    return leave(replace(ask, keep_for=keep_for), back=back, at=at)


def leave(ask: PayAsk, *, back: str, at: dt.datetime) -> ResponseReturnValue:
    """The same, of anything that can be paid."""
    session.commit()
    try:
        return redirect(provider().pay(db.engine, ask, at=at), 303)
    except Unreachable:
        flash(_("The card processor does not answer just now. Nothing was charged; try again in a minute."), "stop")
    except (Refused, NoCards):
        flash(_("This cannot be paid by card. Nothing was charged; choose another way to pay."), "stop")
    return redirect(back, 303)
