"""The words of a preview's lines, in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from coop.governance.previews.rules import CENTS, Figure, Preview
from coop.governance.words import use
from coop.web.filters import day, money, whole


def label(figure: Figure) -> str:
    """What a line is about."""
    return str(_label(figure))


def _label(figure: Figure) -> Any:
    family, _colon, which = figure.key.partition(":")
    if family == "floor":
        return _("%(use)s, before the vote", use=use(which))
    if family == "free":
        return _("%(use)s: free for other purposes", use=use(which))
    if family == "fund":
        return use(which) if which else _("The shared fund")
    if family == "dividend":
        return {
            "smallest": _("Smallest dividend"),
            "middle": _("Dividend in the middle"),
            "largest": _("Largest dividend"),
        }[which]
    return {
        "jobs": _("Bookings completed"),
        "fees": _("Fees"),
        "workers": _("To the workers"),
        "surplus": _("Surplus"),
        "surplus_each": _("Surplus per member, on average"),
        "votable": _("Left to vote on"),
        "pool": _("Dividends, all together"),
        "dividends_cash": _("Of these paid in cash"),
        "dividends_kept": _("Of these kept in capital accounts"),
        "share_price": _("Price of a share"),
        "shares_paid": _("Paid in by today's members"),
        "shares_due": _("Still to be paid in"),
        "members_owing": _("Members who still have to pay in"),
        "members": _("Members"),
        "ballots_needed": _("Ballots needed for a valid vote"),
        "most_no": _("No votes it can bear, if all vote"),
        "expenses": _("Expenses"),
        "expenses_voted": _("Expenses that needed a vote"),
        "bank": _("In the bank, once it is paid"),
        "owed_to_fund": _("Owed to the fund on this account"),
        "tenth": _("Each 10% of the vote"),
        "tenth_each": _("Each 10% for dividends, per member on average"),
        "part_each": _("Part of each who votes, you among them, if all do"),
        "own_tenth": _("Each 10% for dividends, to you"),
        "own_dividend": _("Your dividend"),
        "own_fees": _("Fees on your own bookings"),
    }[figure.key]


def said(figure: Figure, value: int | None) -> str:
    """One of its figures as people write it."""
    if value is None:
        return "-"
    return str(money(value) if figure.unit == CENTS else whole(value))


def change(figure: Figure) -> str:
    """The difference, with its sign; nothing where nothing changes."""
    if not figure.change:
        return ""
    sign = "+" if figure.change > 0 else "\u2212"
    return sign + said(figure, abs(figure.change))


def basis(preview: Preview) -> str:
    """What the figures rest on, in a sentence."""
    if preview.basis == "today":
        return str(_("By the books of today."))
    days = {
        "opens": day(dt.date.fromisoformat(preview.opens_on)),
        "closes": day(dt.date.fromisoformat(preview.closes_on)),
    }
    if preview.basis == "closed":
        return str(_("Reckoned on the closed period from %(opens)s to %(closes)s.", **days))
    return str(_("No period is closed yet, so this is reckoned on the days from %(opens)s to %(closes)s.", **days))
