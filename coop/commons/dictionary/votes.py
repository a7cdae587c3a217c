"""Votes: frozen terms, published ballots, outcome, what was carried out."""

from __future__ import annotations

from coop.commons.dictionary import decisions, periods, rules
from coop.commons.dictionary.column import (
    ARRAY,
    CENTS,
    FLAG,
    FRACTION,
    INTEGER,
    MOMENT,
    N_,
    OBJECT,
    PER_CENT,
    TEXT,
    Column,
    File,
    inside,
)

PAYLOAD = Column(OBJECT, N_("What the vote would carry out; empty where it might name a person."),
                 {"rule": "fee.rate"})
PAYLOAD_OR_NULL = Column(OBJECT, N_("What the vote would carry out, for rules and surpluses; null where it might name "
                                    "a person."), {"rule": "fee.rate"})
PAYLOAD_RULE = Column(TEXT, N_("The rule to set."), "fee.rate")
PAYLOAD_FROM = Column(MOMENT, N_("From when on the rule is to have the value, or null for at once."),
                      "2026-04-01T00:00:00+00:00")
PERIOD_ID = Column(INTEGER, N_("Number of the period whose surplus is shared out."), 2)
METHOD = Column(TEXT, N_("How it is counted: yes-no, consent, approval, score, schulze, scottish-stv, "
                         "equal-shares or independent-markets."), "yes-no")
OPTIONS = Column(ARRAY, N_("The options in the order of the ballot: words, or numbers where a vote chooses among "
                           "options or candidates; 0 is leaving things as they are."), ["yes", "no", "abstain"])
NAMES = Column(OBJECT, N_("What a resolution's options are called, or null where they are words or people."),
               {"words": []})
SALT = Column(TEXT, N_("What goes into the digest of the words before them, in hex."), "9f86d081884c7d65...")
WORDS = Column(ARRAY, N_("The options' words, from number 1 on."), ["On Mondays", "On Fridays"])
WORDS_OR_NULL = Column(ARRAY, N_("The options' words from number 1 on, or null where they are words or people."),
                       ["On Mondays", "On Fridays"])
NAMES_DIGEST = Column(TEXT, N_("SHA-256 of the salt and the options' words as canonical JSON, in hex."),
                      "2cf24dba5fb0a30e...")
LEAST = Column(INTEGER, N_("The least points an option can be given."), 0)
MOST = Column(INTEGER, N_("The most points an option can be given."), 5)
BLOCKS_ALLOWED = Column(INTEGER, N_("With how many blocks consent is given all the same."), 0)
SEATS = Column(INTEGER, N_("How many seats an election fills."), 3)
FUND = Column(TEXT, N_("The fund that a round gives to projects: solidarity, education or projects."), "projects")
BUDGET_CENTS = Column(INTEGER, N_("What a round of projects has to give away."), 8000, CENTS)
COSTS = Column(OBJECT, N_("What each project costs, by its number."), {"1": 3600, "2": 2400})
COST_OF = Column(INTEGER, N_("What the project costs."), 3600, CENTS)
STEP = Column(INTEGER, N_("By how many units of the currency Equal Shares raises everyone's part at a time."), 1)
CHOICE_OR_NULL = Column(OBJECT, N_("What a vote among options, by consent, for seats or for projects is about; else "
                                   "null."),
                        {"least": 0, "most": 5})
HELD = Column(TEXT, N_("Where it is held: belenios; left out where members vote on the site."), "belenios")
HELD_OR_NULL = Column(TEXT, N_("Where it is held: belenios, or null for on the site."), "belenios")
ANSWERS = Column(ARRAY, N_("For a vote in Belenios the words of its answers."), ["Yes", "No", "Abstain"])
IMPORT_DAYS = Column(INTEGER, N_("For a vote in Belenios the days after its end in which its result could be brought "
                                 "in."), 14, "days")
