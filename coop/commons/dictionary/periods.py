"""Closed periods."""

from __future__ import annotations

from coop.commons.dictionary.column import ARRAY, CENTS, DAY, INTEGER, MINUTES, MOMENT, N_, Column, File

ID = Column(INTEGER, N_("The period's number."), 2)
OPENS_ON = Column(DAY, N_("Its first day."), "2026-01-01")
CLOSES_ON = Column(DAY, N_("Its last day: entries of its days are no longer taken."), "2026-01-31")
CLOSED_AT = Column(MOMENT, N_("When it was closed."), "2026-02-03T09:00:00.000000Z")
SURPLUS_CENTS = Column(INTEGER, N_("Income less expenses of the period; a loss is negative."), 123456, CENTS)
CLOSING_ENTRY = Column(INTEGER, N_("Number of the entry that closed it, or null where there was nothing to close."),
                       412)
INCOME = Column(ARRAY, N_("What came in during the period, by account."), [])
EXPENSES = Column(ARRAY, N_("What was spent during the period, by account."), [])
INCOME_CENTS = Column(INTEGER, N_("All income of the period."), 150000, CENTS)
EXPENSE_CENTS = Column(INTEGER, N_("All expenses of the period."), 26544, CENTS)
SUM_CENTS = Column(INTEGER, N_("What the account held for the period, as people say it."), 150000, CENTS)
FUNDS = Column(ARRAY, N_("The funds that belong to the members together, before the period and at its end."), [])
OPENING_CENTS = Column(INTEGER, N_("What the fund held the day before the period."), 0, CENTS)
CLOSING_CENTS = Column(INTEGER, N_("What the fund held at the period's end."), 30000, CENTS)
WORKED = Column(INTEGER, N_("Work done in the period."), 5400, MINUTES)

FILE = File(
    N_("Every closed period with its surplus."),
    "jsonl",
    {
        "id": ID,
        "opens_on": OPENS_ON,
        "closes_on": CLOSES_ON,
        "closed_at": CLOSED_AT,
        "surplus_cents": SURPLUS_CENTS,
        "closing_entry": CLOSING_ENTRY,
    },
)
