"""What the hosted pages share: acting in one transaction, and money in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from coop.demo.cards.engine.errors import ApiError
from coop.demo.cards.processor import Processor

T = TypeVar("T")
_WHOLE = (
    "bif",
    "clp",
    "djf",
    "gnf",
    "jpy",
    "kmf",
    "krw",
    "mga",
    "pyg",
    "rwf",
    "ugx",
    "vnd",
    "vuv",
    "xaf",
    "xof",
    "xpf",
)


def act(processor: Processor, work: Callable[[], T]) -> T:
    """Do work and what is due beside it. A refusal that is kept leaves its traces; it is raised either way."""
    processor.run_due()
    refused: ApiError | None = None
    with processor.store.transaction():
        try:
            done = work()
        except ApiError as refusal:
            if not refusal.kept:
                raise
            refused = refusal
    processor.run_due()
    processor.courier.wake()
    if refused is not None:
        raise refused
    return done


def money(amount: int, currency: str) -> str:
    """`1234, eur` is `12.34 EUR`; currencies without a minor unit stay whole."""
    code = currency.upper()
    if currency in _WHOLE:
        return f"{amount} {code}"
    return f"{amount // 100}.{amount % 100:02d} {code}"