OPENED_AT = Column(MOMENT, N_("When voting began."), "2026-01-25T09:00:00.000000Z")
CLOSES_AT = Column(MOMENT, N_("When voting ends or ended."), "2026-02-01T09:00:00.000000Z")
QUORUM = Column(FRACTION, N_("Share of the roll whose ballots make the vote valid."), "1/2")
THRESHOLD = Column(TEXT, N_("What it needs to pass; empty for a split, which nothing can fail."), "two-thirds")
GRACE_HOURS = Column(INTEGER, N_("Hours between the end and the carrying out."), 24, "hours")
ROLL_SIZE = Column(INTEGER, N_("How many members may vote."), 12)
ROLL_DIGEST = Column(TEXT, N_("SHA-256 of the roll's pseudonyms, in hex."), "2c26b46b68ffc68f...")
TERMS = Column(OBJECT, N_("What a vote on a surplus, among options, by consent, for seats or for projects is about, "
                          "frozen at its opening; else empty."), {"period_id": 2})
TERMS_OR_NULL = Column(OBJECT, N_("What a vote on a surplus is about, frozen at its opening; else null."),
                       {"period_id": 2})
NON_MEMBER_CENTS = Column(INTEGER, N_("The part of the surplus that people who are not members earned."), 5000, CENTS)
FLOORS_OF = Column(TEXT, N_("Of what the least shares are taken: whole, or members for what members' work left over. "
                            "Votes of earlier releases do not say; it was the whole."), "whole")
CARRIED_TO = Column(TEXT, N_("Where the rest goes without a quorum."), "reserve")
FLOORS = Column(ARRAY, N_("The least shares that the rules ask for before anything is voted."), [])
USE = Column(TEXT, N_("The use: dividends, reserve, solidarity, education or projects."), "reserve")
FLOOR_SHARE = Column(FRACTION, N_("The least share of the surplus for this use."), "1/5")
PATRONAGE = Column(OBJECT, N_("The rules by which dividends are shared out among members."), {"hours": "1/1"})
HOURS = Column(FRACTION, N_("Weight of hours worked."), "1/1")
EARNINGS = Column(FRACTION, N_("Weight of earnings."), "0/1")
EQUAL = Column(FRACTION, N_("Weight of equal shares."), "0/1")
SENIORITY_CAP = Column(FRACTION, N_("Most that years of membership multiply a dividend by."), "1/1")
SENIORITY_PER_YEAR = Column(FRACTION, N_("What each whole year adds to the multiplier."), "1/10")
CASH_SHARE = Column(FRACTION, N_("Share of each dividend that is paid in cash."), "1/5")
CASH_HALF_MONTHS = Column(INTEGER, N_("Half months after the period's end at which the cash falls due; 0 with the next "
                                      "payout, as in votes of earlier releases, which do not say."), 17)
RETAINED_KIND = Column(TEXT, N_("How the retained part is booked: qualified or nonqualified."), "qualified")
RULES = Column(ARRAY, N_("The rule versions that the terms come from, each as name#version."), ["vote.quorum.spend#1"])

CLOSED = Column(OBJECT, N_("The box as it was closed, or null while voting is open."), {"voted": 9})
RECORDED_AT = Column(MOMENT, N_("When the closing was written down."), "2026-02-01T09:00:30.000000Z")
VOTED = Column(INTEGER, N_("How many members voted, themselves or through a delegate."), 9)
BALLOTS = Column(INTEGER, N_("How many ballots were in the box."), 9)
DELEGATED = Column(INTEGER, N_("How many of them delegates cast for others; left out where they cast none."), 2)
DELEGATED_OR_NONE = Column(INTEGER, N_("How many of them delegates cast for others."), 0)
PAPER = Column(INTEGER, N_("How many of them were on paper; left out where none was."), 3)
PAPER_OR_NONE = Column(INTEGER, N_("How many of them were on paper."), 0)
SPOILED = Column(INTEGER, N_("How many who voted handed in a blank or spoiled paper; left out where none did."), 1)
SPOILED_OR_NONE = Column(INTEGER, N_("How many who voted handed in a blank or spoiled paper."), 0)
HASHES = Column(ARRAY, N_("The fingerprints of all ballots, sorted."), ["0a3c..."])
CONTENTS = Column(ARRAY, N_("What the ballots say, in the order of the fingerprints: a word; the options approved as "
                            "1,3; points as 1=5,3=0; ranks as 2>1=3; a block with its reason."), ["yes"])
COLUMNS = Column(OBJECT, N_("For each option of a split its per cents of all ballots, each list sorted on its own."),
                 {"reserve": [20, 35]})
