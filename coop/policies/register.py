"""The register of rules: what each means, its unit, and the bounds no vote may cross.

A rule that is read and not listed here fails a test; so does one listed and read by nobody.
Meanings are msgids; pages translate them.
"""

from __future__ import annotations

from fractions import Fraction as F

from coop.policies.rules import RuleSpec, Unit


def N_(message: str) -> str:
    """Mark a message for translation; pages translate it."""
    return message


VOTE_KINDS = ("resolve", "set-rule", "spend", "distribute", "admit", "expel", "recall", "write-off", "appeal", "elect",
              "projects")

_MONEY = (
    RuleSpec("fee.rate", Unit.SHARE, N_("Share of each booking's price that goes to the shared fund."), F(1, 20),
             least=F(0), most=F(3, 10), read_by=("money.payments", "market.bookings")),
    RuleSpec("fee.minimum_cents", Unit.CENTS, N_("Least fee on a booking."), 0,
             least=0, most=500, read_by=("money.payments", "market.bookings")),
    RuleSpec("fee.cash_grace_days", Unit.DAYS,
             N_("Days a worker may owe fees of cash jobs before a reminder."), 30,
             least=0, most=365, read_by=("money.payouts",)),
    RuleSpec("payout.minimum_cents", Unit.CENTS, N_("Least amount paid out to a worker in a run."), 100,
             least=0, most=100_000, read_by=("money.payouts",)),
    RuleSpec("payout.cadence_days", Unit.DAYS, N_("Days between payout runs."), 7,
             least=1, most=31, read_by=("money.payouts",)),
    RuleSpec("payout.second_approval_cents", Unit.CENTS,
             N_("A payout run or expense above this needs a second person's approval."), 100_000,
             least=0, most=10_000_000, read_by=("money.payouts", "money.fund")),
    RuleSpec("spend.limit_without_vote_cents", Unit.CENTS,
             N_("An expense up to this may be approved by a steward; above it, only by the members' vote."), 20_000,
             least=0, most=1_000_000, read_by=("money.fund", "governance.spending")),
    RuleSpec("cancellation.worker_share", Unit.SHARE,
             N_("Share of a late cancellation's charge that goes to the worker; the usual fee applies to it."), F(1),
             least=F(0), most=F(1), read_by=("money.payments",)),
)

# The law's rates, not the members' wish: no preset without a country has one. Most in the EU: Hungary's 27%.
_VAT = (
    RuleSpec("vat.standard_rate", Unit.SHARE,
             N_("Rate of VAT inside the all-in price of suppliers who are registered; 0 where there is no VAT."),
             F(0), least=F(0), most=F(27, 100), read_by=("money.tax_status",)),
    RuleSpec("vat.reduced_rate", Unit.SHARE,
             N_("Lower rate of VAT for the kinds of work that have one; 0 where there is none."), F(0),
             least=F(0), most=F(27, 100), read_by=("money.tax_status",)),
)

_CARDS = (
    RuleSpec("cards.hold_minutes", Unit.COUNT,
             N_("Minutes a slot is held while a client pays by card; after them it is free for others."), 35,
             least=31, most=180, read_by=("market.paying",)),
    RuleSpec("cards.capture_days", Unit.COUNT,
             N_("A card is only authorised when a client books work that ends within so many days, and charged when it "
                "is done; before that it is charged at once and the money held. 0: always charged at once."), 5,
             least=0, most=6, read_by=("market.paying",)),
    RuleSpec("cards.fee_bearer", Unit.CHOICE,
             N_("Who bears what the card processor takes of a payment: the fund, or the worker who is paid."), "fund",
             choices=("fund", "worker"), read_by=("money.payments",)),
    RuleSpec("cards.dispute_bearer", Unit.CHOICE,
             N_("Who bears a card payment that was lost in a dispute after the work was done."), "fund",
             choices=("fund", "worker"), read_by=("money.stripe.disputes",)),
)

