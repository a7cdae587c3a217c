"""The chart of accounts: codes that hledger, Ledger and Beancount accept as they stand.

Signs: debit positive, credit negative. Two commodities: the co-op's currency in minor units, and `MIN`,
whole minutes worked, so that patronage by hours is computed from postings alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MINUTES = "MIN"


class Kind(StrEnum):
    """The five kinds of account."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True)
class AccountSpec:
    """An account of the chart: its code, its kind, and what it holds in a sentence (an English msgid)."""

    code: str
    kind: Kind
    meaning: str
    in_minutes: bool = False


def N_(message: str) -> str:
    """Mark a message for translation without translating it here: the ledger knows no language."""
    return message


BANK = "Assets:Bank"
CASH = "Assets:Cash"
CLEARING = "Assets:Clearing:Import"
PROCESSOR_PENDING = "Assets:Processor:Pending"
PROCESSOR_AVAILABLE = "Assets:Processor:Available"
PROCESSOR_DISPUTED = "Assets:Processor:Disputed"
WORKER_FEES = "Assets:Receivable:WorkerFees"
CLAWBACK = "Assets:Receivable:Clawback"
CLIENTS_HELD = "Liabilities:ClientsHeld"
WORKERS_PAYABLE = "Liabilities:WorkersPayable"
ACCOUNTS_PAYABLE = "Liabilities:AccountsPayable"
SHARES_REDEEMABLE = "Liabilities:SharesRedeemable"
PATRONAGE_PAYABLE = "Liabilities:PatronagePayable"
PATRONAGE_DATED = "Liabilities:PatronageDated"
RESTRICTED_GRANTS = "Liabilities:RestrictedGrants"
MEMBER_SHARES = "Equity:MemberShares"
PATRONAGE_QUALIFIED = "Equity:PatronageRetained:Qualified"
PATRONAGE_NONQUALIFIED = "Equity:PatronageRetained:Nonqualified"
RESERVE = "Equity:Reserves:Indivisible"
SOLIDARITY = "Equity:Reserves:Solidarity"
EDUCATION = "Equity:Reserves:Education"
PROJECTS = "Equity:Reserves:Projects"
COMMITTED_SOLIDARITY = "Equity:Committed:Solidarity"
COMMITTED_EDUCATION = "Equity:Committed:Education"
COMMITTED_PROJECTS = "Equity:Committed:Projects"
SURPLUS = "Equity:Surplus:Unallocated"
LABOUR_WORKED = "Assets:Labour:Worked"
LABOUR_CONTRIBUTED = "Equity:Labour:Contributed"
FEES = "Income:Fees"
FEES_REFUNDED = "Income:FeesRefunded"
DONATIONS = "Income:Donations"
GRANTS = "Income:Grants"
CANCELLATIONS = "Income:Cancellations"
RUNNING = "Expenses:Running"
TOOLS = "Expenses:Tools"
INSURANCE = "Expenses:Insurance"
OUTREACH = "Expenses:Outreach"
EVENTS = "Expenses:Events"
PROCESSING = "Expenses:Processing"
BAD_DEBT = "Expenses:BadDebt"
DISPUTE_FEES = "Expenses:Disputes:Fees"
DISPUTE_LOSSES = "Expenses:Disputes:Losses"

