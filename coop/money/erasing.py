"""Money and a person who goes: what is owed stays payable, what the law wants of the books stays for its years."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.numbers import format_currency
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Select, delete, exists, func, or_, select, union, update
from sqlalchemy.orm import Session

from coop.db.erasing import Fates, Gone, Kept, Obstacle, Subject, fates, kept_until
from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.erasing import Entries, forget, with_reversals
from coop.money.fund.commitments.models import Commitment, CommitmentClosing
from coop.money.fund.models import Donation, Expense, ExpenseApproval, ExpensePayment, ExpenseRefusal
from coop.money.papers.models import Paper, PaperIssuer
from coop.money.payments.models import CancelledPayment, HeldMovement, Payment, Refund, Settlement, Tip
from coop.money.payouts.models import PayoutDetails, PayoutExecution, PayoutLine, PayoutRun
from coop.money.payouts.queries import owed_to
from coop.money.tax_status.models import TaxStatus
from coop.people.erasing import leaves_first
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day

FATES: dict[str, Fates] = {
    "book_checks": fates(nobody="findings"),
    "expected_transfers": fates(nameless="subject worker_party_id client_id"),
    "held_movements": fates(nameless="subject"),
    "held_tips": fates(nameless="subject"),
    "payments": fates(nameless="subject recorded_by_id", kept="bank_line", nobody="method"),
    "settlements": fates(nameless="subject worker_party_id", nobody="method rule_ids"),
    "tips": fates(nameless="subject worker_party_id", nobody="method"),
    "refunds": fates(nameless="subject decided_by_id sent_by_id", kept="reason", nobody="method"),
    "cancelled_payments": fates(nameless="subject"),
    "payout_details": fates(erased="person_id holder iban bic"),
    "payout_runs": fates(nameless="drawn_up_by_id", nobody="reference rule_ids"),
    "payout_lines": fates(nameless="party_id", kept="holder iban bic"),
    "payout_approvals": fates(nameless="approved_by_id"),
    "payout_executions": fates(nameless="carried_out_by_id"),
    "payout_discards": fates(nameless="discarded_by_id"),
    "payout_returns": fates(nameless="party_id recorded_by_id"),
    "fees_paid": fates(nameless="party_id recorded_by_id"),
    "expenses": fates(nameless="submitted_by_id", kept="pay_to receipt", nobody="reference account title"),
    "expense_approvals": fates(nameless="approved_by_id"),
    "expense_payments": fates(nameless="paid_by_id"),
    "expense_refusals": fates(nameless="refused_by_id", blanked="reason"),
    "fund_reservations": fates(nobody="reference fund"),
    "fund_releases": fates(nobody="reference"),
    "commitments": fates(nameless="responsible_id committed_by_id", nobody="reference fund title"),
    "project_expenses": fates(),
    "commitment_warnings": fates(),
    "commitment_closings": fates(nameless="closed_by_id", nobody="report"),
    "donations": fates(nameless="recorded_by_id", kept="giver", nobody="reference"),
    "grants": fates(nameless="recorded_by_id", nobody="reference title condition"),
    "grant_earnings": fates(nameless="recorded_by_id", nobody="note"),
    "clearing_transfers": fates(nameless="recorded_by_id", nobody="reference statement"),
    "tax_statuses": fates(
        erased="person_id kind rate vat_number sentence trading_name address", nameless="recorded_by_id"
    ),
    "paper_issuers": fates(nameless="party_id code"),
    "papers": fates(
        nameless="subject worker_party_id client_id lines", nobody="kind currency rate notes",
        kept="seller_name seller_address seller_vat_number buyer_name buyer_address buyer_vat_number description",
    ),
    "paper_entries": fates(nameless="party_id"),
    "team_shares": fates(nameless="subject party_id"),
}

OWED_BY = (chart.WORKER_FEES, chart.CLAWBACK)
RETURNS = dt.timedelta(days=30)
"""For so long a bank may send a payout back; the link to the person stays, so that it can be paid again."""


def money_is_settled(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """Debts are paid first; what is owed to them needs somewhere to go; open expenses and projects are ended first."""
    said: list[tuple[str, str]] = []
    owes = sum(max(0, balance(session, code, party_id=subject.party_id)) for code in OWED_BY)
    if owes:
        said.append((_("You owe the fund %(sum)s. A steward records what you pay in.", sum=_sum(session, owes)), ""))
    due = owed_to(session, subject.party_id)
    if due and session.get(PayoutDetails, subject.person_id) is None:
        where = _("The co-op owes you %(sum)s. Say where to pay it.", sum=_sum(session, due))
        said.append((where, "/my/payout-details"))
    decided = or_(*(exists().where(end.expense_id == Expense.id) for end in (ExpensePayment, ExpenseRefusal)))
    waits = select(func.count()).where(Expense.submitted_by_id == subject.person_id, ~decided)
    if session.execute(waits).scalar_one():
        said.append((_("An expense of yours is not paid or refused yet."), ""))
    closed = exists().where(CommitmentClosing.commitment_id == Commitment.id)
    mine = Commitment.responsible_id == subject.person_id
    carried_out = select(Commitment.reference, Commitment.title).where(mine, ~closed)
    said += [
        (_("You carry out a project that is not closed: %(title)s.", title=title), f"/projects/{reference}")
        for reference, title in session.execute(carried_out.order_by(Commitment.id))
    ]
    return [Obstacle("payable", text, link) for text, link in said]


def expenses_are_in_the_log(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """Entries of their expenses, whose leaves come first."""
    return leaves_first(session, _entries_of_expenses(subject))


def years_kept(session: Session, at: dt.datetime) -> int:
    """Calendar years after its own that the law wants a bookkeeping record kept."""
    return in_force(session, "records.kept_years", at).whole


def kept_by_law(session: Session, subject: Subject, at: dt.datetime) -> list[Kept]:
    """Records of payments with their name or bank account on them."""
    years = years_kept(session, at)
    paid = select(PayoutLine.run_id, PayoutLine.party_id, PayoutRun.drawn_up_at).join(PayoutRun).where(
        PayoutLine.party_id == subject.party_id, PayoutLine.holder != ""
    )  # fmt: skip
    kept = [
        Kept("payout_lines", f"{run}:{party}", _("Payouts: name and bank account of whom was paid"),
             kept_until(local_day(session, drawn_up_at), years))
        for run, party, drawn_up_at in session.execute(paid)
    ]  # fmt: skip
    spent = select(Expense.id, Expense.spent_on).join(ExpensePayment).where(
        Expense.submitted_by_id == subject.person_id, or_(Expense.receipt != "", Expense.pay_to != "")
    )  # fmt: skip
    kept += [
        Kept("expenses", str(number), _("Expenses the fund paid: the receipt, and whom to pay"),
             kept_until(spent_on, years))
        for number, spent_on in session.execute(spent)
    ]  # fmt: skip
    kept += _papers_kept(session, subject, years)
    names = [subject.name.lower(), subject.email]
    given = select(Donation.id, Donation.received_on).where(func.lower(func.trim(Donation.giver)).in_(names))
    kept += [
        Kept("donations", str(number), _("Donations: the name of who gave"), kept_until(received_on, years))
        for number, received_on in session.execute(given)
    ]
    return kept


def _papers_kept(session: Session, subject: Subject, years: int) -> list[Kept]:
    """Their side of invoices and credit notes: of a worker's own the seller's, of the others the buyer's."""
    theirs = (Paper.worker_party_id == subject.party_id, Paper.client_id == subject.person_id)
    found = select(Paper.id, Paper.issued_on, PaperIssuer.party_id).join(
        PaperIssuer, PaperIssuer.id == Paper.issuer_id
    )
    return [
        Kept("papers", f"{number}:{'seller' if issuer == subject.party_id else 'buyer'}",
             _("Invoices and credit notes: name, address and VAT number"), kept_until(issued_on, years))
        for number, issued_on, issuer in session.execute(found.where(or_(*theirs)))
    ]  # fmt: skip


