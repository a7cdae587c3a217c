"""Distributions of a surplus: lines and dividends."""

from __future__ import annotations

from coop.commons.dictionary import periods, votes
from coop.commons.dictionary.column import ARRAY, CENTS, FRACTION, INTEGER, MINUTES, N_, TEXT, Column, File, inside

DECISION = Column(TEXT, N_("Reference of the decision that shared the surplus out."), "5")
PERIOD = Column(INTEGER, N_("Number of the period whose surplus it was."), 2)
DIVIDEND_CENTS = Column(INTEGER, N_("All that was set aside for dividends to members."), 60000, CENTS)
WITHHELD_CENTS = Column(INTEGER, N_("What of the dividends nobody could receive: it went to reserve."), 0, CENTS)
LINES = votes.LINES
DIVIDENDS = Column(ARRAY, N_("Each member's dividend and what it rests on, by pseudonym."), [])
TOKEN = Column(TEXT, N_("A pseudonym of this distribution alone, which only the member and the books can make."),
               "c0535e4be2b79ffd...")
MINUTES_WORKED = Column(INTEGER, N_("The member's work in the period."), 3600, MINUTES)
EARNED_CENTS = Column(INTEGER, N_("The member's earnings in the period, measured by the fees they brought."), 9000,
                      CENTS)
YEARS = Column(INTEGER, N_("The member's whole years of membership."), 1)
SHARE = Column(FRACTION, N_("The member's share of all dividends, exact."), "3/32")
CENTS_DUE = Column(INTEGER, N_("The member's dividend."), 5625, CENTS)
CASH_CENTS = Column(INTEGER, N_("What of it is paid in cash."), 1125, CENTS)
RETAINED_CENTS = Column(INTEGER, N_("What of it stays in the member's capital account."), 4500, CENTS)

DIVIDEND = {
    "token": TOKEN,
    "minutes": MINUTES_WORKED,
    "earned_cents": EARNED_CENTS,
    "years": YEARS,
    "share": SHARE,
    "cents": CENTS_DUE,
    "cash_cents": CASH_CENTS,
    "retained_cents": RETAINED_CENTS,
}

FILE = File(
    N_("Every surplus that was shared out: its lines, and the dividends under pseudonyms."),
    "jsonl",
    {
        "decision": DECISION,
        "period": PERIOD,
        "surplus_cents": periods.SURPLUS_CENTS,
        "dividend_cents": DIVIDEND_CENTS,
        "withheld_cents": WITHHELD_CENTS,
        "lines": LINES,
        **inside("lines[]", votes.SHARE_LINE),
        "dividends": DIVIDENDS,
        **inside("dividends[]", DIVIDEND),
    },
)