_SPECS = (
    AccountSpec(BANK, Kind.ASSET, N_("Money in the co-op's bank account")),
    AccountSpec(CASH, Kind.ASSET, N_("Banknotes and coins the co-op holds")),
    AccountSpec(CLEARING, Kind.ASSET, N_("Card money of imported bookings, held by the former platform")),
    AccountSpec(PROCESSOR_PENDING, Kind.ASSET, N_("Card money with the processor that cannot be paid on yet")),
    AccountSpec(PROCESSOR_AVAILABLE, Kind.ASSET, N_("Card money with the processor, ready to be paid on")),
    AccountSpec(PROCESSOR_DISPUTED, Kind.ASSET, N_("Card money that a client's bank holds until a dispute is decided")),
    AccountSpec(WORKER_FEES, Kind.ASSET, N_("Fees of cash jobs that workers still owe to the fund")),
    AccountSpec(CLAWBACK, Kind.ASSET, N_("Refunded after payout: what workers owe back")),
    AccountSpec(CLIENTS_HELD, Kind.LIABILITY, N_("Clients' money held until the work is done")),
    AccountSpec(WORKERS_PAYABLE, Kind.LIABILITY, N_("Earned by workers and not yet paid out")),
    AccountSpec(ACCOUNTS_PAYABLE, Kind.LIABILITY, N_("Approved expenses not yet paid")),
    AccountSpec(SHARES_REDEEMABLE, Kind.LIABILITY, N_("Share capital to be paid back to those who left")),
    AccountSpec(PATRONAGE_PAYABLE, Kind.LIABILITY, N_("Dividends in cash not yet paid out")),
    AccountSpec(PATRONAGE_DATED, Kind.LIABILITY, N_("Dividends in cash that fall due on a later day")),
    AccountSpec(RESTRICTED_GRANTS, Kind.LIABILITY, N_("Grants whose condition is not yet met")),
    AccountSpec(MEMBER_SHARES, Kind.EQUITY, N_("Shares paid in by members")),
    AccountSpec(PATRONAGE_QUALIFIED, Kind.EQUITY, N_("Dividends retained, qualified notices")),
    AccountSpec(PATRONAGE_NONQUALIFIED, Kind.EQUITY, N_("Dividends retained, nonqualified notices")),
    AccountSpec(RESERVE, Kind.EQUITY, N_("Reserve that is never shared out among members")),
    AccountSpec(SOLIDARITY, Kind.EQUITY, N_("Solidarity fund: for members in need")),
    AccountSpec(EDUCATION, Kind.EQUITY, N_("Education fund")),
    AccountSpec(PROJECTS, Kind.EQUITY, N_("Neighbourhood projects chosen by members")),
    AccountSpec(COMMITTED_SOLIDARITY, Kind.EQUITY, N_("Solidarity fund: promised and not yet spent")),
    AccountSpec(COMMITTED_EDUCATION, Kind.EQUITY, N_("Education fund: promised and not yet spent")),
    AccountSpec(COMMITTED_PROJECTS, Kind.EQUITY, N_("Neighbourhood projects: promised and not yet spent")),
    AccountSpec(SURPLUS, Kind.EQUITY, N_("Surplus of closed periods, waiting for the members' vote")),
    AccountSpec(LABOUR_WORKED, Kind.ASSET, N_("Minutes worked, all members"), in_minutes=True),
    AccountSpec(LABOUR_CONTRIBUTED, Kind.EQUITY, N_("Minutes worked, by who worked them"), in_minutes=True),
    AccountSpec(FEES, Kind.INCOME, N_("Fees taken on completed bookings")),
    AccountSpec(FEES_REFUNDED, Kind.INCOME, N_("Fees given back with refunds")),
    AccountSpec(DONATIONS, Kind.INCOME, N_("Donations to the fund")),
    AccountSpec(GRANTS, Kind.INCOME, N_("Grants whose condition is met")),
    AccountSpec(CANCELLATIONS, Kind.INCOME, N_("The fund's part of late cancellations")),
    AccountSpec(RUNNING, Kind.EXPENSE, N_("Running the co-op: rent, hosting, bookkeeping")),
    AccountSpec(TOOLS, Kind.EXPENSE, N_("Tools and supplies")),
    AccountSpec(INSURANCE, Kind.EXPENSE, N_("Insurance")),
    AccountSpec(OUTREACH, Kind.EXPENSE, N_("Being found: leaflets, outreach")),
    AccountSpec(EVENTS, Kind.EXPENSE, N_("Assemblies and training")),
    AccountSpec(PROCESSING, Kind.EXPENSE, N_("What payment processors and banks take")),
    AccountSpec(BAD_DEBT, Kind.EXPENSE, N_("Written off by vote")),
    AccountSpec(DISPUTE_FEES, Kind.EXPENSE, N_("What processors take for disputes of card payments")),
    AccountSpec(DISPUTE_LOSSES, Kind.EXPENSE, N_("Lost in disputes of card payments")),
)

CHART: dict[str, AccountSpec] = {spec.code: spec for spec in _SPECS}

EXPENSE_CODES = (RUNNING, TOOLS, INSURANCE, OUTREACH, EVENTS, PROCESSING)
PROCESSOR = (PROCESSOR_PENDING, PROCESSOR_AVAILABLE)
"""What the processor says it holds for us; what a dispute has taken meanwhile is on an account of its own."""
HOLDINGS = (BANK, CASH, CLEARING, *PROCESSOR, PROCESSOR_DISPUTED)
COMMITTED = (COMMITTED_SOLIDARITY, COMMITTED_EDUCATION, COMMITTED_PROJECTS)
"""What funds have promised to projects: still the co-op's own, and spent on nothing else."""
COLLECTIVE = (RESERVE, SOLIDARITY, EDUCATION, PROJECTS, *COMMITTED, SURPLUS)
"""With the open period's income and expenses: the shared fund. Not what members hold."""
MEMBER_CAPITAL = (MEMBER_SHARES, PATRONAGE_QUALIFIED, PATRONAGE_NONQUALIFIED)
OWED = (CLIENTS_HELD, WORKERS_PAYABLE, ACCOUNTS_PAYABLE, SHARES_REDEEMABLE, PATRONAGE_PAYABLE, PATRONAGE_DATED,
        RESTRICTED_GRANTS)


_ROOTS = {
    "Assets": Kind.ASSET,
    "Liabilities": Kind.LIABILITY,
    "Equity": Kind.EQUITY,
    "Income": Kind.INCOME,
    "Expenses": Kind.EXPENSE,
}


def kind_of(code: str) -> Kind | None:
    """The kind of an account, which the first part of its code tells; None for what is no code of a chart."""
    return _ROOTS.get(code.split(":", 1)[0])


def normal_sign(kind: Kind) -> int:
    """+1 where a debit increases the account (assets, expenses), -1 where a credit does."""
    return 1 if kind in (Kind.ASSET, Kind.EXPENSE) else -1
