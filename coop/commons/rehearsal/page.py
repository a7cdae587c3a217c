"""The one page of a rehearsal, as text."""

from __future__ import annotations

import textwrap
from fractions import Fraction

from coop.commons.rehearsal import plot
from coop.commons.rehearsal.figures import Figures

WIDTH = 96


def wrapped(said: str) -> str:
    """The verifier's words, its long ones (a key, a fingerprint) on lines of their own."""
    lines = [textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False) for line in said.splitlines()]
    return "\n".join("\n".join(parts) for parts in lines)


def page(figures: Figures, *, database: str, verified: str, timings: list[tuple[str, float]]) -> str:
    """Everything on one page; `verified` is the verifier's own report."""
    parts = [
        f"{plot.NAME}: a month of real trips, from founding to dividend ({database})",
        _story(figures),
        _months(figures),
        _split(figures),
        _uses(figures),
        _dividends(figures),
        balances_part(figures.balances, held_cents=figures.held_cents, owed_cents=figures.owed_cents),
        heading("Verified from the public export alone") + wrapped(verified),
        timings_part(timings, _speed(figures, timings)),
    ]
    return "\n\n".join(parts) + "\n"


def money(cents: int) -> str:
    """Minor units as 1,234.56."""
    sign, size = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{size // 100:,}.{size % 100:02d}"


def percent(share: Fraction) -> str:
    """A share to four decimals, half up: for reading; the exact fraction stands beside it."""
    hundredths = (share * 2_000_000 + 1) // 2
    return f"{hundredths // 10_000}.{hundredths % 10_000:04d}%"


def heading(words: str) -> str:
    """Words, underlined."""
    return f"{words}\n{'-' * len(words)}\n"


def _story(figures: Figures) -> str:
    brought, vote = figures.brought, figures.expense
    return heading("What happened (a simulated clock; every act through the actions of the pages)") + "\n".join([
        f"{plot.FOUNDED_ON}  founded on the charter '{plot.PRESET}', fee 5%; {figures.roll} drivers admitted by it, "
        f"{plot.STEWARDS} of them stewards",
        f"{plot.EXPENSE_ON}  expense of {money(plot.EXPENSE_CENTS)} proposed; decision {vote.reference}: "
        f"{vote.yes} yes, {vote.no} no, {vote.abstain} abstained of {vote.roll} "
        f"(quorum {vote.quorum_needed}): {'adopted, carried out, paid' if vote.passed else 'not adopted'}",
        f"{plot.IMPORTED_ON}  {brought.new:,} trips brought in: prices {money(brought.price_cents)}, "
        f"fees {money(brought.fee_cents)}, tips {money(brought.tip_cents)}, {brought.minutes:,} minutes",
        f"{plot.CLOSED_ON}  February and March closed; the surplus of March put to the vote: "
        f"{figures.ballots} of {figures.roll} ballots (quorum {figures.quorum_needed})",
    ])


def _months(figures: Figures) -> str:
    rows = [f"{'from':<12}{'to':<12}{'trips':>8}{'fees':>14}{'expenses':>14}{'surplus':>14}"]
    for month in figures.months:
        rows.append(
            f"{month.opens_on!s:<12}{month.closes_on or 'running'!s:<12}{month.bookings:>8,}"
            f"{money(month.fee_cents):>14}{money(month.expense_cents):>14}{money(month.surplus_cents):>14}"
        )
    rows.append(
        f"{'all':<24}{sum(m.bookings for m in figures.months):>8,}"
        f"{money(sum(m.fee_cents for m in figures.months)):>14}"
        f"{money(sum(m.expense_cents for m in figures.months)):>14}"
        f"{money(sum(m.surplus_cents for m in figures.months)):>14}"
    )
    rows.append("A trip belongs to the day it ended, New York time: the first ended on 28 February, the last on")
    rows.append("1 April. What is voted on is March; February's surplus waits, April is still running.")
    return heading("Surplus by period") + "\n".join(rows)


def _split(figures: Figures) -> str:
    rows = [
        ("surplus of March", figures.surplus_cents),
        ("floors of the rules, before the vote", figures.floors_cents),
        ("from the work of non-members, to reserve", figures.non_member_cents),
        ("left to the vote", figures.votable_cents),
    ]
    return heading("Before the vote") + "\n".join(f"{words:<44}{money(cents):>14}" for words, cents in rows)


def _uses(figures: Figures) -> str:
    rows = [f"{'use':<12}{'floor':>8}{'amount':>12}{'voted, exactly':>18}{'voted':>11}{'mean':>11}"
            f"{'amount':>11}{'together':>12}"]
    for use in figures.uses:
        rows.append(
            f"{use.use:<12}{use.floor_share!s:>8}{money(use.floor_cents):>12}{use.voted_share!s:>18}"
            f"{percent(use.voted_share):>11}{percent(use.mean_share):>11}{money(use.voted_cents):>11}"
            f"{money(use.cents):>12}"
        )
    shares = sum((use.voted_share for use in figures.uses), Fraction(0))
    means = sum((use.mean_share for use in figures.uses), Fraction(0))
    rows.append(
        f"{'sum':<12}{'':>8}{money(sum(use.floor_cents for use in figures.uses)):>12}{shares!s:>18}"
        f"{percent(shares):>11}{percent(means):>11}{money(sum(use.voted_cents for use in figures.uses)):>11}"
        f"{money(sum(use.cents for use in figures.uses)):>12}"
    )
    rows.append(f"Independent Markets, at t = {figures.level}; the mean beside it decides nothing.")
    return heading("The outcome, use by use") + "\n".join(rows)


def _dividends(figures: Figures) -> str:
    rows = [f"{'driver':<14}{'minutes':>9}{'share, exactly':>18}{'dividend':>12}{'in cash':>12}{'retained':>12}"]
    for each in figures.dividends:
        rows.append(
            f"{each.name:<14}{each.minutes:>9,}{each.share!s:>18}{money(each.cents):>12}"
            f"{money(each.cash_cents):>12}{money(each.retained_cents):>12}"
        )
    rows.append(
        f"{'sum':<14}{sum(d.minutes for d in figures.dividends):>9,}"
        f"{sum((d.share for d in figures.dividends), Fraction(0))!s:>18}"
        f"{money(sum(d.cents for d in figures.dividends)):>12}"
        f"{money(sum(d.cash_cents for d in figures.dividends)):>12}"
        f"{money(sum(d.retained_cents for d in figures.dividends)):>12}"
    )
    if figures.withheld_cents:
        rows.append(f"withheld and carried to reserve: {money(figures.withheld_cents)}")
    return heading(f"The dividend of each of {len(figures.dividends)} drivers, by minutes worked") + "\n".join(rows)


def balances_part(balances: tuple[tuple[str, str, int], ...], *, held_cents: int, owed_cents: int) -> str:
    """The books, account by account, with the sum of each commodity and what is held against what is owed."""
    rows = [
        f"{code:<40}{what:>6}{f'{amount:,}' if what == 'MIN' else money(amount):>16}"
        for code, what, amount in balances
    ]
    for commodity in sorted({what for _, what, _ in balances}):
        total = sum(amount for _, what, amount in balances if what == commodity)
        rows.append(f"{'sum':<40}{commodity:>6}{f'{total:,}' if commodity == 'MIN' else money(total):>16}")
    rows.append(
        f"Money held {money(held_cents)}, owed {money(owed_cents)}, to spare {money(held_cents - owed_cents)}."
    )
    return heading("The books (debit positive)") + "\n".join(rows)


def timings_part(timings: list[tuple[str, float]], *said: str) -> str:
    """How long each scene took, and what else is to be said of it."""
    rows = [f"{what:<24}{seconds:>8.2f} s" for what, seconds in timings]
    rows.append(f"{'all':<24}{sum(seconds for _, seconds in timings):>8.2f} s")
    return heading("Timings") + "\n".join([*rows, *said])


def _speed(figures: Figures, timings: list[tuple[str, float]]) -> str:
    importing = dict(timings)["import the trips"]
    return f"{figures.brought.new / importing:,.0f} bookings/s brought in."
