"""What the entries of the bank account and the rules of matching are called."""

from __future__ import annotations

from flask_babel import gettext as _


def kind_words() -> dict[str, str]:
    """Kinds of entry that move money at the bank, for a column."""
    return {
        "booking-paid": _("transfer for a booking"),
        "tip": _("tip"),
        "refund": _("refund sent"),
        "payout": _("payout"),
        "payout-returned": _("payout that came back"),
        "fees-paid": _("cash fees paid in"),
        "expense": _("expense paid"),
        "donation": _("donation"),
        "grant": _("grant"),
        "clearing": _("card money paid over"),
        "processor": _("payout of the card processor"),
        "share": _("share paid in"),
        "redemption": _("member capital paid back"),
        "reversal": _("reversal"),
    }


def rule_words() -> dict[str, str]:
    """Why two sides are taken for the same money."""
    return {
        "reference": _("Same amount, and the reference is in the text."),
        "references": _("The text names these entries, and they add up."),
        "run": _("The text names the payout run, and it adds up."),
        "reversal": _("An entry and its reversal cancel."),
        "parts": _("These lines name one entry, and add up to it."),
        "run-sum": _("The sum of a payout run, at most 5 days apart."),
        "day-sum": _("The sum of one day's entries, at most 5 days apart."),
        "day": _("Same amount, at most 5 days apart, and nothing else fits."),
        "hand": _("Chosen by hand."),
    }