ARCHIVE = Column(OBJECT, N_("What was brought in of a vote held in Belenios; left out for others, and where it "
                            "lapsed."), {"yes": 7})
ARCHIVE_OR_NULL = Column(OBJECT, N_("What was brought in of a vote held in Belenios, else null."), {"yes": 7})
ARCHIVE_SHA256 = Column(TEXT, N_("SHA-256 in hex of the archive, which is at /decisions/NUMBER/election.bel."),
                        "fcde2b2edba56bf4...")
ELECTION = Column(TEXT, N_("What Belenios calls the election."), "jc2ku5BuxVyQyx")
ADDRESS = Column(TEXT, N_("The address that members were told last."), "https://vote.example.org/elections/jc2ku5BuxVyQyx/")
VOTERS = Column(INTEGER, N_("How many credentials the election was set up with."), 12)
COLUMN = Column(ARRAY, N_("The per cents that ballots gave to this option, sorted."), [20, 35], PER_CENT)

OUTCOME = Column(OBJECT, N_("What the count gave, or null while it is not stated."), {"passed": True})
STATED_AT = Column(MOMENT, N_("When the outcome was stated."), "2026-02-01T09:00:30.000000Z")
PASSED = Column(FLAG, N_("Whether it was adopted; a split always is."), True)
COUNTED = Column(INTEGER, N_("How many ballots were counted."), 9)
CHAIN_HEAD = Column(TEXT, N_("The last link of the chain over all ballots, in hex: it was mailed to every voter."),
                    "7d865e959b2466918c...")
RESULT = Column(OBJECT, N_("All figures of the count."), {"yes": 7, "no": 1})
ROLL = Column(INTEGER, N_("How many members were on the roll."), 12)
QUORUM_NEEDED = Column(INTEGER, N_("How many ballots make the vote valid."), 6)
QUORUM_REACHED = Column(FLAG, N_("Whether there were as many."), True)
YES = Column(INTEGER, N_("Ballots that said yes."), 7)
NO = Column(INTEGER, N_("Ballots that said no."), 1)
ABSTAIN = Column(INTEGER, N_("Ballots that abstained."), 1)
YES_NEEDED = Column(INTEGER, N_("How many yes it needed, or null where something else is asked."), 6)
ALLOWED_NO = Column(INTEGER, N_("How many no it allowed, or null where something else is asked."), 2)
WHY = Column(TEXT, N_("Why it passed or failed: quorum_missed, no_yes, too_few_yes, too_many_opposed or passed; by "
                      "consent quorum_missed, blocked, nobody_agrees or adopted; of options none_stands or as_it_is; "
                      "of an election nobody_ranked; of projects nobody_chose or none_fits; lapsed without a result "
                      "of Belenios."), "passed")
AGREE = Column(INTEGER, N_("Ballots that agreed."), 7)
DISAGREE = Column(INTEGER, N_("Ballots that disagreed and stopped nothing."), 1)
BLOCK = Column(INTEGER, N_("Ballots that blocked it."), 0)
REASONS = Column(ARRAY, N_("The reasons of those who blocked it, in alphabetical order."), ["It costs too much"])
AGAINST = Column(ARRAY, N_("Each option held against leaving things as they are."), [])
OPTION = Column(TEXT, N_("The option's number."), "1")
HELD_FOR = Column(INTEGER, N_("Ballots that prefer the option to leaving things as they are."), 7)
HELD_AGAINST = Column(INTEGER, N_("Ballots that prefer leaving things as they are."), 2)
HELD_NEEDED = Column(INTEGER, N_("How many had to prefer the option, or null where something else is asked."), 5)
HELD_ALLOWED = Column(INTEGER, N_("How many were allowed to prefer the reverse, or null where something else is "
                                  "asked."), 2)
STANDS = Column(FLAG, N_("Whether the option stands and is counted further."), True)
FIGURES = Column(OBJECT, N_("Approvals or points of each option, or null for ranks."), {"1": 7, "0": 2})
FIGURE = Column(INTEGER, N_("The option's approvals, or the sum of its points."), 7)
CONTENTS_DIGEST = Column(TEXT, N_("SHA-256 in hex of what all ballots say, sorted, one a line; earlier votes state "
                                  "none."), "0cf1a7b09d22...")
