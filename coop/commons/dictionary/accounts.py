"""Accounts of the chart."""

from __future__ import annotations

from coop.commons.dictionary.column import INTEGER, N_, TEXT, Column, File

CODE = Column(TEXT, N_("The account's code, as hledger, Ledger and Beancount read it."), "Income:Fees")
KIND = Column(TEXT, N_("What kind of account: asset, liability, equity, income or expense."), "income")
COMMODITY = Column(TEXT, N_("What is counted: the currency's ISO 4217 code in minor units, or MIN, minutes worked."),
                   "EUR")
MEANING = Column(TEXT, N_("What the account holds, in a sentence."), "Fees taken on completed bookings")
BALANCE = Column(INTEGER, N_("The balance of all postings so far, debit positive."), -21040,
                 "minor units of the currency, or minutes")
NATURAL = Column(INTEGER, N_("The same balance as people say it: positive where an account of its kind has more."),
                 21040, "minor units of the currency, or minutes")

FILE = File(
    N_("The chart of accounts."), "jsonl", {"code": CODE, "kind": KIND, "commodity": COMMODITY}
)
