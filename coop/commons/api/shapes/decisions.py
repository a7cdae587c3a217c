"""Decisions with their votes, outcomes and what was carried out. Nobody is named."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Exact, Listed, Moment, Shape, told
from coop.commons.dictionary import addresses, coops, decisions, periods, rules, votes


class DecisionLine(Shape):
    """A decision in a list, or a proposal on its way to be one."""

    reference: str = told(decisions.REFERENCE)
    kind: str = told(decisions.KIND)
    title: str = told(decisions.TITLE)
    stage: str = told(decisions.STAGE)
    begun_at: Moment | None = told(decisions.BEGUN_AT)
    decided_at: Moment | None = told(decisions.DECIDED_AT_OR_NULL)
    statement: str = told(decisions.STATEMENT)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)


class DecisionList(Listed):
    """Proposals and decisions, the newest first; the founding charter is the last."""

    items: list[DecisionLine] = told(addresses.ITEMS)


class Payload(Shape):
    """What a vote on a rule or a surplus would carry out."""

    rule: str | None = told(votes.PAYLOAD_RULE)
    value: str | int | bool | None = told(rules.VALUE)
    in_force_from: str | None = told(votes.PAYLOAD_FROM)
    period_id: int | None = told(votes.PERIOD_ID)


class Floor(Shape):
    """The least share of a surplus for a use."""

    use: str = told(votes.USE)
    share: Exact = told(votes.FLOOR_SHARE)


class Patronage(Shape):
    """The rules of dividends, as frozen for a vote."""

    hours: Exact = told(votes.HOURS)
    earnings: Exact = told(votes.EARNINGS)
    equal: Exact = told(votes.EQUAL)
    seniority_cap: Exact = told(votes.SENIORITY_CAP)
    seniority_per_year: Exact = told(votes.SENIORITY_PER_YEAR)
    cash_share: Exact = told(votes.CASH_SHARE)
    cash_half_months: int | None = told(votes.CASH_HALF_MONTHS)
    retained_kind: str = told(votes.RETAINED_KIND)


class SurplusTerms(Shape):
    """What a vote on a surplus is about."""

    period_id: int = told(votes.PERIOD_ID)
    surplus_cents: int = told(periods.SURPLUS_CENTS)
    non_member_cents: int = told(votes.NON_MEMBER_CENTS)
    currency: str = told(coops.CURRENCY)
    carried_to: str = told(votes.CARRIED_TO)
    floors_of: str | None = told(votes.FLOORS_OF)
    floors: list[Floor] = told(votes.FLOORS)
    patronage: Patronage = told(votes.PATRONAGE)


class Box(Shape):
    """The ballot box as it was closed."""

    recorded_at: Moment = told(votes.RECORDED_AT)
    voted: int = told(votes.VOTED)
    ballots: int = told(votes.BALLOTS)
    delegated: int = told(votes.DELEGATED_OR_NONE)
    paper: int = told(votes.PAPER_OR_NONE)
    spoiled: int = told(votes.SPOILED_OR_NONE)


class ChoiceTerms(Shape):
    """What a choice is about: the scale of points, the blocks that consent bears, the seats, the round of projects."""

    least: int | None = told(votes.LEAST)
    most: int | None = told(votes.MOST)
    blocks_allowed: int | None = told(votes.BLOCKS_ALLOWED)
    seats: int | None = told(votes.SEATS)
    fund: str | None = told(votes.FUND)
    budget_cents: int | None = told(votes.BUDGET_CENTS)
    costs: dict[str, int] | None = told(votes.COSTS)
    step: int | None = told(votes.STEP)
    held: str | None = told(votes.HELD_OR_NULL)
    answers: list[str] | None = told(votes.ANSWERS)
    import_days: int | None = told(votes.IMPORT_DAYS)


class Vote(Shape):
    """A vote's frozen terms, and its end."""

    method: str = told(votes.METHOD)
    options: list[str] = told(votes.OPTIONS)
    names: list[str] | None = told(votes.WORDS_OR_NULL)
    opened_at: Moment = told(votes.OPENED_AT)
    closes_at: Moment = told(votes.CLOSES_AT)
    quorum: Exact = told(votes.QUORUM)
    threshold: str = told(votes.THRESHOLD)
    grace_hours: int = told(votes.GRACE_HOURS)
    roll_size: int = told(votes.ROLL_SIZE)
    roll_digest: str = told(votes.ROLL_DIGEST)
    rules: list[str] = told(votes.RULES)
    terms: SurplusTerms | None = told(votes.TERMS_OR_NULL)
    choice: ChoiceTerms | None = told(votes.CHOICE_OR_NULL)
    closed: Box | None = told(votes.CLOSED)
    ballots_url: Address | None = told(addresses.BALLOTS_URL)
    hashes_url: Address | None = told(addresses.HASHES_URL)


