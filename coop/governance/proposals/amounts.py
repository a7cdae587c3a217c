"""Amounts in a refusal, which can be told where no page is made."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency
from flask_babel import get_locale
from sqlalchemy.orm import Session

from coop.policies.queries import charter


def said(session: Session, cents: int) -> str:
    """An amount in the reader's language, or in English without a reader."""
    return str(format_currency(Decimal(cents).scaleb(-2), charter(session).currency, locale=get_locale() or "en"))
