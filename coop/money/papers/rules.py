"""VAT inside a price, its way back in a credit note, and how papers are numbered. Pure, exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from coop.ledger.arithmetic import half_up
from coop.money.split.rules import included_tax_cents

INVOICE, CREDIT_NOTE = "invoice", "credit-note"
KINDS = (INVOICE, CREDIT_NOTE)
COOP_CODE = "COOP"
"""The co-op's own letters on its papers; a worker's three signs have no O, so nobody else can have them."""

_WRITTEN = re.compile(r"([0-9A-Z]{1,6})-(C-)?(20\d\d)-(\d{4,9})", re.ASCII)


@dataclass(frozen=True)
class VatSplit:
    """An all-in amount: what goes to the supplier and the VAT in it, together the amount."""

    net_cents: int
    vat_cents: int


def vat_split(gross_cents: int, rate: Fraction | None) -> VatSplit:
    """Net and VAT of an all-in amount, the VAT half up to the cent; no rate, no VAT."""
    vat = 0 if rate is None else included_tax_cents(gross_cents, rate)
    return VatSplit(gross_cents - vat, vat)


def vat_given_back(gross_cents: int, vat_cents: int, credit_cents: int, *, credited_before_cents: int = 0) -> int:
    """The VAT in a credit note, after others on the same invoice.

    By the time c of the invoice is credited, half up of VAT x c / gross has gone back, whatever the steps: an
    invoice credited whole has given back exactly its VAT. Raises ValueError beyond the invoice's amount.
    """
    credited = credited_before_cents + credit_cents
    if not (0 <= vat_cents <= gross_cents and credited_before_cents >= 0 < credit_cents and credited <= gross_cents):
        raise ValueError(f"no credit of {credit_cents} after {credited_before_cents} on {gross_cents}")
    return half_up(Fraction(vat_cents * credited, gross_cents)) - half_up(
        Fraction(vat_cents * credited_before_cents, gross_cents)
    )


def refund_subject(subject: str, number: int) -> str:
    """What the credit note for a booking's refund is for."""
    return f"{subject}:refunded:{number}"


def paper_reference(code: str, kind: str, year: int, number: int) -> str:
    """`K7M-2026-0001`, a credit note `K7M-C-2026-0001`: each issuer, kind and year counts from 1."""
    return f"{code}-{'C-' if kind == CREDIT_NOTE else ''}{year}-{number:04d}"


def read_paper_reference(written: str) -> tuple[str, str, int, int] | None:
    """(code, kind, year, number) of a paper's reference as it is written on it; None for anything else."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    code, credit, year, number = found.groups()
    parts = (code, CREDIT_NOTE if credit else INVOICE, int(year), int(number))
    return parts if paper_reference(*parts) == written else None
