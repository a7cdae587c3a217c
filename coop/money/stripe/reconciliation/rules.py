"""What differs between Stripe's balance and the books, as arithmetic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what kind, what it is about, and by how many cents the books are off."""

    kind: str
    about: str
    cents: int


def differences(
    *,
    there: tuple[int, int],
    here: tuple[int, int],
    due: tuple[int, int],
    unbooked: list[tuple[str, int, int]],
) -> list[Difference]:
    """Everything that keeps the two from agreeing.

    `there` and `here` are (pending, available) at Stripe and in the books, `due` what the booked transactions say the
    books should have. `unbooked` are (category, our number, net cents) of transactions in no entry: they explain what
    is off in all; what they do not, is said by itself.
    """
    found = [Difference(f"unbooked:{category}", str(number), -net) for category, number, net in unbooked]
    for name, is_there, is_here in zip(("pending", "available"), due, here, strict=True):
        if is_here != is_there:
            found.append(Difference("entries", name, is_here - is_there))
    # In all: between pending and available, Stripe may be some hours ahead of us or behind.
    unexplained = sum(here) - sum(there) + sum(net for _category, _number, net in unbooked)
    if unexplained:
        found.append(Difference("balance", "all", unexplained))
    return found
