"""Rules of the register, and the versions that decisions gave them."""

from __future__ import annotations

from coop.commons.dictionary.column import ANY, ARRAY, FLAG, INTEGER, MOMENT, N_, OBJECT, TEXT, Column, File

NAME = Column(TEXT, N_("The rule's name in the register."), "fee.rate")
UNIT = Column(TEXT, N_("What its value measures: share, weight, cents, days, hours, count, choice or flag."), "share")
MEANING = Column(TEXT, N_("What the rule sets, in a sentence."), "Share of each booking's price.")
LEAST = Column(TEXT, N_("The least value a vote can set, or null."), "0")
MOST = Column(TEXT, N_("The most a vote can set, or null."), "3/10")
CHOICES = Column(ARRAY, N_("The values a vote can choose from; empty where it is free within the bounds."), [])
CONSTANT = Column(FLAG, N_("Whether no vote can change it."), False)
VERSION = Column(INTEGER, N_("The version: 1, 2, 3 and so on for each rule."), 2)
VALUE = Column(ANY, N_("The value: a fraction as text such as 1/20, a whole number, a word, or true or false."), "1/20")
IN_FORCE_FROM = Column(MOMENT, N_("From when on it applies."), "2026-02-01T00:00:00.000000Z")
DECISION = Column(TEXT, N_("Reference of the decision that set it; charter for the founding one."), "charter")
DECISION_TITLE = Column(TEXT, N_("The title of that decision."), "Founding charter")
RECORDED_AT = Column(MOMENT, N_("When the version was written down."), "2026-01-20T09:00:00.000000Z")
IN_FORCE = Column(OBJECT, N_("The version in force now, or null where none is."), {"version": 2})
COMING = Column(OBJECT, N_("The next version, where one is set for later already, or null."), {"version": 3})
VERSIONS = Column(ARRAY, N_("Every version it ever had, the newest first."), [])
WEIGHTS = Column(ARRAY, N_("The weights in force of the published order of search results."), [])
SIGNAL = Column(TEXT, N_("The signal that the weight belongs to."), "relevance")
WEIGHT = Column(TEXT, N_("The weight, as an exact fraction."), "2/5")
BOUND = Column(INTEGER, N_("How many matching listings are compared at most."), 400)
BOUND_PLACELESS = Column(INTEGER, N_("How many more without a place are compared, where a place is asked for."), 100)

FILE = File(
    N_("The register of rules: what each means, and the bounds no vote may cross."),
    "jsonl",
    {
        "name": NAME,
        "unit": UNIT,
        "meaning": MEANING,
        "least": LEAST,
        "most": MOST,
        "choices": CHOICES,
        "constant": CONSTANT,
    },
)

VERSIONS_FILE = File(
    N_("Every value any rule ever had, and the decision that set it."),
    "jsonl",
    {
        "name": NAME,
        "version": VERSION,
        "value": VALUE,
        "in_force_from": IN_FORCE_FROM,
        "decision": DECISION,
        "recorded_at": RECORDED_AT,
    },
)
