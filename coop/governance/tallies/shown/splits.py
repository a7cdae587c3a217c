"""Independent Markets in words."""

from dataclasses import dataclass

from coop.governance.tallies.independent_markets import MarketsWorking
from coop.governance.tallies.shown.sheet import Shown, decimal, fraction, sheet


@dataclass(frozen=True)
class NamedMarkets:
    """The working of a split with the names of its options, in the order of the shares."""

    options: tuple[str, ...]
    working: MarketsWorking


def shown_markets(named: NamedMarkets) -> Shown:
    """Shares beside the mean; the buyers that make them; the phantoms, equal ones together."""
    working = named.working
    shares = [
        (
            option,
            fraction(share),
            decimal(share.numerator * 10**6 // share.denominator, 10**4),
            fraction(average),
            decimal(average.numerator * 10**6 // average.denominator, 10**4),
        )
        for option, share, average in zip(named.options, working.outcome.shares, working.mean, strict=True)
    ]
    buyers = [
        (option, row.points, row.buyers, fraction(row.share), "<" if row.share == share else "")
        for option, rows, share in zip(named.options, working.buyers, working.outcome.shares, strict=True)
        for row in rows
    ]
    full = sum(phantom == 1 for phantom in working.phantoms)
    phantoms = [("at 1", full, "1"), ("t* x (n - k)", len(working.phantoms) - full, f"k from {full} to n")]
    return Shown(
        (
            "; ".join(f"{row[0]} {row[2]}%" for row in shares) + ".",
            f"{working.ballots} ballots of {working.whole} points; the level t* is {working.outcome.level}.",
        ),
        (
            sheet("Shares", ("option", "share", "per cent", "mean", "mean per cent"), shares),
            sheet("Buyers: the share is the largest of min(points, t* x buyers)",
                  ("option", "points", "buyers", "min", "largest"), buyers),
            sheet("Phantom votes f_k(t*)", ("kind", "how many", "value"), phantoms),
        ),
    )