class ShareLine(Shape):
    """Part of a surplus: for what, on which basis, how much."""

    use: str = told(votes.USE)
    basis: str = told(votes.BASIS)
    share: Exact = told(votes.LINE_SHARE)
    cents: int = told(votes.LINE_CENTS)


class YesNoResult(Shape):
    """The count of a yes / no vote."""

    method: str = told(votes.METHOD)
    roll: int = told(votes.ROLL)
    ballots: int = told(votes.COUNTED)
    quorum_needed: int = told(votes.QUORUM_NEEDED)
    quorum_reached: bool = told(votes.QUORUM_REACHED)
    yes: int = told(votes.YES)
    no: int = told(votes.NO)
    abstain: int = told(votes.ABSTAIN)
    yes_needed: int | None = told(votes.YES_NEEDED)
    allowed_no: int | None = told(votes.ALLOWED_NO)
    why: str = told(votes.WHY)


class SplitResult(Shape):
    """The count of a vote on a surplus."""

    method: str = told(votes.METHOD)
    roll: int = told(votes.ROLL)
    ballots: int = told(votes.COUNTED)
    quorum_needed: int = told(votes.QUORUM_NEEDED)
    quorum_reached: bool = told(votes.QUORUM_REACHED)
    options: list[str] = told(votes.OPTIONS)
    surplus_cents: int = told(periods.SURPLUS_CENTS)
    votable_cents: int = told(votes.VOTABLE_CENTS)
    shares: dict[str, Exact] | None = told(votes.SHARES)
    mean: dict[str, Exact] | None = told(votes.MEAN)
    level: Exact | None = told(votes.LEVEL)
    lines: list[ShareLine] = told(votes.LINES)
    contents_digest: str | None = told(votes.CONTENTS_DIGEST)


class ConsentResult(Shape):
    """The count of a vote by consent."""

    method: str = told(votes.METHOD)
    roll: int = told(votes.ROLL)
    ballots: int = told(votes.COUNTED)
    quorum_needed: int = told(votes.QUORUM_NEEDED)
    quorum_reached: bool = told(votes.QUORUM_REACHED)
    agree: int = told(votes.AGREE)
    abstain: int = told(votes.ABSTAIN)
    disagree: int = told(votes.DISAGREE)
    block: int = told(votes.BLOCK)
    blocks_allowed: int = told(votes.BLOCKS_ALLOWED)
    reasons: list[str] = told(votes.REASONS)
    why: str = told(votes.WHY)


class Held(Shape):
    """An option held against leaving things as they are."""

    option: str = told(votes.OPTION)
    ballots_for: int = told(votes.HELD_FOR)
    ballots_against: int = told(votes.HELD_AGAINST)
    needed: int | None = told(votes.HELD_NEEDED)
    allowed: int | None = told(votes.HELD_ALLOWED)
    stands: bool = told(votes.STANDS)


class Tied(Shape):
    """Options that were level, and the one the lot chose."""

    among: list[str] = told(votes.AMONG)
    chosen: str = told(votes.CHOSEN_BY_LOT)


class ChoiceResult(Shape):
    """The count of a choice among options: approvals or points, or comparisons."""

    method: str = told(votes.METHOD)
    roll: int = told(votes.ROLL)
    ballots: int = told(votes.COUNTED)
    quorum_needed: int = told(votes.QUORUM_NEEDED)
    quorum_reached: bool = told(votes.QUORUM_REACHED)
    abstain: int = told(votes.ABSTAIN)
    options: list[str] = told(votes.OPTIONS)
    held: list[Held] = told(votes.AGAINST)
    figures: dict[str, int] | None = told(votes.FIGURES)
    matrix: list[list[int]] | None = told(votes.MATRIX)
    ranking: list[str] = told(votes.RANKING)
    ties: list[Tied] = told(votes.TIES)
    chosen: str | None = told(votes.CHOSEN)
    contents_digest: str | None = told(votes.CONTENTS_DIGEST)
    why: str = told(votes.WHY)


class CountStage(Shape):
    """A stage of a count by Scottish STV; votes in 1/100,000."""

    action: str = told(votes.STAGE_ACTION)
    option: str | None = told(votes.STAGE_OPTION)
    non_transferable: int = told(votes.NON_TRANSFERABLE)
    lost: int = told(votes.LOST)
    elected: list[str] = told(votes.STAGE_ELECTED)
    votes: dict[str, int] = told(votes.STAGE_VOTES)  # last: from here on the name is the field's


