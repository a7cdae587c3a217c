"""Decisions: what was taken, when, and what it says."""

from __future__ import annotations

from coop.commons.dictionary.column import MOMENT, N_, OBJECT, TEXT, Column, File

REFERENCE = Column(TEXT, N_("The decision's reference, and its address; charter for the founding one."), "4")
KIND = Column(TEXT, N_("What was decided: charter, resolve, set-rule, spend, distribute, admit, "
                       "write-off, elect, projects."),
              "set-rule")
TITLE = Column(TEXT, N_("Its title; it names nobody."), "Lower the fee to 5%")
DECIDED_AT = Column(MOMENT, N_("When it was taken: the end of its vote."), "2026-02-01T09:00:00.000000Z")
DECIDED_AT_OR_NULL = Column(MOMENT, N_("When it was taken: the end of its vote; null before that."),
                            "2026-02-01T09:00:00.000000Z")
STATEMENT = Column(TEXT, N_("The outcome in words and figures, as published."), "Adopted: 7 yes, 1 no.")
SALT = Column(TEXT, N_("What opens the decision's leaf of the public log, in hex, or null before it has one."),
              "c4ca4238a0b92382...")
STAGE = Column(TEXT, N_("Where it stands: discussion, open, closed, passed, rejected, enacted, failed, withdrawn or "
                        "lapsed."),
               "enacted")
BEGUN_AT = Column(MOMENT, N_("When its discussion began; null for the founding charter."),
                  "2026-01-20T09:00:00.000000Z")
VOTE = Column(OBJECT, N_("The vote's frozen terms and its end, or null where none was opened."), {"method": "yes-no"})

FILE = File(
    N_("Everything that was decided, the founding charter first."),
    "jsonl",
    {"reference": REFERENCE, "kind": KIND, "title": TITLE, "decided_at": DECIDED_AT, "statement": STATEMENT,
     "salt": SALT},
)
