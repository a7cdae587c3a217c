"""Talking to Stripe: one pinned version of its API, short waits, and errors in our own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import stripe

from coop.config import Settings
from coop.money.cards.interface import Refused, Unreachable

API_VERSION = "2026-10-28.endive"
"""What our code was written against; the account's own setting does not matter."""

_SECONDS = 20
_Result = TypeVar("_Result")
Fields = dict[str, Any]

# A 409 is another request under the same key, still under way; 429 and 5xx say nothing of the money.
_PASSING = (409, 429)


class Gateway:
    """A Stripe account of the co-op's. Objects come back as plain dictionaries."""

    def __init__(self, key: str, *, api_base: str = "", is_live: bool) -> None:
        self.is_live = is_live
        self._http = stripe.RequestsClient(timeout=_SECONDS)
        self._client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base} if api_base else None,
            max_network_retries=0,  # an attempt is repeated under its own key, by us, also after a crash
            http_client=self._http,
        )

    def ask(self, call: Callable[[Any], Any]) -> Fields:
        """What `call(client.v1)` answers. Raises Refused when Stripe says no, Unreachable when it says nothing."""
        answer = _said(lambda: call(self._client.v1))
        return dict(answer.to_dict())

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()  # type: ignore[no-untyped-call]

    def every(self, call: Callable[[Any], Any], *, most: int = 10_000) -> Iterator[Fields]:
        """All the objects of a list, page after page; raises like `ask`."""
        page = _said(lambda: call(self._client.v1))
        count = 0
        while True:
            for item in page.data:
                yield dict(item.to_dict())
                count += 1
            if not page.has_more or count >= most:
                return
            page = _said(page.next_page)


_open: dict[tuple[str, str, bool], Gateway] = {}


def close_all() -> None:
    """Let go of every connection."""
    while _open:
        _open.popitem()[1].close()


def _gateway(key: str, api_base: str, is_live: bool) -> Gateway:
    known = _open.get((key, api_base, is_live))
    if known is None:
        known = _open[key, api_base, is_live] = Gateway(key, api_base=api_base, is_live=is_live)
    return known


def gateway(settings: Settings) -> Gateway:
    """The account of the settings; one connection pool a process."""
    key = settings.stripe_secret_key.get_secret_value()
    return _gateway(key, settings.stripe_api_base, not settings.cards_are_test)


def _said(call: Callable[[], _Result]) -> _Result:
    try:
        return call()
    except stripe.APIConnectionError as error:
        raise Unreachable(str(error)) from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        if status in _PASSING or status >= 500 or not status:
            raise Unreachable(f"{status}: {error.user_message or error}") from error
        raise Refused(str(error.code or type(error).__name__)[:80], str(error.user_message or error)) from error


def moment_of(seconds: int) -> dt.datetime:
    """A moment as Stripe writes it."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def id_of(value: Any) -> str:
    """The id of something that may have been expanded, empty for nothing."""
    return str(value["id"]) if isinstance(value, dict) else str(value or "")
