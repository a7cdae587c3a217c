"""What comes due as time passes, each at its own moment: expiries, arrivals, deadlines."""

from __future__ import annotations

from collections.abc import Callable

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.rules import midnight_after
from coop.demo.cards.engine.world import World
from coop.demo.cards.resources import attempts, disputes, payouts, refunds
from coop.demo.cards.resources.accounts import judge
from coop.demo.cards.resources.checkout import sessions

_DAILY = "day"


def _authorisation(world: World, intent: Json) -> None:
    if intent["status"] == "requires_capture":
        attempts.stop(world, intent, "automatic")


def _disputed(status: str) -> Callable[[World, Json], None]:
    def begin(world: World, charge: Json) -> None:
        if not charge["disputed"]:
            disputes.begin(world, charge, status=status)

    return begin


def _refund_fails(world: World, refund: Json) -> None:
    if refund["status"] in ("pending", "succeeded"):
        refunds.fail(world, refund)


def _inquiry_refunded(world: World, charge: Json) -> None:
    dispute = world.store.get(charge["_inquiry"] or "", "dispute")
    if dispute is not None and dispute["status"].startswith("warning_") and dispute["status"] != "warning_closed":
        disputes.decide(world, dispute, "warning_closed")


def _requirements_due(world: World, account: Json) -> None:
    asked = account["requirements"]
    if asked["currently_due"] and asked["current_deadline"] and asked["current_deadline"] <= world.now:
        asked["disabled_reason"] = asked["disabled_reason"] or "requirements.past_due"
        asked["past_due"] = asked["currently_due"]
        judge(world, account)


DUTIES: dict[str, Callable[[World, Json], None]] = {
    "session": sessions.lapse, "authorisation": _authorisation, "dispute.needs_response": _disputed("needs_response"),
    "dispute.warning_needs_response": _disputed("warning_needs_response"), "dispute.deadline": disputes.deadline,
    "refund.fails": _refund_fails, "refund.succeeds": refunds.succeed, "inquiry.refunded": _inquiry_refunded,
    "payout.in_transit": payouts.leave, "payout.arrives": payouts.arrive, "requirements": _requirements_due,
}


def run_due(world: World) -> int:
    """Do everything whose time has come, in the order of those times; returns how many things that was."""
    until, done = world.now, 0
    _plan_the_day(world, until)
    try:
        while True:
            row = world.store.connection.execute(
                "SELECT seq, at, what, id FROM due WHERE at <= ? ORDER BY at, seq LIMIT 1", (until,)
            ).fetchone()
            if row is None:
                return done
            seq, moment, what, identifier = row
            world.clock.pin(moment)
            world.store.connection.execute("DELETE FROM due WHERE seq = ?", (seq,))
            _do(world, what, identifier)
            done += 1
    finally:
        world.clock.pin(None)


def _plan_the_day(world: World, now: int) -> None:
    row = world.store.connection.execute("SELECT 1 FROM due WHERE what = ?", (_DAILY,)).fetchone()
    if row is None:
        world.later(midnight_after(now, 1), _DAILY, "")


def _do(world: World, what: str, identifier: str) -> None:
    if what == _DAILY:
        # Money that became available today first pays the refunds that wait for it; what is left may go to the bank.
        refunds.retry_waiting(world)
        payouts.daily(world)
        world.later(midnight_after(world.now, 1), _DAILY, "")
        return
    body = world.store.get(identifier)
    if body is not None and not body.get("deleted"):
        DUTIES[what](world, body)
