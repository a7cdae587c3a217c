"""Issuing papers. The number is drawn in the statement that writes the paper, so a failure leaves no gap."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from coop.money.locks import lock
from coop.money.papers.models import Paper, PaperIssuer
from coop.money.papers.queries import by_subject, credited_cents
from coop.money.papers.rules import COOP_CODE, CREDIT_NOTE, INVOICE, refund_subject, vat_given_back, vat_split
from coop.money.references import ALPHABET
from coop.money.tax_status.queries import Standing
from coop.money.tax_status.words import why_no_vat
from coop.policies.queries import charter, local_day

_SIGNS = 3


@dataclass(frozen=True)
class Named:
    """A side of a paper, as printed."""

    name: str
    address: str = ""
    vat_number: str = ""


def issuer_of(session: Session, party_id: int | None) -> PaperIssuer:
    """Who numbers papers for a worker's party, or (None) for the co-op; made when first needed."""
    lock(session, f"papers:{party_id or COOP_CODE}")
    theirs = PaperIssuer.party_id.is_(None) if party_id is None else PaperIssuer.party_id == party_id
    known = session.execute(select(PaperIssuer).where(theirs)).scalar_one_or_none()
    if known is None:
        known = PaperIssuer(party_id=party_id, code=COOP_CODE if party_id is None else _new_code(session))
        session.add(known)
        session.flush()
    return known


def issue(
    session: Session,
    *,
    seller_party_id: int | None,
    seller: Standing,
    buyer: Named,
    subject: str,
    supplied_on: dt.date,
    gross_cents: int,
    description: str,
    worker_party_id: int,
    client_id: int | None = None,
    notes: Sequence[str] = (),
    lines: Sequence[Sequence[Any]] = (),
    at: dt.datetime,
) -> Paper:
    """Issue an invoice, numbered by its seller; what was invoiced before gives the first invoice again."""
    issuer = issuer_of(session, seller_party_id)
    known = by_subject(session, subject)
    if known is not None:
        return known
    return _write(
        session,
        issuer,
        kind=INVOICE,
        subject=subject,
        supplied_on=supplied_on,
        worker_party_id=worker_party_id,
        client_id=client_id,
        gross_cents=gross_cents,
        vat_cents=vat_split(gross_cents, seller.rate).vat_cents,
        rate=_written(seller.rate),
        seller_name=seller.trading_name,
        seller_address=seller.address,
        seller_vat_number=seller.vat_number,
        buyer_name=buyer.name,
        buyer_address=buyer.address,
        buyer_vat_number=buyer.vat_number,
        description=description,
        notes="\n".join(filter(None, [why_no_vat(seller), *notes])),
        lines=[list(line) for line in lines],
        at=at,
    )


def credit(
    session: Session,
    invoice: Paper,
    *,
    subject: str,
    credit_cents: int,
    description: str,
    supplied_on: dt.date | None = None,
    lines: Sequence[Sequence[Any]] = (),
    at: dt.datetime,
) -> Paper:
    """Issue a credit note on an invoice, with its names and its rate; for one subject once. Raises ValueError."""
    lock(session, f"papers:{invoice.issuer.party_id or COOP_CODE}")
    known = by_subject(session, subject)
    if known is not None:
        return known
    vat = vat_given_back(
        invoice.gross_cents, invoice.vat_cents, credit_cents, credited_before_cents=credited_cents(session, invoice)
    )
    copied = (
        "worker_party_id client_id rate seller_name seller_address seller_vat_number buyer_name buyer_address "
        "buyer_vat_number notes"
    )
    return _write(
        session,
        invoice.issuer,
        kind=CREDIT_NOTE,
        subject=subject,
        refers_to_id=invoice.id,
        supplied_on=supplied_on or invoice.supplied_on,
        gross_cents=credit_cents,
        vat_cents=vat,
        description=description,
        lines=[list(line) for line in lines],
        at=at,
        **{name: getattr(invoice, name) for name in copied.split()},
    )


def credit_refund(
    session: Session, subject: str, *, number: int, refund_cents: int, at: dt.datetime
) -> Paper | None:
    """The credit note for a refund of a booking (`booking:<ref>`), if the booking was invoiced."""
    invoice, refunded = by_subject(session, subject), refund_subject(subject, number)
    if invoice is None:
        return None
    return credit(
        session,
        invoice,
        subject=refunded,
        credit_cents=refund_cents,
        description=_("Refund: %(what)s", what=invoice.description),
        at=at,
    )


def _write(session: Session, issuer: PaperIssuer, *, kind: str, at: dt.datetime, **facts: Any) -> Paper:
    day = local_day(session, at)
    last = aliased(Paper)
    number = select(func.coalesce(func.max(last.number), 0) + 1).where(
        last.issuer_id == issuer.id, last.kind == kind, last.year == day.year
    )
    paper = Paper(
        issuer=issuer,
        kind=kind,
        year=day.year,
        number=number.scalar_subquery(),
        issued_on=day,
        issued_at=at,
        currency=charter(session).currency,
        **facts,
    )
    session.add(paper)
    session.flush()
    return paper


def _new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(_SIGNS))
        if session.execute(select(PaperIssuer.id).where(PaperIssuer.code == code)).first() is None:
            return code


def _written(rate: Fraction | None) -> str:
    return "" if rate is None else f"{rate.numerator}/{rate.denominator}"