_SURPLUS = (
    RuleSpec("surplus.reserve_floor", Unit.SHARE,
             N_("Least share of a surplus that goes to the indivisible reserve before anything is voted."), F(1, 5),
             least=F(0), most=F(1), read_by=("governance.distribution",)),
    RuleSpec("surplus.solidarity_floor", Unit.SHARE,
             N_("Least share of a surplus that goes to the solidarity or mutual fund."), F(0),
             least=F(0), most=F(1, 2), read_by=("governance.distribution",)),
    RuleSpec("surplus.education_floor", Unit.SHARE, N_("Least share of a surplus that goes to education."), F(0),
             least=F(0), most=F(1, 2), read_by=("governance.distribution",)),
    RuleSpec("surplus.dividend_floor", Unit.SHARE,
             N_("Least share of a surplus that goes to the members who did the work."), F(0),
             least=F(0), most=F(3, 4), read_by=("governance.distribution",)),
    RuleSpec("surplus.floors_of", Unit.CHOICE,
             N_("Of what the least shares are taken: of the whole surplus, or of what is left of it once the part from "
                "non-members' work is in the reserve."), "whole",
             choices=("whole", "members"), read_by=("governance.distribution",), before="whole"),
    RuleSpec("surplus.cash_share", Unit.SHARE,
             N_("Share of each dividend that is paid in cash; the rest stays in the member's capital account."), F(1),
             least=F(0), most=F(1), read_by=("governance.distribution",)),
    RuleSpec("surplus.retained_kind", Unit.CHOICE,
             N_("How the retained part of dividends is booked (US Subchapter T)."), "qualified",
             choices=("qualified", "nonqualified"), read_by=("governance.distribution",)),
    RuleSpec("patronage.hours", Unit.WEIGHT, N_("Weight of hours worked in the dividend."), F(1),
             least=F(0), most=F(1), read_by=("governance.distribution",)),
    RuleSpec("patronage.earnings", Unit.WEIGHT, N_("Weight of earnings in the dividend."), F(0),
             least=F(0), most=F(1), read_by=("governance.distribution",)),
    RuleSpec("patronage.equal", Unit.WEIGHT, N_("Weight of equal shares in the dividend."), F(0),
             least=F(0), most=F(1), read_by=("governance.distribution",)),
    RuleSpec("patronage.seniority_cap", Unit.WEIGHT,
             N_("Most that years of membership can multiply a dividend by; 1 means seniority does not count."), F(1),
             least=F(1), most=F(2), read_by=("governance.distribution",)),
    RuleSpec("patronage.seniority_per_year", Unit.WEIGHT,
             N_("What each whole year of membership adds to the multiplier of a dividend, up to the most allowed."),
             F(1, 10), least=F(0), most=F(1), read_by=("governance.patronage",)),
    RuleSpec("patronage.cash_half_months", Unit.COUNT,
             N_("Half months after the end of a period at which the cash part of its dividends falls due, a half month "
                "being 15 days; 0: with the next payout."), 0,
             least=0, most=48, read_by=("governance.distribution",), before=0),
    RuleSpec("patronage.retained_years", Unit.COUNT,
             N_("Years after which retained dividends are paid back."), 3,
             least=0, most=20, read_by=("governance.distribution", "people.obligations")),
    RuleSpec("asset_lock", Unit.FLAG,
             N_("The indivisible reserve is never shared out among members, not even if the co-op ends."), True,
             constant=True, read_by=("governance.distribution",)),
)