MATRIX = Column(ARRAY, N_("For ranks: row by row, in the order of the options, how many ballots rank the row's option "
                          "above the column's; else null."), [[0, 7], [2, 0]])
RANKING = Column(ARRAY, N_("The options counted, the first before the second and so on."), ["1", "0"])
TIES = Column(ARRAY, N_("What was level and told apart by lot."), [])
AMONG = Column(ARRAY, N_("The options that were level."), ["1", "2"])
CHOSEN_BY_LOT = Column(TEXT, N_("The one that goes first."), "2")
CHOSEN = Column(TEXT, N_("The option that is adopted, or null."), "1")
ELECTED = Column(ARRAY, N_("The candidates elected, by their numbers; who they are is for members to see."), ["2", "5"])
QUOTA = Column(INTEGER, N_("Votes that elect somebody for certain."), 4)
STAGES = Column(ARRAY, N_("The count stage by stage."), [])
STAGE_ACTION = Column(TEXT, N_("What was done: first, surplus or exclusion."), "first")
STAGE_OPTION = Column(TEXT, N_("Whose ballots were moved on, or null at the first stage."), "3")
STAGE_VOTES = Column(OBJECT, N_("Each candidate's votes at the end of the stage, in 1/100,000 of a vote."),
                     {"1": 400000})
STAGE_VOTES_OF = Column(INTEGER, N_("The candidate's votes, in 1/100,000 of a vote."), 400000)
NON_TRANSFERABLE = Column(INTEGER, N_("Votes with nobody left to go to, in 1/100,000."), 0)
LOST = Column(INTEGER, N_("What was dropped past the fifth decimal place, in 1/100,000."), 0)
STAGE_ELECTED = Column(ARRAY, N_("Who reached the quota at this stage."), ["2"])
WANTED = Column(OBJECT, N_("How many ballots want each project, or null where every ballot abstained."), {"1": 5})
WANTED_BY = Column(INTEGER, N_("How many ballots want the project."), 5)
TRIED = Column(INTEGER, N_("How many parts for each voter Equal Shares tried."), 4)
KEPT = Column(INTEGER, N_("Which of them stands, counted from 0; null where every ballot abstained."), 3)
ENDOWMENT = Column(FRACTION, N_("That part, in cents; null where every ballot abstained."), "7273/9")
PURCHASES = Column(ARRAY, N_("The projects paid from parts, in the order in which they were."), [])
COST = Column(INTEGER, N_("What it costs."), 3600, CENTS)
PURCHASE_SHARE = Column(FRACTION, N_("What each who wants it paid, in cents, but for those who had less."), "720/1")
IN_FULL = Column(INTEGER, N_("How many paid that."), 5)
WITH_LESS = Column(INTEGER, N_("How many paid all they had left."), 0)
COMPLETION = Column(ARRAY, N_("The other wanted projects, those that most want first: whether they still fit."), [])
LOOK_LEFT = Column(INTEGER, N_("What was left by then."), 200, CENTS)
LOOK_FUNDED = Column(FLAG, N_("Whether it fits and is funded."), False)
FUNDED = Column(ARRAY, N_("The projects funded, by their numbers."), ["1", "2"])
SPENT_CENTS = Column(INTEGER, N_("What they cost together."), 7800, CENTS)
SHARES = Column(OBJECT, N_("Each option's share by Independent Markets, or null without ballots."), {"reserve": "3/10"})
SHARE_OF_OPTION = Column(FRACTION, N_("The option's share, exact."), "3/10")
MEAN = Column(OBJECT, N_("The plain mean of the ballots for comparison, or null without ballots."), {"reserve": "1/3"})
MEAN_OF_OPTION = Column(FRACTION, N_("The mean of the option's per cents, as a fraction of 1."), "1/3")
LEVEL = Column(FRACTION, N_("Where the phantoms of Independent Markets stood, or null without ballots."), "5/8")
VOTABLE_CENTS = Column(INTEGER, N_("What of the surplus the vote disposed of."), 90000, CENTS)
LINES = Column(ARRAY, N_("The surplus line by line: for what, on which basis, how much."), [])
BASIS = Column(TEXT, N_("Why: floor, non_member, vote or carried."), "vote")
LINE_SHARE = Column(FRACTION, N_("The share that the line comes from, exact."), "3/10")
LINE_CENTS = Column(INTEGER, N_("How much."), 27000, CENTS)