class SeatsResult(Shape):
    """The count of an election: comparisons for one seat, stages for several."""

    method: str = told(votes.METHOD)
    roll: int = told(votes.ROLL)
    ballots: int = told(votes.COUNTED)
    quorum_needed: int = told(votes.QUORUM_NEEDED)
    quorum_reached: bool = told(votes.QUORUM_REACHED)
    abstain: int = told(votes.ABSTAIN)
    options: list[str] = told(votes.OPTIONS)
    seats: int = told(votes.SEATS)
    elected: list[str] = told(votes.ELECTED)
    matrix: list[list[int]] | None = told(votes.MATRIX)
    ranking: list[str] | None = told(votes.RANKING)
    ties: list[Tied] | None = told(votes.TIES)
    quota: int | None = told(votes.QUOTA)
    stages: list[CountStage] | None = told(votes.STAGES)
    contents_digest: str | None = told(votes.CONTENTS_DIGEST)
    why: str = told(votes.WHY)


class Purchase(Shape):
    """A project paid from equal parts."""

    option: str = told(votes.OPTION)
    cost: int = told(votes.COST)
    share: Exact = told(votes.PURCHASE_SHARE)
    in_full: int = told(votes.IN_FULL)
    with_less: int = told(votes.WITH_LESS)


class Look(Shape):
    """A project that parts did not pay, and whether it still fits."""

    option: str = told(votes.OPTION)
    cost: int = told(votes.COST)
    left: int = told(votes.LOOK_LEFT)
    funded: bool = told(votes.LOOK_FUNDED)
    votes: int = told(votes.WANTED_BY)  # last: from here on the name is the field's


class RoundResult(Shape):
    """The count of a round of projects by Equal Shares."""

    method: str = told(votes.METHOD)
    roll: int = told(votes.ROLL)
    ballots: int = told(votes.COUNTED)
    quorum_needed: int = told(votes.QUORUM_NEEDED)
    quorum_reached: bool = told(votes.QUORUM_REACHED)
    abstain: int = told(votes.ABSTAIN)
    options: list[str] = told(votes.OPTIONS)
    budget_cents: int = told(votes.BUDGET_CENTS)
    costs: dict[str, int] = told(votes.COSTS)
    tried: int = told(votes.TRIED)
    kept: int | None = told(votes.KEPT)
    endowment: Exact | None = told(votes.ENDOWMENT)
    purchases: list[Purchase] = told(votes.PURCHASES)
    completion: list[Look] = told(votes.COMPLETION)
    ties: list[Tied] = told(votes.TIES)
    funded: list[str] = told(votes.FUNDED)
    spent_cents: int = told(votes.SPENT_CENTS)
    contents_digest: str = told(votes.CONTENTS_DIGEST)
    why: str = told(votes.WHY)
    votes: dict[str, int] | None = told(votes.WANTED)  # last: from here on the name is the field's


class BroughtIn(Shape):
    """What was brought in of a vote held in Belenios."""

    sha256: str = told(votes.ARCHIVE_SHA256)
    election: str = told(votes.ELECTION)
    address: str = told(votes.ADDRESS)
    voters: int = told(votes.VOTERS)
    yes: int = told(votes.YES)
    no: int = told(votes.NO)
    abstain: int = told(votes.ABSTAIN)


class Outcome(Shape):
    """What the count gave."""

    stated_at: Moment = told(votes.STATED_AT)
    passed: bool = told(votes.PASSED)
    ballots: int = told(votes.COUNTED)
    chain_head: str = told(votes.CHAIN_HEAD)
    result: YesNoResult | SplitResult | ConsentResult | ChoiceResult | SeatsResult | RoundResult = told(votes.RESULT)
    archive: BroughtIn | None = told(votes.ARCHIVE_OR_NULL)


class Enacted(Shape):
    """What was carried out."""

    enacted_at: Moment = told(votes.ENACTED_AT)
    entries: list[int] = told(votes.ENACTED_ENTRIES)
    rules: list[str] = told(votes.ENACTED_RULES)


class Decision(DecisionLine):
    """A decision whole: its vote, the outcome, what was carried out."""

    payload: Payload | None = told(votes.PAYLOAD_OR_NULL)
    vote: Vote | None = told(decisions.VOTE)
    outcome: Outcome | None = told(votes.OUTCOME)
    enacted: Enacted | None = told(votes.ENACTED)
