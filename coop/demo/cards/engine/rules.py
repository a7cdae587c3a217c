"""Arithmetic of the processor: exact whole numbers."""

from __future__ import annotations

from coop.demo.cards.engine.settings import DAY

_PARTS = 10_000


def fee(amount: int, *, basis_points: int, fixed: int) -> int:
    """The processing fee of a charge in minor units: a share, half up, and a fixed part; never above the charge."""
    share = (amount * basis_points * 2 + _PARTS) // (_PARTS * 2)
    return min(amount, share + fixed)


def midnight_after(moment: int, days: int) -> int:
    """The start of the UTC day that lies `days` after that of `moment`; unix seconds."""
    return (moment // DAY + days) * DAY


def transferable(*, captured: int, refunded: int, transferred: int, reversed_: int) -> int:
    """What is left of a charge to transfer; below zero where refunds came after transfers."""
    return captured - refunded - (transferred - reversed_)
