"""What differs between Stripe and the books, and what helps, in plain words."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from coop.money.stripe.reconciliation.rules import Difference


def difference_said(one: Difference, money: Callable[[int], str]) -> tuple[str, str]:
    """(what differs, what helps)."""
    off = money(abs(one.cents))
    if one.kind.startswith("unbooked:"):
        category = one.kind.partition(":")[2]
        what = _("%(sum)s of Stripe's category “%(category)s” is in no entry (no. %(number)s)", sum=off,
                 category=category, number=one.about)  # fmt: skip
        remedies = {
            "charge": _("It was charged outside this site, or its booking is not known here. Refund it on Stripe's "
                        "pages, or record what it was for."),
            "refund": _("It was given back on Stripe's pages, for more than the booking or the fund can bear. Find "
                        "the booking and look at its money first; it is tried again every day."),
            "transfer": _("It was sent on Stripe's pages. Reverse it there; shares are sent from here."),
            "transfer_reversal": _("A transfer was taken back on Stripe's pages. Refund the booking here instead, "
                                   "which takes back what it should."),
        }  # fmt: skip
        return str(what), str(remedies.get(category, _("Look it up on Stripe's pages; it is tried again every day.")))
    if one.kind == "entries":
        return (
            str(_("The account “%(name)s” is off by %(sum)s against its own transactions", name=one.about, sum=off)),
            str(_("An entry touched the processor's accounts by hand: reverse it.")),
        )
    return (
        str(_("Stripe's balance is off by %(sum)s, which no transaction explains", sum=off)),
        str(_("A transaction may still be on its way: compare again in an hour. If it stays, export the balance "
              "report of Stripe and compare the days.")),
    )  # fmt: skip
