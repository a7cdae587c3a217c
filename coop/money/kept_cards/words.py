"""A kept card as its owner knows it."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.money.kept_cards.models import KeptCard

_BRANDS = {"amex": "American Express", "cartes_bancaires": "Cartes Bancaires", "diners": "Diners Club", "jcb": "JCB",
           "eftpos_au": "eftpos", "unionpay": "UnionPay"}  # fmt: skip


def card_said(card: KeptCard) -> str:
    """Visa ending in 4242."""
    brand = _BRANDS.get(card.brand, card.brand.replace("_", " ").title()) or _("Card")
    return str(_("%(brand)s ending in %(digits)s", brand=brand, digits=card.last_four))


def expiry_said(card: KeptCard) -> str:
    """12/2034."""
    return f"{card.expires_month:02d}/{card.expires_year}"