ENACTED = Column(OBJECT, N_("What was carried out, or null while it is not."), {"entries": [12]})
ENACTED_AT = Column(MOMENT, N_("When it was carried out."), "2026-02-02T09:01:00.000000Z")
ENACTED_ENTRIES = Column(ARRAY, N_("Numbers of the ledger entries it made."), [512, 513])
ENACTED_RULES = Column(ARRAY, N_("The rule versions it made, each as name#version."), ["fee.rate#2"])

COUNTBACKS = Column(ARRAY, N_("Every time a seat of this election fell vacant and its ballots chose again; left out "
                              "where none did."), [])
VACATED = Column(TEXT, N_("Whose seat it was: the number of the candidate whom the election gave it."), "2")
UNWILLING = Column(ARRAY, N_("The candidates who were left out: those asked before, and those who had not answered."),
                   ["4"])
UNANSWERED = Column(ARRAY, N_("Of those the ones who had not answered: no members any more, says the co-op; until the "
                              "release that logs countbacks also those being asked for another seat."), ["4"])
COUNTED_BACK = Column(TEXT, N_("The number of the candidate to whom the ballots give the seat, and who is asked."), "3")
ASKED_AT = Column(MOMENT, N_("When they were asked."), "2026-03-01T09:00:00.000000Z")
ANSWER = Column(OBJECT, N_("What they said, or null while they have not."), {"accepts": True})
ACCEPTS = Column(FLAG, N_("Whether they took the seat for the rest of its term."), True)
ANSWERED_AT = Column(MOMENT, N_("When they answered."), "2026-03-02T09:00:00.000000Z")

SHARE_LINE = {"use": USE, "basis": BASIS, "share": LINE_SHARE, "cents": LINE_CENTS}
FROZEN_SURPLUS = {
    "period_id": PERIOD_ID,
    "surplus_cents": periods.SURPLUS_CENTS,
    "non_member_cents": NON_MEMBER_CENTS,
    "carried_to": CARRIED_TO,
    "floors": FLOORS,
    "floors_of": FLOORS_OF,
    **inside("floors[]", {"use": USE, "share": FLOOR_SHARE}),
    "patronage": PATRONAGE,
    **inside("patronage", {"hours": HOURS, "earnings": EARNINGS, "equal": EQUAL, "seniority_cap": SENIORITY_CAP,
                           "seniority_per_year": SENIORITY_PER_YEAR, "cash_share": CASH_SHARE,
                           "cash_half_months": CASH_HALF_MONTHS,
                           "retained_kind": RETAINED_KIND}),
}
RESULTS = {
    "method": METHOD,
    "roll": ROLL,
    "ballots": COUNTED,
    "quorum_needed": QUORUM_NEEDED,
    "quorum_reached": QUORUM_REACHED,
    "yes": YES,
    "no": NO,
    "abstain": ABSTAIN,
    "yes_needed": YES_NEEDED,
    "allowed_no": ALLOWED_NO,
    "why": WHY,
    "options": OPTIONS,
    "surplus_cents": periods.SURPLUS_CENTS,
    "votable_cents": VOTABLE_CENTS,
    "shares": SHARES,
    "shares.*": SHARE_OF_OPTION,
    "mean": MEAN,
    "mean.*": MEAN_OF_OPTION,
    "level": LEVEL,
    "lines": LINES,
    **inside("lines[]", SHARE_LINE),
    "agree": AGREE,
    "disagree": DISAGREE,
    "block": BLOCK,
    "blocks_allowed": BLOCKS_ALLOWED,
    "reasons": REASONS,
    "against": AGAINST,
    **inside("against[]", {"option": OPTION, "for": HELD_FOR, "against": HELD_AGAINST, "needed": HELD_NEEDED,
                           "allowed": HELD_ALLOWED, "stands": STANDS}),
    "figures": FIGURES,
    "figures.*": FIGURE,
    "contents_digest": CONTENTS_DIGEST,
    "matrix": MATRIX,
    "ranking": RANKING,
    "ties": TIES,
    **inside("ties[]", {"among": AMONG, "chosen": CHOSEN_BY_LOT}),
    "chosen": CHOSEN,
    "seats": SEATS,
    "elected": ELECTED,
    "quota": QUOTA,
    "stages": STAGES,
    **inside("stages[]", {"action": STAGE_ACTION, "option": STAGE_OPTION, "votes": STAGE_VOTES,
                          "votes.*": STAGE_VOTES_OF, "non_transferable": NON_TRANSFERABLE, "lost": LOST,
                          "elected": STAGE_ELECTED}),
    "budget_cents": BUDGET_CENTS,
    "costs": COSTS,
    "costs.*": COST_OF,
    "votes": WANTED,
    "votes.*": WANTED_BY,
    "tried": TRIED,
    "kept": KEPT,
    "endowment": ENDOWMENT,
    "purchases": PURCHASES,
    **inside("purchases[]", {"option": OPTION, "cost": COST, "share": PURCHASE_SHARE, "in_full": IN_FULL,
                             "with_less": WITH_LESS}),
    "completion": COMPLETION,
    **inside("completion[]", {"option": OPTION, "votes": WANTED_BY, "cost": COST, "left": LOOK_LEFT,
                              "funded": LOOK_FUNDED}),
    "funded": FUNDED,
    "spent_cents": SPENT_CENTS,
}

