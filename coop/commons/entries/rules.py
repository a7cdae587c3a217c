"""What of an entry is public, and how its fee is recomputed: pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from coop.ledger.arithmetic import half_up

_OPEN = frozenset(
    {"booking", "expense", "donation", "grant", "clearing", "processor", "period", "decision", "project", "small-days"}
)
"""References whose parts concern no lasting person: they are shown as they are."""

_RUNS = frozenset({"payout", "netting"})
"""`payout:<run>:<party>`: the run is shown, the party is not."""

_TOKEN = re.compile(r"[0-9a-f]{32}")


def public_reference(reference: str, uuid: str) -> str:
    """A reference without anything that stays with a person, still unique.

    Members, memberships and parties in it are replaced by the first 12 digits of the entry's own random
    number, which differs from entry to entry.
    """
    own = uuid[:12]
    first, *rest = reference.split(":")
    if first in _OPEN:
        shown = rest
    elif first in _RUNS:
        shown = [rest[0], own, *rest[2:]] if len(rest) > 1 else [own]
    else:
        shown = [own, *rest[1:]]
    return ":".join([first, *(own if _TOKEN.fullmatch(part) else part for part in shown)])


@dataclass(frozen=True)
class FeeSum:
    """A fee, recomputed: `by_rate` before the minimum and the price bound it; `fee_cents` after."""

    price_cents: int
    rate: Fraction
    minimum_cents: int
    by_rate_cents: int
    fee_cents: int

    @property
    def minimum_applied(self) -> bool:
        """Whether the minimum, not the rate, set the fee."""
        return self.by_rate_cents < self.minimum_cents


def fee_sum(price_cents: int, rate: Fraction, minimum_cents: int) -> FeeSum:
    """The fee of a price: half up of price times rate, at least the minimum, at most the price."""
    by_rate = half_up(price_cents * rate)
    return FeeSum(price_cents, rate, minimum_cents, by_rate, min(price_cents, max(by_rate, minimum_cents)))


def price_of(facts: Mapping[str, object]) -> int | None:
    """The price an entry's fee was taken on, if it states one."""
    price = facts.get("price_cents")
    return price if isinstance(price, int) else None
