"""The co-op's own invoices to its workers for a month's fees, and credit notes for fees given back.

Every fee of the ledger comes on one paper, once: the books' entries are counted off in `paper_entries`, so a fee that
is written down after its month was invoiced comes with the next. Nothing is issued for days before the co-op has
stated its own VAT status, name and address.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.chart import FEES, FEES_REFUNDED
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.papers.actions import Named, credit, issue, issuer_of
from coop.money.papers.models import Paper, PaperEntry
from coop.money.papers.queries import by_subject
from coop.money.tax_status.queries import first_day, standing_on
from coop.people.persons.models import Person
from coop.policies.queries import charter, local_day


@dataclass(frozen=True)
class Fee:
    """A fee in the books that is on no paper yet; negative when it was given back."""

    party_id: int
    entry_id: int
    reference: str
    day: dt.date
    cents: int
    reverses: int | None

    @property
    def line(self) -> tuple[str, str, int]:
        """As a paper states it: the booking's reference (or the entry's), the day, the amount."""
        parts = self.reference.split(":")
        return parts[1] if parts[0] == "booking" else self.reference, self.day.isoformat(), abs(self.cents)


def last_ended_month(session: Session, at: dt.datetime) -> dt.date:
    """The last day of the month before this one."""
    return local_day(session, at).replace(day=1) - dt.timedelta(days=1)


def parties_due(session: Session, *, at: dt.datetime) -> list[int]:
    """Workers with fees of ended months that are on no paper."""
    due = sorted({fee.party_id for fee in _uninvoiced(session, at)})
    known = select(Person.party_id).where(Person.party_id.in_(due)).order_by(Person.party_id)
    return list(session.execute(known).scalars()) if due else []


def issue_for(session: Session, party_id: int, *, at: dt.datetime) -> list[Paper]:
    """All papers that are due to one worker: an invoice a month, then a credit note for each invoice corrected."""
    issuer_of(session, None)
    person = session.execute(select(Person).where(Person.party_id == party_id)).scalar_one_or_none()
    if person is None:  # erased in between: an invoice to nobody is none
        return []
    fees = _uninvoiced(session, at, party_id)
    with force_locale(person.locale):
        made = [
            _invoice(session, person, first, taken, at)
            for first, taken in sorted(_by_month(session, party_id, fees, at).items())
        ]
        return made + _credit_notes(session, [fee for fee in fees if fee.cents < 0], at)


def _uninvoiced(session: Session, at: dt.datetime, party_id: int | None = None) -> list[Fee]:
    since = first_day(session, None)
    if since is None:
        return []
    query = (
        select(PostingRow.party_id, EntryRow.id, EntryRow.reference, EntryRow.effective_on,
               -func.sum(PostingRow.amount), EntryRow.reverses)
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .join(Account, Account.id == PostingRow.account_id)
        .outerjoin(
            PaperEntry, (PaperEntry.entry_id == EntryRow.id) & (PaperEntry.party_id == PostingRow.party_id)
        )
        .where(Account.code.in_((FEES, FEES_REFUNDED)), PaperEntry.entry_id.is_(None),
               EntryRow.effective_on.between(since, last_ended_month(session, at)),
               PostingRow.party_id.is_not(None) if party_id is None else PostingRow.party_id == party_id)
        .group_by(PostingRow.party_id, EntryRow.id, EntryRow.reference, EntryRow.effective_on, EntryRow.reverses)
        .having(func.sum(PostingRow.amount) != 0)
        .order_by(EntryRow.id)
    )  # fmt: skip
    return [
        Fee(int(party or 0), entry, reference, day, int(cents), undone)
        for party, entry, reference, day, cents, undone in session.execute(query)
    ]


def _by_month(session: Session, party_id: int, fees: Iterable[Fee], at: dt.datetime) -> dict[dt.date, list[Fee]]:
    """Fees taken, by the month whose invoice they come on; those of a month invoiced already wait for the next one."""
    latest = last_ended_month(session, at).replace(day=1)
    months: dict[dt.date, list[Fee]] = defaultdict(list)
    for fee in fees:
        if fee.cents > 0:
            own = fee.day.replace(day=1)
            free = [month for month in (own, latest) if by_subject(session, _subject(party_id, month)) is None]
            if free:
                months[free[0]].append(fee)
    return months


def _invoice(session: Session, person: Person, first: dt.date, fees: Sequence[Fee], at: dt.datetime) -> Paper:
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    seller = standing_on(session, None, max(last, first_day(session, None) or last), otherwise=charter(session).name)
    buyer = standing_on(session, person.id, last, otherwise=person.display_name)
    paper = issue(
        session,
        seller_party_id=None,
        seller=seller,
        buyer=Named(buyer.trading_name, buyer.address, buyer.vat_number),
        subject=_subject(person.party_id, first),
        supplied_on=last,
        gross_cents=sum(fee.cents for fee in fees),
        description=_("Fees of %(month)s", month=format_date(first, "MMMM y", locale=get_locale() or "en")),
        worker_party_id=person.party_id,
        lines=[fee.line for fee in fees],
        at=at,
    )
    _count_off(session, paper, fees)
    return paper


def _credit_notes(session: Session, fees: Sequence[Fee], at: dt.datetime) -> list[Paper]:
    """One for each invoice that has a fee given back; a fee that was never invoiced needs none."""
    corrected: dict[int, list[Fee]] = defaultdict(list)
    for fee in fees:
        invoice_id = _invoiced_on(session, fee)
        if invoice_id is not None:
            corrected[invoice_id].append(fee)
    month, made = f"{last_ended_month(session, at):%Y-%m}", []
    for invoice_id, given_back in sorted(corrected.items()):
        invoice = session.get_one(Paper, invoice_id)
        subject = f"{invoice.subject}:given-back:{month}"
        if by_subject(session, subject) is not None:  # written down after this month's note: with the next month's
            continue
        paper = credit(
            session,
            invoice,
            subject=subject,
            credit_cents=-sum(fee.cents for fee in given_back),
            description=_("Fees given back: %(what)s", what=invoice.description),
            supplied_on=last_ended_month(session, at),
            lines=[fee.line for fee in given_back],
            at=at,
        )
        _count_off(session, paper, given_back)
        made.append(paper)
    return made


def _invoiced_on(session: Session, fee: Fee) -> int | None:
    """The invoice with the fee that this one gives back: of the entry reversed, or of the same booking."""
    query = select(PaperEntry.paper_id).where(PaperEntry.fee_cents > 0, PaperEntry.party_id == fee.party_id)
    if fee.reverses is not None:
        query = query.where(PaperEntry.entry_id == fee.reverses)
    else:
        booking = ":".join(fee.reference.split(":")[:2])
        ways = [f"{booking}:completed", f"{booking}:cancelled"]
        query = query.join(EntryRow, EntryRow.id == PaperEntry.entry_id).where(EntryRow.reference.in_(ways))
    return session.execute(query.order_by(PaperEntry.entry_id).limit(1)).scalar()


def _count_off(session: Session, paper: Paper, fees: Sequence[Fee]) -> None:
    session.add_all(
        PaperEntry(entry_id=fee.entry_id, party_id=fee.party_id, paper_id=paper.id, fee_cents=fee.cents) for fee in fees
    )
    session.flush()


def _subject(party_id: int, first: dt.date) -> str:
    return f"fees:{party_id}:{first:%Y-%m}"
