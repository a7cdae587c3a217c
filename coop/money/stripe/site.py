"""What the pages about cards share: they are there only where the co-op takes cards."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import abort, current_app
from flask.typing import ResponseReturnValue

from coop.config import Settings
from coop.money.stripe.client import Gateway, gateway

View = Callable[..., ResponseReturnValue]


def settings() -> Settings:
    """The site's settings."""
    found: Settings = current_app.extensions["coop_settings"]
    return found


def gateway_here() -> Gateway:
    """The co-op's account at Stripe."""
    return gateway(settings())


def cards_only(view: View) -> View:
    """A page that does not exist where the co-op takes no cards; outermost, so that it says so to everybody."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if not settings().takes_cards:
            abort(404)
        return view(*args, **kwargs)

    return guarded
