"""How the money of a team's job is split, as arithmetic: every cent to somebody, none twice.

By largest remainder on whole cents; of equal remainders the earlier place gets the cent, the lead first. A job of one
is the same with one share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coop.ledger.arithmetic import share_out


@dataclass(frozen=True)
class Share:
    """One worker's part of a job's money, in cents; the fee is what the fund keeps of their work."""

    party_id: int
    worker_cents: int
    fee_cents: int

    @property
    def gross_cents(self) -> int:
        """Of the price, fee included."""
        return self.worker_cents + self.fee_cents


def split(worker_cents: int, fee_cents: int, parts: Sequence[tuple[int, int]]) -> tuple[Share, ...]:
    """Shares of (party, parts) in what is left for the workers, and in the fee; each sums exactly."""
    weights = [each for _, each in parts]
    theirs, fees = share_out(worker_cents, weights), share_out(fee_cents, weights)
    return tuple(
        Share(party, worker, fee) for (party, _), worker, fee in zip(parts, theirs, fees, strict=True)
    )


def borne_by(shares: Sequence[Share], cents: int) -> list[tuple[int, int]]:
    """(party, cents) of a cost that comes out of the shares, in their proportion; never more than a share."""
    of_each = share_out(cents, [one.worker_cents for one in shares])
    return [(one.party_id, borne) for one, borne in zip(shares, of_each, strict=True)]


def tip_split(cents: int, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """(party, cents) of a tip, by the same parts as the price."""
    of_each = share_out(cents, [each for _, each in parts])
    return [(party, theirs) for (party, _), theirs in zip(parts, of_each, strict=True)]


def given_back(got: Sequence[int], before: Iterable[int], now: int) -> list[int]:
    """Who gives back what of `now`, after earlier steps `before` (totals), of what each `got`.

    Each step is shared by what each still has, so nobody gives more than they got and the last cent of a whole refund
    returns exactly that. Steps are few: they are worked out anew from the first. Raises ValueError for more than is
    left.
    """
    return _step(left_after(got, before), now)


def left_after(got: Sequence[int], steps: Iterable[int]) -> list[int]:
    """What each still has of what they `got` after they gave back in `steps`."""
    left = list(got)
    for step in steps:
        left = [has - gives for has, gives in zip(left, _step(left, step), strict=True)]
    return left


def _step(left: Sequence[int], cents: int) -> list[int]:
    if not 0 <= cents <= sum(left):
        raise ValueError(f"{cents} to give back of {sum(left)}")
    return share_out(cents, left)


def subject_of_share(subject: str, place: int) -> str:
    """What the invoice of one of a team is for: the booking itself for the lead, a part of it for each other."""
    return f"{subject}:worker:{place}" if place else subject
