"""Votes: frozen terms against the rules cited, the chain of ballots, and every count anew."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from . import belenios, choices, choosing, markets, rounds
from .books import Books, InPeriod
from .chain import chain_head
from .countbacks import COUNTBACKS, check_countbacks
from .needs import contents_digest, head, yes_no
from .report import Report
from .rulebook import Rulebook
from .surplus import Split, read_terms

TERMS = "votes opened on the rules then in force"
CHAIN = "ballots chain to the head that voters were sent"
COUNT = "votes counted anew"
ENACTED = "decisions carried out once, after their grace"

PERSONAL = ("admit", "expel", "recall", "appeal", "elect")
"""Votes about a person: each member casts their own ballot alone."""


def check_votes(rulebook: Rulebook, periods: dict[int, InPeriod], books: Books, report: Report) -> None:
    """Check every vote; those still open only in their terms."""
    for reference, vote in rulebook.votes.items():
        where = f"vote {reference}"
        with report.recomputing(TERMS, where):
            _terms(where, vote, rulebook, periods, report)
        if vote["outcome"] is None and "countbacks" in vote:
            report.wrong(COUNTBACKS, where, "seats were filled by countback, but no outcome is stated")
        if vote["closed"] is None:
            if vote["outcome"] is not None or vote["enacted"] is not None:
                report.wrong(COUNT, where, "it has an outcome, but was not closed")
            continue
        if vote["outcome"] is None:
            report.wrong(COUNT, where, "it was closed, but no outcome is stated")
            continue
        if "archive" in vote["outcome"] and not belenios.is_held(vote):
            report.wrong(COUNT, where, "it was not held in Belenios, but has an archive from there")
        with report.recomputing(COUNT, where):
            _chain(where, vote, report)
            _carried(where, vote, rulebook, report)
            _counted(where, vote, report)
            _enacted(where, vote, rulebook, books, report)
        with report.recomputing(COUNTBACKS, where):
            check_countbacks(where, vote, report)


def _terms(where: str, vote: dict[str, Any], rulebook: Rulebook, periods: dict[int, InPeriod], report: Report) -> None:
    report.count(TERMS)
    values = {}
    for cited in vote["rules"]:
        version = rulebook.versions.get(cited)
        if version is None or version["in_force_from"] > vote["opened_at"]:
            report.wrong(TERMS, where, f"{cited} was not in force when it opened")
        else:
            values[cited.partition("#")[0]] = version["value"]
    kind = vote["kind"]
    report.expect(TERMS, where, "the quorum", vote["quorum"], values.get(f"vote.quorum.{kind}"))
    report.expect(TERMS, where, "grace_hours", vote["grace_hours"], values.get("vote.grace_hours"))
    days = dt.timedelta(days=values.get("vote.period_days", 0))
    report.expect(TERMS, where, "the time it is open", _moment(vote["closes_at"]) - _moment(vote["opened_at"]), days)
    if kind != "distribute" and vote["method"] not in choices.METHODS.get(kind, ("yes-no",)):
        report.wrong(TERMS, where, f"{vote['method']} is no method for {kind}")
    if vote["method"] not in choosing.CHOOSING:
        report.expect(TERMS, where, "the words of options", vote["names"], None)
    if vote["method"] == choosing.CONSENT:
        report.expect(TERMS, where, "the threshold", vote["threshold"], "")
        report.expect(TERMS, where, "the options", vote["options"], list(choosing.ANSWERS))
        report.expect(TERMS, where, "the terms", vote["terms"], {"blocks_allowed": values.get("vote.blocks")})
        return
    if vote["method"] in choosing.CHOOSING:
        choices.check_terms(TERMS, where, vote, values, report)
        return
    if kind != "distribute":
        report.expect(TERMS, where, "the method", vote["method"], "yes-no")
        report.expect(TERMS, where, "the threshold", vote["threshold"], values.get(f"vote.threshold.{kind}"))
        report.expect(TERMS, where, "the options", vote["options"], ["yes", "no", "abstain"])
        if belenios.is_held(vote):
            belenios.check_terms(TERMS, where, vote, values, report)
        else:
            report.expect(TERMS, where, "the terms", vote["terms"], {})
        return
    report.expect(TERMS, where, "the method", vote["method"], "independent-markets")
    report.expect(TERMS, where, "the threshold", vote["threshold"], "")
    read_terms(TERMS, where, vote, values, periods, report)


def _chain(where: str, vote: dict[str, Any], report: Report) -> None:
    closed, hashes = vote["closed"], vote["closed"]["hashes"]
    report.count(CHAIN, len(hashes))
    if hashes != sorted(set(hashes)):
        report.wrong(CHAIN, where, "the hashes are not sorted, each once")
    spoiled = closed.get("spoiled", 0)
    if not closed["ballots"] == closed["voted"] - spoiled == len(hashes) or closed["voted"] > vote["roll_size"]:
        report.wrong(
            CHAIN,
            where,
            f"{len(hashes)} ballots, {closed['ballots']} counted, {closed['voted']} voters, "
            f"{spoiled} of them with a spoiled paper, {vote['roll_size']} on the roll",
        )
    if closed["recorded_at"] < vote["closes_at"]:
        report.wrong(CHAIN, where, "it was closed early")
    report.expect(CHAIN, where, "chain_head", vote["outcome"]["chain_head"], chain_head(vote["reference"], hashes))


def _carried(where: str, vote: dict[str, Any], rulebook: Rulebook, report: Report) -> None:
    """Ballots on paper, and those that delegates cast: by a rule, never about a person, no more than voters may."""
    delegated, paper = vote["closed"].get("delegated", 0), vote["closed"].get("paper", 0)
    if paper > vote["closed"]["ballots"] - delegated:
        report.wrong(COUNT, where, f"{paper} ballots on paper are more than voters cast themselves")
    if not delegated:
        return
    if vote["kind"] in PERSONAL:
        report.wrong(COUNT, where, f"{delegated} ballots were cast by delegates, though it is about a person")
    cited = [name for name in vote["rules"] if name.startswith("vote.delegation_cap#")]
    caps = [rulebook.versions[name]["value"] for name in cited if name in rulebook.versions]
    cap, voters = max(caps, default=0), vote["closed"]["voted"] - delegated
    if delegated > cap * voters:
        report.wrong(COUNT, where, f"{voters} voters cannot have cast {delegated} ballots for others at {cap} each")


def _counted(where: str, vote: dict[str, Any], report: Report) -> None:
    report.count(COUNT)
    method = vote["method"]
    if belenios.is_held(vote):
        counted = _in_belenios(where, vote, report)
    elif method == choosing.CONSENT:
        counted = choices.by_consent(COUNT, where, vote, report)
    elif method in choosing.CHOOSING:
        counted = choices.by_choice(COUNT, where, vote, report)
    else:
        count_anew = _split if method == "independent-markets" else _yes_no
        counted = count_anew(where, vote, report)
    if counted is None:
        return
    passed, result = counted
    stated = vote["outcome"]
    report.expect(COUNT, where, "passed", stated["passed"], passed)
    report.expect(COUNT, where, "ballots", stated["ballots"], result["ballots"])
    for key in sorted({*stated["result"], *result}):
        report.expect(
            COUNT,
            where,
            f"the result's {key}",
            stated["result"].get(key, "missing"),
            result.get(key, "nothing"),
        )
    report.expect(COUNT, where, "stated_at", stated["stated_at"], vote["closed"]["recorded_at"])


def _yes_no(where: str, vote: dict[str, Any], report: Report) -> tuple[bool, dict[str, Any]] | None:
    contents = vote["closed"].get("contents")
    if contents is None or len(contents) != vote["closed"]["ballots"]:
        report.wrong(COUNT, where, "there is not one content for every ballot")
        return None
    votes = Counter(contents)
    if votes.keys() - {"yes", "no", "abstain"}:
        report.wrong(COUNT, where, "a ballot says neither yes, no nor abstain")
        return None
    return yes_no(vote, votes["yes"], votes["no"], votes["abstain"])


def _in_belenios(where: str, vote: dict[str, Any], report: Report) -> tuple[bool, dict[str, Any]] | None:
    """The same with the figures that were brought in; without any nothing is decided."""
    brought = belenios.figures(COUNT, where, vote, report)
    if brought is not None:
        return yes_no(vote, *brought)
    _passed, result = yes_no(vote, 0, 0, 0)
    if vote["enacted"] is not None:
        report.wrong(ENACTED, where, "it lapsed, but was carried out")
    return False, {**result, "quorum_reached": False, "why": "lapsed"}


def _split(where: str, vote: dict[str, Any], report: Report) -> tuple[bool, dict[str, Any]] | None:
    columns, options, ballots = vote["closed"].get("columns"), vote["options"], vote["closed"]["ballots"]
    if columns is None or sorted(columns) != sorted(options) or not _are_columns(list(columns.values()), ballots):
        report.wrong(COUNT, where, "the columns are not 5% steps of 100 for every ballot, each sorted")
        return None
    result: dict[str, Any] = {
        **head(vote, ballots),
        "options": options,
        "shares": None,
        "mean": None,
        "level": None,
    }
    result["quorum_reached"] = ballots > 0 and result["quorum_reached"]
    shares: dict[str, Fraction] | None = None
    if ballots:
        listed = [columns[option] for option in options]
        found, level = markets.outcome(listed)
        shares = dict(zip(options, found, strict=True))
        result["shares"] = {option: _written(share) for option, share in shares.items()}
        result["mean"] = {o: _written(share) for o, share in zip(options, markets.mean(listed), strict=True)}
        result["level"] = _written(level)
    split = Split(vote["terms"], options, shares if result["quorum_reached"] else None)
    result |= {
        "surplus_cents": vote["terms"]["surplus_cents"],
        "votable_cents": split.votable_cents,
        "lines": split.lines,
        **contents_digest(vote, (f"{option}={','.join(map(str, columns[option]))}" for option in options)),
    }
    return True, result


def _are_columns(columns: Sequence[Any], ballots: int) -> bool:
    return (
        all(
            isinstance(column, list)
            and len(column) == ballots
            and column == sorted(column)
            and all(type(points) is int and 0 <= points <= 100 and points % 5 == 0 for points in column)
            for column in columns
        )
        and sum(map(sum, columns)) == 100 * ballots
    )


def _enacted(where: str, vote: dict[str, Any], rulebook: Rulebook, books: Books, report: Report) -> None:
    enacted = vote["enacted"]
    if enacted is None:
        return
    report.count(ENACTED)
    if not vote["outcome"]["passed"] and vote["kind"] not in ("admit", "appeal", "projects"):
        report.wrong(ENACTED, where, "it was not adopted, but carried out")
    begins = vote["outcome"]["stated_at"] if belenios.is_held(vote) else vote["closes_at"]
    due = _moment(begins) + dt.timedelta(hours=vote["grace_hours"])
    if _moment(enacted["enacted_at"]) < due:
        report.wrong(ENACTED, where, "it was carried out before its time of grace was over")
    for entry in books.decided.get(vote["reference"], []):
        if entry.id in enacted["entries"]:
            which = f"when entry {entry.id} was recorded"
            report.expect(ENACTED, where, which, entry.recorded_at, enacted["enacted_at"])
    # The payment of a voted expense cites the decision too, but comes later, when the bank pays it; so do a project's
    # receipts.
    posted = [
        entry.id
        for entry in books.decided.get(vote["reference"], [])
        if entry.reference.startswith("decision:")
        or (vote["kind"] != "projects" and entry.reference.endswith(":approved"))
    ]
    report.expect(ENACTED, where, "the entries it posted", sorted(enacted["entries"]), sorted(posted))
    if vote["kind"] == "projects":
        rounds.check_promises(ENACTED, where, vote, books, report)
    made = [cited for cited, version in rulebook.versions.items() if version["decision"] == vote["reference"]]
    report.expect(ENACTED, where, "the rule versions it made", sorted(enacted["rules"]), sorted(made))


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _written(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
