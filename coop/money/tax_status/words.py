"""What the kinds of status are called."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.money.tax_status.queries import Standing


def kind_words() -> dict[str, str]:
    """Kind -> the reader's words."""
    return {
        "unregistered": _("not registered for VAT"),
        "exempt": _("exempt from VAT"),
        "registered": _("registered for VAT"),
    }


def why_no_vat(supplier: Standing) -> str:
    """What a paper or receipt says of a supplier who charges none; empty for one who does."""
    if supplier.kind == "exempt":
        return supplier.sentence
    return "" if supplier.kind == "registered" else str(_("No VAT is charged: the supplier is not registered for it."))
