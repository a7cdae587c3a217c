"""What differs between Stripe and the books, and what helps, in plain words."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from coop.money.stripe.reconciliation.rules import Difference


def category_said(category: str) -> str:
    """What moved the balance, for Stripe's reporting category."""
    known = {
        "charge": _("Payments by card"),
        "charge_failure": _("Payments that failed"),
        "refund": _("Refunds"),
        "partial_capture_reversal": _("What was held and not charged"),
        "refund_failure": _("Refunds that came back"),
        "dispute": _("Disputes"),
        "dispute_reversal": _("Disputes won"),
        "transfer": _("Shares sent to workers"),
        "transfer_reversal": _("Shares taken back"),
        "payout": _("Paid to the co-op's bank"),
        "payout_reversal": _("Come back from the co-op's bank"),
        "topup": _("Put in from the co-op's bank"),
        "topup_reversal": _("Taken back to the co-op's bank"),
        "fee": _("Fees for no payment in particular"),
        "network_cost": _("Costs of the card networks"),
        "tax": _("Tax on Stripe's fees"),
        "other_adjustment": _("Adjustments"),
    }
    return str(known.get(category, _("Something else, by Stripe's word “%(word)s”", word=category)))


def event_said(kind: str) -> str:
    """What Stripe told, for its name of the event."""
    known = (
        ("checkout.session.", _("a page for paying")),
        ("payment_intent.", _("a payment by card")),
        ("charge.dispute.", _("a dispute")),
        ("charge.refund", _("a refund")),
        ("refund.", _("a refund")),
        ("charge.", _("a payment by card")),
        ("account.", _("a worker's account")),
        ("payment_method.", _("a kept card")),
    )
    return str(next((words for start, words in known if kind.startswith(start)), _("something else")))


def deed_said(deed: str) -> str:
    """What was asked of Stripe, for our name of the attempt."""
    known = {
        "checkout": _("to open a page for paying"),
        "close": _("to close a page for paying"),
        "capture": _("to charge what a card keeps aside, or to let it go"),
        "transfer": _("to send a worker their share"),
        "reversal": _("to take a share back"),
        "refund": _("to give money back to a card"),
        "account": _("to open a worker's account"),
        "evidence": _("to pass on the answer to a dispute"),
        "customer": _("to keep a client's cards"),
        "setup": _("to open a page for keeping a card"),
        "kept-charge": _("to charge a kept card"),
        "detach": _("to let go of a card"),
        "forget": _("to let go of a client's cards"),
    }
    return str(known.get(deed, _("something else")))


def difference_said(one: Difference, money: Callable[[int], str]) -> tuple[str, str]:
    """(what differs, what helps)."""
    off = money(abs(one.cents))
    if one.kind.startswith("unbooked:"):
        category = one.kind.partition(":")[2]
        what = _("%(sum)s of Stripe's category “%(category)s” is in no entry (no. %(number)s)", sum=off,
                 category=category_said(category), number=one.about)  # fmt: skip
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
        name = _("On its way") if one.about == "pending" else _("Available")
        return (
            str(_("The account “%(name)s” is off by %(sum)s against its own transactions", name=name, sum=off)),
            str(_("An entry touched the processor's accounts by hand: reverse it.")),
        )
    return (
        str(_("Stripe's balance is off by %(sum)s, which no transaction explains", sum=off)),
        str(_("A transaction may still be on its way: compare again in an hour. If it stays, export the balance "
              "report of Stripe and compare the days.")),
    )  # fmt: skip
