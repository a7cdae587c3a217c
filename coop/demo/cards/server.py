"""The processor in a thread on a loopback port, for tests and for the demo, with its strings as methods."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from coop.demo.cards.engine.courier import Parcel, Post, ordered
from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.settings import Settings
from coop.demo.cards.hosted.onboarding import finish
from coop.demo.cards.processor import Processor
from coop.demo.cards.resources import webhook_endpoints
from coop.demo.cards.web.app import make_app
from coop.demo.cards.web.strings import Strings

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        logging.getLogger("coop.demo.cards").debug(message, *args)


class CardServer:
    """A running processor. `url` and `key` are what a client needs; use it as a context manager, or `close()` it.

    `webhook` is told every event, signed with `secret`. `hold` keeps deliveries until `deliver_all`. `now` freezes the
    clock at a moment (unix seconds), which makes ids and times the same in each run if there is a `seed` too.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        file: Path | str = ":memory:",
        settings: Settings | None = None,
        seed: str | None = None,
        webhook: str | None = None,
        secret: str | None = None,
        hold: bool = False,
        now: int | None = None,
    ) -> None:
        self.processor = Processor(file, settings=settings, seed=seed)
        self.secret = secret or self.processor.settings.webhook_secret
        self.key = self.processor.settings.key
        self._strings = Strings(self.processor)
        if now is not None:
            with self.processor.store.transaction():
                self._strings.clock(now=now, frozen=True)
        self._server = make_server(HOST, port, make_app(self.processor), threaded=True, request_handler=_Quiet)
        self.url = f"http://{HOST}:{self._server.server_port}"
        self.processor.url = self.url
        if webhook:
            self._tell(webhook, self.secret)
        if hold:
            self.modes(hold=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="cards", daemon=True)
        self._thread.start()
        self.processor.courier.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving, then close the records."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.processor.close()

    def _tell(self, url: str, secret: str) -> None:
        with self.processor.store.transaction():
            world = self.processor.world()
            for endpoint in list(world.store.oldest("webhook_endpoint")):
                if endpoint["url"] == url and endpoint["status"] == "enabled":
                    world.change(endpoint, _secret=secret)
                    return
            webhook_endpoints.add(world, url, secret)

    def advance(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> int:
        """Move the clock on; what comes due on the way happens, each thing at its moment. Returns the new time."""
        moved = self._strings.do(self._strings.clock, seconds=seconds, minutes=minutes, hours=hours, days=days)
        return int(moved["now"])

    @property
    def now(self) -> int:
        """The processor's time."""
        return int(self._strings.do(self._strings.clock)["now"])

    def modes(self, **changes: Any) -> Json:
        """Change modes; without any, read them."""
        return self._strings.do(self._strings.modes, **changes)

    def fail_next(self, path: str, fault: str, **more: Any) -> None:
        """Have the next call on a path (`*` matches any part) meet a fault."""
        self.modes(next=[*self.modes()["next"], {"path": path, "fault": fault, **more}])

    def decline_next(self, *reasons: str) -> None:
        """Decline the next charges, for these reasons."""
        self.modes(decline=[*self.modes()["decline"], *reasons])

    def state(self) -> Json:
        """The sums."""
        return self._strings.do(self._strings.state)

    def pay(self, session: str, **card: Any) -> Json:
        """Pay a session as at its page: `number`, `email`, `name`, `authenticate`. Raises ApiError if declined."""
        return self._strings.do(self._strings.pay, identifier=session, **card)

    def onboard(self, account: str, outcome: str = "complete") -> Json:
        """Send the onboarding form of an account: `complete`, `open`, or `refused`."""
        def work() -> Json:
            world = self.processor.world()
            return finish(world, world.need("account", account), outcome)

        return self._strings.do(work)

    def account(self, account: str, **asked: Any) -> Json:
        """Ask things of an account or disable it: `currently_due`, `disabled_reason`, `current_deadline`."""
        return self._strings.do(self._strings.account, identifier=account, **asked)

    def dispute(self, charge: str, **given: Any) -> Json:
        """Open a dispute or inquiry on a charge: `reason`, `status`, `amount`."""
        return self._strings.do(self._strings.dispute, charge=charge, **given)

    def decide(self, dispute: str, status: str) -> Json:
        """Move a dispute on: `under_review`, `won`, `lost`, `warning_closed`, or `needs_response` for an inquiry."""
        return self._strings.do(self._strings.decide, identifier=dispute, status=status)

    def fail_payout(self, payout: str, code: str = "account_closed") -> Json:
        """The bank sends it back."""
        return self._strings.do(self._strings.fail_payout, identifier=payout, code=code)

    def fail_refund(self, refund: str, reason: str = "lost_or_stolen_card") -> Json:
        """The card's bank sends it back."""
        return self._strings.do(self._strings.fail_refund, identifier=refund, reason=reason)

    def topup(self, amount: int, currency: str | None = None) -> Json:
        """Put money on the available balance."""
        return self._strings.do(self._strings.topup, amount=amount, currency=currency)

    def waiting(self, order: str = "oldest", *, seed: int | None = None) -> list[Parcel]:
        """What waits to be delivered; `parcel.body` and `parcel.headers(at)` are what would be sent."""
        return ordered(self.processor.courier.waiting(), order, seed=seed)

    def deliver_all(
        self, order: str = "oldest", *, seed: int | None = None, times: int = 1, age: int = 0, to: Post | None = None
    ) -> list[Json]:
        """Deliver what waits, here and now; `to(url, body, headers)` answers a status instead of the network."""
        return [
            self.processor.courier.deliver(parcel, post=to, age=age)
            for parcel in self.waiting(order, seed=seed) for _ in range(times)
        ]

    def replay(self, event: str, *, age: int = 0, to: Post | None = None) -> list[Json]:
        """Deliver an event again, signed `age` seconds ago."""
        return [
            self.processor.courier.deliver(each, post=to, age=age) for each in self.processor.courier.named([event])
        ]

    def lose_all(self) -> int:
        """Lose what waits: it counts as failed and is never tried again. Returns how many."""
        parcels = self.waiting()
        for parcel in parcels:
            self.processor.courier.give_up(parcel)
        return len(parcels)
