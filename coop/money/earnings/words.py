"""What entries are called where a worker reads of them."""

from __future__ import annotations

from flask_babel import gettext as _


def kind_words() -> dict[str, str]:
    """Kind of entry -> the reader's words."""
    return {
        "booking-completed": _("Job done"),
        "tip": _("Tip"),
        "refund": _("Refund to the client"),
        "cancellation": _("Late cancellation"),
        "payout": _("Paid out to you"),
        "payout-returned": _("Payout that came back"),
        "netting": _("Kept for what you owed"),
        "fees-paid": _("You paid in"),
        "patronage": _("Dividend"),
        "write-off": _("Written off by vote"),
        "reversal": _("Corrected"),
    }
