"""Patronage dividends, exact to the cent.

    D_i = P w_i / sum w,    w_i = (a h_i/H + b e_i/E + c/N) s_i,    1 <= s_i <= cap

P the amount voted to dividends, h_i minutes worked and e_i cents earned by member i in the period (H, E
their sums, N members), a, b, c the weights of the rules, s_i the seniority factor. Whole cents by largest
remainder, ties by SHA-256(decision reference || member token), so that nobody can choose who gets the odd
cent. The sum is P.

Only members are passed in; the surplus from non-members' work goes to reserve before the vote
(`distribution`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from coop.governance.patronage.terms import SENIORITY_PER_YEAR, Terms
from coop.ledger.arithmetic import round_up, share_out


@dataclass(frozen=True)
class Work:
    """What one member did in the period. `token` names the member in public; `years` are of membership."""

    token: str
    minutes: int
    earned_cents: int
    years: int = 0

    def __post_init__(self) -> None:
        if not self.token or min(self.minutes, self.earned_cents, self.years) < 0:
            raise ValueError(f"the work of {self.token!r} cannot be negative or nameless")


@dataclass(frozen=True)
class Dividend:
    """One member's dividend: `share` is the exact w_i / sum w; cash and retained sum to `cents`."""

    token: str
    share: Fraction
    cents: int
    cash_cents: int
    retained_cents: int


@dataclass(frozen=True)
class Dividends:
    """All dividends, in the order of the members; they and `withheld_cents` sum to `pool_cents`."""

    pool_cents: int
    each: tuple[Dividend, ...]
    withheld_cents: int

    def __post_init__(self) -> None:
        if sum(dividend.cents for dividend in self.each) + self.withheld_cents != self.pool_cents:
            raise ValueError(f"the dividends do not sum to {self.pool_cents}")


def dividends(pool_cents: int, members: Sequence[Work], terms: Terms, *, reference: str) -> Dividends:
    """Share `pool_cents` (P) among members by their patronage; the order of the members changes no amount.

    `reference` is the decision's. Raises `ValueError` on a negative pool, a token that occurs twice, and a
    pool without members to receive it.
    """
    if len({member.token for member in members}) != len(members):
        raise ValueError("a member may receive one dividend, not two")
    weights = member_weights(members, terms)
    amounts = share_out(pool_cents, weights, [tie_key(reference, member.token) for member in members])
    whole = sum(weights, Fraction(0))
    each = tuple(
        _dividend(member.token, weight / whole, cents, terms)
        for member, weight, cents in zip(members, weights, amounts, strict=True)
    )
    return Dividends(pool_cents, each, withheld_cents=pool_cents - sum(dividend.cents for dividend in each))


def member_weights(members: Sequence[Work], terms: Terms) -> list[Fraction]:
    """w_i of each member, exactly and above zero in sum."""
    minutes = sum(member.minutes for member in members)
    earned_cents = sum(member.earned_cents for member in members)
    by = terms.weights.over(minutes=minutes, earned_cents=earned_cents)
    return [
        (
            by.hours * Fraction(member.minutes, minutes or 1)
            + by.earnings * Fraction(member.earned_cents, earned_cents or 1)
            + by.equal / len(members)
        )
        * seniority_factor(member.years, cap=terms.seniority_cap, per_year=terms.seniority_per_year)
        for member in members
    ]


def seniority_factor(years: int, *, cap: Fraction, per_year: Fraction = SENIORITY_PER_YEAR) -> Fraction:
    """s_i from whole years of membership: 1, and `per_year` more for each, but never above `cap`."""
    return min(Fraction(cap), 1 + years * per_year)


def split_dividend(cents: int, cash_share: Fraction) -> tuple[int, int]:
    """(cash, retained) of one dividend, of sum `cents`.

    Cash is rounded up: where law asks for at least a fifth in cash, a fifth rounded down is too little.
    """
    cash_cents = round_up(cash_share * cents)
    return cash_cents, cents - cash_cents


def tie_key(reference: str, token: str) -> bytes:
    """SHA-256 of the decision's reference followed by the member's token, in UTF-8; the lower goes first."""
    return sha256(reference.encode() + token.encode()).digest()


def _dividend(token: str, share: Fraction, cents: int, terms: Terms) -> Dividend:
    if terms.cap_cents is not None:
        cents = min(cents, terms.cap_cents)
    if cents < terms.minimum_cents:
        cents = 0
    cash_cents, retained_cents = split_dividend(cents, terms.cash_share)
    return Dividend(token, share, cents, cash_cents, retained_cents)