def transfers_kept(session: Session, subjects: Select[str], years: int) -> list[Kept]:
    """Transfers for some bookings: what the bank wrote of them."""
    paid = select(Payment.id, Payment.received_on).where(Payment.subject.in_(subjects), Payment.bank_line != "")
    return [
        Kept("payments", str(number), _("Transfers: the bank's own words for them"), kept_until(received_on, years))
        for number, received_on in session.execute(paid)
    ]


def refunds_kept(session: Session, subjects: Select[str], years: int) -> list[Kept]:
    """Refunds for some bookings: why."""
    back = select(Refund.id, Refund.decided_at).where(Refund.subject.in_(subjects), Refund.reason != "")
    return [
        Kept("refunds", str(number), _("Refunds: the reason given"),
             kept_until(local_day(session, decided_at), years))
        for number, decided_at in session.execute(back)
    ]  # fmt: skip


def forget_unpaid_expenses(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """An expense that was refused is no record of the books: its receipt and words go at once."""
    gone = forget(session, _entries_of_expenses(subject))
    refused = select(Expense.id).join(ExpenseRefusal, ExpenseRefusal.expense_id == Expense.id)
    for number in session.execute(refused.where(Expense.submitted_by_id == subject.person_id)).scalars():
        gone.take(blank_expense(session, str(number)))
        said = update(ExpenseRefusal).where(ExpenseRefusal.expense_id == number, ExpenseRefusal.reason != "")
        gone.add("expense_refusals", session.connection().execute(said.values(reason="")).rowcount)
    return gone


def forget_tax_status(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """What they stated of their taxes; what was printed on papers stays with those."""
    gone, theirs = Gone(), delete(TaxStatus).where(TaxStatus.person_id == subject.person_id)
    gone.add("tax_statuses", session.connection().execute(theirs).rowcount)
    return gone


def still_owed(session: Session, subject: Subject, at: dt.datetime) -> list[str]:
    """Money on its way to them: it has to reach them, and may come back."""
    found, due = [], owed_to(session, subject.party_id)
    if due:
        found.append(_("The co-op owes you %(sum)s. Your bank details stay until it is paid.", sum=_sum(session, due)))
    recent = exists().where(
        PayoutLine.party_id == subject.party_id,
        PayoutLine.run_id == PayoutExecution.run_id,
        PayoutExecution.carried_out_at > at - RETURNS,
    )
    if session.execute(select(recent)).scalar():
        found.append(_("A payout of the last 30 days could still come back from the bank."))
    return found


def forget_details(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """Where they wanted to be paid, once nothing is left to pay."""
    details = delete(PayoutDetails).where(PayoutDetails.person_id == subject.person_id)
    gone = Gone()
    gone.add("payout_details", session.connection().execute(details).rowcount)
    return gone


def blank_expense(session: Session, key: str) -> Gone:
    """Whom to pay, and the receipt with its file, unless another expense shows the same one."""
    number, gone = int(key), Gone()
    receipt = session.execute(select(Expense.receipt).where(Expense.id == number)).scalar_one()
    blank = update(Expense).where(Expense.id == number, or_(Expense.receipt != "", Expense.pay_to != ""))
    gone.add("expenses", session.connection().execute(blank.values(receipt="", pay_to="")).rowcount)
    shown = select(exists().where(Expense.receipt == receipt))
    if receipt and not session.execute(shown).scalar():
        gone.files.append(f"receipts/{receipt}")
    return gone


def blank_payout_line(session: Session, key: str) -> Gone:
    """Name and bank account of one payout."""
    run, party = (int(part) for part in key.split(":"))
    blank = update(PayoutLine).where(PayoutLine.run_id == run, PayoutLine.party_id == party, PayoutLine.holder != "")
    return Gone({"payout_lines": session.connection().execute(blank.values(holder="", iban="", bic="")).rowcount})


def blank_payment(session: Session, key: str) -> Gone:
    """The bank's words. The row's own number stands for them: two equal transfers of a day stay two."""
    said = f"erased:{int(key)}"
    blank = update(Payment).where(Payment.id == int(key), Payment.bank_line != said).values(bank_line=said)
    return Gone({"payments": session.connection().execute(blank).rowcount})


def blank_refund(session: Session, key: str) -> Gone:
    """Why something was refunded."""
    blank = update(Refund).where(Refund.id == int(key), Refund.reason != "").values(reason="")
    return Gone({"refunds": session.connection().execute(blank).rowcount})


def blank_paper(session: Session, key: str) -> Gone:
    """One side of a paper; with the seller go their words for the work."""
    number, side = key.split(":")
    words = ["name", "address", "vat_number"]
    blanks = {f"{side}_{word}": "" for word in words} | ({"description": ""} if side == "seller" else {})
    still = or_(*(getattr(Paper, column) != "" for column in blanks))
    blank = update(Paper).where(Paper.id == int(number), still).values(blanks)
    return Gone({"papers": session.connection().execute(blank).rowcount})


def blank_donation(session: Session, key: str) -> Gone:
    """Who gave."""
    blank = update(Donation).where(Donation.id == int(key), Donation.giver != "").values(giver="")
    return Gone({"donations": session.connection().execute(blank).rowcount})


def _sum(session: Session, cents: int) -> str:
    # Asked by the worker too, where no request says how money is written.
    return str(format_currency(Decimal(cents).scaleb(-2), charter(session).currency, locale=get_locale() or "en"))


def entries_of(subjects: Select[str]) -> Entries:
    """Numbers of the entries about some bookings, named as payments name them."""
    recorded = (
        (HeldMovement, HeldMovement.entry_id),
        (Settlement, Settlement.entry_id),
        (Tip, Tip.entry_id),
        (Refund, Refund.entry_id),
        (Refund, Refund.sent_entry_id),
        (CancelledPayment, CancelledPayment.entry_id),
    )
    return with_reversals(
        union(*(select(column).where(model.subject.in_(subjects), column.is_not(None)) for model, column in recorded))
    )


def _entries_of_expenses(subject: Subject) -> Entries:
    theirs = select(Expense.id).where(Expense.submitted_by_id == subject.person_id)
    return with_reversals(
        union(*(select(each.entry_id).where(each.expense_id.in_(theirs)) for each in (ExpenseApproval, ExpensePayment)))
    )


OBSTACLES = [money_is_settled, expenses_are_in_the_log]
KEPT = [kept_by_law]
ERASURES = [forget_unpaid_expenses, forget_tax_status]
TIES = [still_owed]
ENDINGS = [forget_details]
EXPIRED = {
    "expenses": blank_expense,
    "payout_lines": blank_payout_line,
    "payments": blank_payment,
    "refunds": blank_refund,
    "donations": blank_donation,
    "papers": blank_paper,
}