_MEMBERSHIP = (
    RuleSpec("share.price_cents", Unit.CENTS, N_("Price of a member's share."), 5_000,
             least=0, most=1_000_000, read_by=("people.membership",)),
    RuleSpec("share.instalments", Unit.COUNT,
             N_("Monthly parts in which a share is paid in; the first a month after admission or a new price."), 1,
             least=1, most=36, read_by=("people.membership",)),
    RuleSpec("share.redemption_days", Unit.DAYS,
             N_("Days after leaving by which a share is paid back."), 240,
             least=0, most=1_825, read_by=("people.membership",)),
    RuleSpec("membership.probation_bookings", Unit.COUNT,
             N_("Bookings an applicant completes before admission."), 3,
             least=0, most=1_000, read_by=("people.membership",)),
    RuleSpec("membership.probation_hours", Unit.HOURS,
             N_("Hours an applicant works before admission, besides the bookings."), 0,
             least=0, most=2_000, read_by=("people.membership",)),
    RuleSpec("membership.orientation", Unit.CHOICE,
             N_("Whether newcomers have to finish the orientation before admission, or are advised to."), "advised",
             choices=("advised", "required"), read_by=("people.membership",)),
    RuleSpec("membership.classes", Unit.CHOICE,
             N_("Which classes of members there are; each member has one vote, whatever the class."), "workers",
             choices=("workers", "workers-and-users", "workers-users-and-supporters"), read_by=("people.classes",)),
    RuleSpec("membership.minimum_hours", Unit.HOURS,
             N_("Least hours of work that a worker member is asked for in a stretch of days; 0 asks for none."), 0,
             least=0, most=500, read_by=("people.absence",)),
    RuleSpec("membership.minimum_days", Unit.DAYS,
             N_("The stretch of days over which least hours are counted; days on leave do not count."), 90,
             least=28, most=365, read_by=("people.absence",)),
    RuleSpec("membership.leave_days", Unit.DAYS,
             N_("Most days of leave that a member may take in any 365 days."), 90,
             least=0, most=365, read_by=("people.absence",)),
    RuleSpec("membership.admission", Unit.CHOICE,
             N_("How members admit an applicant: unless someone objects, or by a vote."), "no-objection",
             choices=("no-objection", "vote"), read_by=("people.membership", "governance.admissions")),
    RuleSpec("membership.objection_days", Unit.DAYS,
             N_("Days in which a member may object to an applicant."), 14,
             least=3, most=60, read_by=("people.membership",)),
)

_QUORUMS = {"resolve": F(1, 3), "set-rule": F(1, 2), "spend": F(1, 3), "distribute": F(1, 2), "admit": F(1, 4),
            "expel": F(1, 2), "recall": F(1, 2), "write-off": F(1, 3), "appeal": F(1, 3), "elect": F(1, 3),
            "projects": F(1, 4)}
_THRESHOLDS = {"resolve": "simple", "set-rule": "two-thirds", "spend": "simple", "distribute": "simple",
               "admit": "simple", "expel": "three-quarters", "recall": "simple", "write-off": "simple",
               "appeal": "three-quarters"}
THRESHOLDS = ("simple", "two-thirds", "three-quarters", "four-fifths", "consensus", "consensus-minus-1",
              "at-most-a-quarter-opposed")
APPEAL_THRESHOLDS = ("three-quarters", "four-fifths", "consensus")
"""No vote can let fewer than three quarters uphold a measure against a member."""

_VOTES = (
    RuleSpec("proposals.cosponsors", Unit.COUNT,
             N_("Members, besides its author, who have to support a proposal before a vote on it opens."), 0,
             least=0, most=20, read_by=("governance.proposals",)),
    RuleSpec("vote.discussion_days", Unit.DAYS, N_("Least days of discussion before a vote opens."), 3,
             least=0, most=60, read_by=("governance.proposals",)),
    RuleSpec("vote.period_days", Unit.DAYS, N_("Days a vote stays open."), 7,
             least=1, most=60, read_by=("governance.proposals",)),
    RuleSpec("vote.blocks", Unit.COUNT,
             N_("Blocks with which a proposal put to consent is adopted all the same; 0 lets one member stop it."), 0,
             least=0, most=3, read_by=("governance.proposals",)),
    RuleSpec("vote.grace_hours", Unit.HOURS,
             N_("Hours between an outcome and its enactment, for the scrutiny of the count."), 24,
             least=0, most=720, read_by=("governance.enactment",)),
    RuleSpec("vote.delegation_cap", Unit.COUNT,
             N_("Members whose votes one delegate may carry besides their own; 0: everyone votes for themselves. Votes "
                "about a person are never carried."), 0,
             least=0, most=10, before=0,
             read_by=("governance.proposals", "governance.delegation", "people.own_membership")),
    RuleSpec("vote.delegation_months", Unit.COUNT,
             N_("Months for which a member may give their vote to another at most."), 12,
             least=1, most=24, read_by=("governance.delegation",)),
    RuleSpec("vote.import_days", Unit.DAYS,
             N_("Days after the close in which the result of a vote held in Belenios can be brought in; after them it "
                "lapses."), 14, least=2, most=60, before=14, read_by=("governance.proposals",)),
    *(RuleSpec(f"vote.quorum.{kind}", Unit.SHARE,
               N_("Share of all members whose ballots, abstentions included, make the vote valid."), _QUORUMS[kind],
               least=F(1, 20), most=F(1), read_by=("governance.proposals",)) for kind in VOTE_KINDS),
    *(RuleSpec(f"vote.threshold.{kind}", Unit.CHOICE, N_("What a proposal of this kind needs to pass."),
               _THRESHOLDS[kind], choices=APPEAL_THRESHOLDS if kind == "appeal" else THRESHOLDS,
               read_by=("governance.proposals",))
      for kind in VOTE_KINDS if kind not in ("distribute", "elect", "projects")),
)