BROUGHT_IN = {"sha256": ARCHIVE_SHA256, "election": ELECTION, "address": ADDRESS, "voters": VOTERS, "yes": YES,
              "no": NO, "abstain": ABSTAIN}

FILE = File(
    N_("Every vote: its frozen terms, the published ballots, the outcome, and what was carried out."),
    "jsonl",
    {
        "reference": decisions.REFERENCE,
        "kind": decisions.KIND,
        "title": decisions.TITLE,
        "payload": PAYLOAD,
        **inside("payload", {"rule": PAYLOAD_RULE, "value": rules.VALUE, "in_force_from": PAYLOAD_FROM,
                             "period_id": PERIOD_ID}),
        "method": METHOD,
        "options": OPTIONS,
        "names": NAMES,
        **inside("names", {"salt": SALT, "words": WORDS}),
        "opened_at": OPENED_AT,
        "closes_at": CLOSES_AT,
        "quorum": QUORUM,
        "threshold": THRESHOLD,
        "grace_hours": GRACE_HOURS,
        "roll_size": ROLL_SIZE,
        "roll_digest": ROLL_DIGEST,
        "terms": TERMS,
        **inside("terms", {**FROZEN_SURPLUS, "names": NAMES_DIGEST, "least": LEAST, "most": MOST,
                           "blocks_allowed": BLOCKS_ALLOWED, "seats": SEATS, "fund": FUND,
                           "budget_cents": BUDGET_CENTS, "costs": COSTS, "costs.*": COST_OF, "step": STEP,
                           "held": HELD, "answers": ANSWERS, "import_days": IMPORT_DAYS}),
        "rules": RULES,
        "closed": CLOSED,
        **inside("closed", {"recorded_at": RECORDED_AT, "voted": VOTED, "ballots": BALLOTS, "delegated": DELEGATED,
                            "paper": PAPER, "spoiled": SPOILED, "hashes": HASHES,
                            "contents": CONTENTS, "columns": COLUMNS, "columns.*": COLUMN}),
        "outcome": OUTCOME,
        **inside("outcome", {"stated_at": STATED_AT, "passed": PASSED, "ballots": COUNTED, "chain_head": CHAIN_HEAD,
                             "statement": decisions.STATEMENT, "result": RESULT, **inside("result", RESULTS),
                             "archive": ARCHIVE, **inside("archive", BROUGHT_IN)}),
        "enacted": ENACTED,
        **inside("enacted", {"enacted_at": ENACTED_AT, "entries": ENACTED_ENTRIES, "rules": ENACTED_RULES}),
        "countbacks": COUNTBACKS,
        **inside("countbacks[]", {"vacated": VACATED, "unwilling": UNWILLING, "unanswered": UNANSWERED,
                                  "elected": COUNTED_BACK, "asked_at": ASKED_AT, "answer": ANSWER,
                                  **inside("answer", {"accepts": ACCEPTS, "answered_at": ANSWERED_AT})}),
    },
)
