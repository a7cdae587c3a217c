"""Ledger entries and their postings."""

from __future__ import annotations

from coop.commons.dictionary.accounts import CODE, COMMODITY
from coop.commons.dictionary.column import (
    ARRAY,
    CENTS,
    DAY,
    DECIMAL,
    INTEGER,
    MINUTES,
    MOMENT,
    N_,
    OBJECT,
    TEXT,
    Column,
    File,
    inside,
)

ID = Column(INTEGER, N_("The entry's number: ascending in the order of the books; a refused entry leaves a gap."), 12)
UUID = Column(TEXT, N_("The entry's lasting number: random, the same in every copy of the books."),
              "5bd0c1ee7c1f4d6f9d5a4a1d9be22f3c")
REFERENCE = Column(TEXT, N_("The business fact it records, unique; what stays with a person is replaced by the first "
                            "digits of the entry's own lasting number."), "booking:K7Q2:completed")
KIND = Column(TEXT, N_("What happened: booking-completed, tip, refund, payout, period-close and others."),
              "booking-completed")
EFFECTIVE_ON = Column(DAY, N_("The day it counts for, in the co-op's time zone."), "2026-03-02")
RECORDED_AT = Column(MOMENT, N_("When it was written into the books."), "2026-03-02T09:00:00.000000Z")
RULES = Column(ARRAY, N_("The rule versions it follows, each as name#version."), ["fee.rate#1"])
RULES_CITED = Column(ARRAY, N_("The rule versions it follows, and the decisions that set them."), [])
DECISION = Column(TEXT, N_("Reference of the decision it carries out, or null."), "4")
REVERSES = Column(INTEGER, N_("Number of the entry it undoes, or null."), 11)
REVERSED_BY = Column(INTEGER, N_("Number of the entry that undid it, or null."), 13)
FACTS = Column(OBJECT, N_("Public figures that the postings alone do not show."), {"price_cents": 8400})
PRICE_CENTS = Column(INTEGER, N_("The price of the booking, on which its fee was taken."), 8400, CENTS)
METHOD = Column(TEXT, N_("How the booking was paid: cash, transfer, clearing or card."), "transfer")
PARTS = Column(TEXT, N_("How a team shares the job, the lead first; only where a team did it."), "2:1:1")
PAYOUT_ENTRY = Column(INTEGER, N_("Number of the payout's entry whose money came back."), 90)
PROJECT = Column(TEXT, N_("The project whose money it is: its number on the ballot of the decision, or the reference "
                          "of a promise without a vote; entries of earlier releases do not say."), "2")
POSTINGS = Column(ARRAY, N_("The lines of the entry; the amounts of each commodity sum to zero."), [])
ACCOUNT = Column(TEXT, CODE.meaning, CODE.example)
AMOUNT = Column(INTEGER, N_("What the line moves, debit positive, credit negative."), -420,
                "minor units of the currency, or minutes")
LINE = Column(INTEGER, N_("The posting's place in its entry, from 1."), 2)
ENTRY = Column(INTEGER, N_("Number of the entry."), 12)
MOVED_CENTS = Column(INTEGER, N_("The money it moved: the sum of its debits in the currency."), 8400, CENTS)
MOVED_MINUTES = Column(INTEGER, N_("The work it counted: the sum of its debits in minutes."), 120, MINUTES)
NATURAL_AMOUNT = Column(INTEGER, N_("The amount as people say it for this kind of account: an increase is positive."),
                        420, "minor units of the currency, or minutes")
RUNNING = Column(INTEGER, N_("The account's balance after this posting, in the order of the books, as people say it."),
                 21040, "minor units of the currency, or minutes")
AMOUNT_DECIMAL = Column(DECIMAL, AMOUNT.meaning, "-4.20", "the currency with decimals, or minutes")
BALANCE_DECIMAL = Column(DECIMAL, N_("The account's balance after this posting, in the order of the books, debit "
                                     "positive."), "-210.40", "the currency with decimals, or minutes")
RULES_TEXT = Column(TEXT, N_("The rule versions it follows, each as name#version, with spaces between."), "fee.rate#1")
FACTS_TEXT = Column(TEXT, N_("Public figures that the postings alone do not show, as JSON."), '{"price_cents": 8400}')

HEAD = {
    "id": ID,
    "uuid": UUID,
    "reference": REFERENCE,
    "kind": KIND,
    "effective_on": EFFECTIVE_ON,
    "recorded_at": RECORDED_AT,
    "rules": RULES,
    "decision": DECISION,
    "reverses": REVERSES,
    "facts": FACTS,
}

FILE = File(
    N_("Every entry of the ledger with its postings, in the order of the books."),
    "jsonl",
    {
        **HEAD,
        **inside("facts", {"price_cents": PRICE_CENTS, "method": METHOD, "parts": PARTS,
                           "payout_entry": PAYOUT_ENTRY, "project": PROJECT}),
        "postings": POSTINGS,
        **inside("postings[]", {"account": ACCOUNT, "commodity": COMMODITY, "amount": AMOUNT}),
    },
    integers_as_text=True,
)

CSV = File(
    N_("Every entry on a row, for a spreadsheet."),
    "csv",
    {"entry": ENTRY, **{name: column for name, column in HEAD.items() if name != "id"},
     "rules": RULES_TEXT, "facts": FACTS_TEXT},
)

POSTINGS_CSV = File(
    N_("Every posting on a row with the running balance of its account, for a spreadsheet."),
    "csv",
    {
        "entry": ENTRY,
        "line": LINE,
        "effective_on": EFFECTIVE_ON,
        "kind": KIND,
        "reference": REFERENCE,
        "account": ACCOUNT,
        "commodity": COMMODITY,
        "amount": AMOUNT_DECIMAL,
        "balance": BALANCE_DECIMAL,
    },
)