_OFFICES = (
    RuleSpec("office.term_days", Unit.DAYS,
             N_("Days of a term of office; whose term is over serves until others are elected."), 365,
             least=30, most=1_461, read_by=("governance.terms", "governance.offices")),
    RuleSpec("office.election_method", Unit.CHOICE,
             N_("How several seats are filled: in proportion (Scottish STV), or by who beats all others one to one "
                "(Schulze). One seat is always filled by Schulze."), "proportional",
             choices=("proportional", "condorcet"), read_by=("governance.proposals",), before="proportional"),
    RuleSpec("office.nomination_days", Unit.DAYS,
             N_("Least days in which members can be nominated before an election opens."), 7,
             least=1, most=60, read_by=("governance.proposals",)),
    RuleSpec("office.least_stewards", Unit.COUNT,
             N_("Stewards who stay in office at least: nobody resigns or is recalled below it before others are "
                "elected."), 1,
             least=1, most=9, read_by=("governance.terms", "governance.proposals")),
)

_FUNDS = (
    RuleSpec("funds.limit_without_vote_cents", Unit.CENTS,
             N_("Most that a steward may promise from a fund to one purpose without a vote; 0 leaves it to votes."),
             10_000, least=0, most=1_000_000, read_by=("money.fund.commitments",), before=0),
    RuleSpec("projects.proposing_days", Unit.DAYS,
             N_("Least days in which members can propose projects before a round opens for votes."), 14,
             least=1, most=90, read_by=("governance.proposals",)),
    RuleSpec("projects.round_share", Unit.SHARE,
             N_("Most of what a fund has free that one round of projects may give away."), F(1),
             least=F(1, 20), most=F(1), read_by=("governance.proposals",)),
    RuleSpec("projects.days", Unit.DAYS,
             N_("Days in which a project's receipts come in; what is not spent by then returns to its fund."), 365,
             least=30, most=1_825, read_by=("money.fund.commitments",)),
)

_PROCESS = (
    RuleSpec("process.answer_days", Unit.DAYS,
             N_("Days that a member has to answer a complaint before a panel is drawn."), 14,
             least=14, most=60, read_by=("governance.cases",)),
    RuleSpec("process.panel_size", Unit.CHOICE, N_("How many members a panel has."), "3",
             choices=("3", "5", "7", "9"), read_by=("governance.cases",)),
    RuleSpec("process.panel_days", Unit.DAYS,
             N_("Days that a member of a panel has to decide before the next one drawn takes the seat."), 14,
             least=3, most=60, read_by=("governance.cases",)),
    RuleSpec("process.appeal_days", Unit.DAYS,
             N_("Days in which a member may put a panel's decision before all members; until then it has no effect."),
             14, least=7, most=60, read_by=("governance.cases",)),
    RuleSpec("process.suspension_days", Unit.DAYS, N_("Longest suspension that a panel may decide."), 90,
             least=1, most=365, read_by=("governance.cases",)),
    RuleSpec("process.dealings_days", Unit.DAYS,
             N_("Days after a booking for which its two sides cannot judge each other on a panel."), 365,
             least=30, most=1_825, read_by=("governance.cases",)),
    RuleSpec("process.pause_days", Unit.DAYS,
             N_("Days after which a safety pause by two stewards ends by itself."), 14,
             least=1, most=30, read_by=("governance.cases",)),
    RuleSpec("process.signing_hours", Unit.HOURS,
             N_("Hours within which a second steward has to sign a safety pause."), 24,
             least=1, most=72, read_by=("governance.cases",)),
    RuleSpec("process.stewards_read", Unit.CHOICE,
             N_("Which complaints stewards may read: those marked urgent by who complains, or all."), "urgent",
             choices=("urgent", "all"), read_by=("governance.cases",)),
)

