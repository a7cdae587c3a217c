"""The published order in words, and its numbers written so that they add up as written."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _


def signal_name(name: str) -> str:
    """What a signal is called beside its number."""
    labels = {
        "relevance": _("words match"),
        "distance": _("near"),
        "availability": _("free soon"),
        "completed": _("work done"),
        "reviews": _("reviews"),
        "newcomer": _("newcomer"),
        "rotation": _("the day's draw"),
    }
    return str(labels[name])


def exactly(value: Fraction) -> str:
    """A number to its last decimal, or as a fraction where its decimals never end."""
    two = five = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, two = rest // 2, two + 1
    while rest % 5 == 0:
        rest, five = rest // 5, five + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(two, five)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + (f"{whole}.{part}" if part else whole)