_RANKING = tuple(
    RuleSpec(f"ranking.{name}", Unit.WEIGHT, meaning, founding, least=F(0), most=F(1), read_by=("market.search",))
    for name, meaning, founding in (
        ("relevance", N_("Weight in search of how well the words match."), F(40, 100)),
        ("distance", N_("Weight in search of being near."), F(20, 100)),
        ("availability", N_("Weight in search of being free soon."), F(15, 100)),
        ("completed", N_("Weight in search of work completed."), F(5, 100)),
        ("reviews", N_("Weight in search of reviews, shrunk toward the mean."), F(10, 100)),
        ("newcomer", N_("Weight in search of being new here."), F(5, 100)),
        ("rotation", N_("Weight in search of the daily draw that gives everyone a turn."), F(5, 100)),
    )
)

_MARKET = (
    RuleSpec("booking.hold_minutes", Unit.COUNT,
             N_("Minutes a slot is held while a client checks a booking."), 15,
             least=5, most=120, read_by=("market.bookings",)),
    RuleSpec("booking.answer_hours", Unit.HOURS, N_("Hours a worker has to answer a request."), 24,
             least=1, most=168, read_by=("market.bookings",)),
    RuleSpec("series.most_visits", Unit.COUNT,
             N_("Most visits that a client can book at once as a series; 0: every visit is booked by itself."), 26,
             least=0, most=53, read_by=("market.bookings",), before=0),
    RuleSpec("series.charge_days", Unit.DAYS,
             N_("Days before a visit of a series from which on it is charged to the card that its client keeps."), 6,
             least=2, most=28, read_by=("market.bookings", "market.paying")),
    RuleSpec("series.pay_hours", Unit.HOURS,
             N_("Hours that a client has to pay by hand for a visit whose kept card could not be charged; then the "
                "visit is cancelled, and nobody owes anything."), 24,
             least=1, most=120, read_by=("market.paying",)),
    RuleSpec("reviews.blind_days", Unit.DAYS,
             N_("Days after which a review shows even if the other side wrote none."), 7,
             least=1, most=30, read_by=("market.reviews",)),
)

_LEDGER = (
    RuleSpec("ledger.small_days", Unit.COUNT,
             N_("Bookings that a published sum covers at least, so that an amount and a day identify nobody; "
                "0 publishes every entry by itself."), 0,
             least=0, most=100, read_by=("ledger.small_days", "money.small_days")),
)

# Seven years where no preset says otherwise: the longest that tax authorities commonly ask for (US: IRS, Topic 305).
_PRIVACY = (
    RuleSpec("records.kept_years", Unit.COUNT,
             N_("Calendar years for which records of payments keep the name and bank account of somebody erased; "
                "never fewer than your law asks for."), 7,
             least=3, most=30, read_by=("money", "market", "governance")),
    RuleSpec("erasure.days", Unit.DAYS,
             N_("Days between asking to be erased and being erased, to think again."), 7,
             least=0, most=30, read_by=("commons.erasure",)),
)

REGISTER: dict[str, RuleSpec] = {
    spec.name: spec
    for spec in (
        *_MONEY,
        *_CARDS,
        *_VAT,
        *_SURPLUS,
        *_MEMBERSHIP,
        *_VOTES,
        *_OFFICES,
        *_FUNDS,
        *_PROCESS,
        *_RANKING,
        *_MARKET,
        *_LEDGER,
        *_PRIVACY,
    )
}
