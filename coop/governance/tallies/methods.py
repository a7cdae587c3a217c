"""Every method by its name: what it is for, what it counts, what it asks, and how it is run on a file of votes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from coop.governance.tallies import fitting
from coop.governance.tallies.approval import approval
from coop.governance.tallies.consent import Consent, consent
from coop.governance.tallies.countback import countback
from coop.governance.tallies.equal_shares import Stop, equal_shares
from coop.governance.tallies.files.election import Answers, Election, RankedElection
from coop.governance.tallies.files.lines import BadFile
from coop.governance.tallies.greedy import greedy
from coop.governance.tallies.independent_markets import working
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.meek import meek
from coop.governance.tallies.pairwise import pairwise
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.schulze import schulze
from coop.governance.tallies.score import score
from coop.governance.tallies.scottish_stv import scottish_stv
from coop.governance.tallies.shown.splits import NamedMarkets
from coop.governance.tallies.thresholds import Quorum, threshold_named
from coop.governance.tallies.yes_no import tally

MOST_ANSWERS = 1_000_000


@dataclass(frozen=True)
class Terms:
    """What a vote decided beforehand. `None` where nothing was said: the file, or the method, says it then."""

    lots: Lots
    seats: int | None = None
    roll: int | None = None
    quorum: Fraction = Fraction(0)
    threshold: str = "simple"
    blocks_allowed: int = 0
    scale: tuple[int, int] | None = None
    stop: Stop = Stop.OVERSPEND
    step: int = 1
    vacated: str | None = None
    unwilling: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """A method: `counts` and `asks` are words for people; `run` returns its outcome or raises `DoesNotFit`."""

    name: str
    title: str
    counts: str
    run: Callable[[Election, Terms], object] = field(repr=False)
    asks: str = ""


def _yes_no(election: Election, terms: Terms) -> object:
    said = _words(fitting.answers_of(election), ("yes", "no", "abstain"))
    total = sum(said.values())
    return _counted(
        lambda: tally(
            yes=said["yes"],
            no=said["no"],
            abstain=said["abstain"],
            roll=total if terms.roll is None else terms.roll,
            quorum=Quorum(terms.quorum),
            threshold=threshold_named(terms.threshold),
        )
    )


def _consent(election: Election, terms: Terms) -> object:
    answers = fitting.answers_of(election)
    said = _words(answers, tuple(Consent))
    total = sum(said.values())
    if total > MOST_ANSWERS:
        raise DoesNotFit(f"{total:,} ballots; {MOST_ANSWERS:,} are the most")
    ballots = [(Consent(vote), reason) for vote, reason, count in answers.rows for _ in range(count)]
    return _counted(
        lambda: consent(
            ballots,
            roll=total if terms.roll is None else terms.roll,
            quorum=Quorum(terms.quorum),
            blocks_allowed=terms.blocks_allowed,
        )
    )


def _words(answers: Answers, known: tuple[str, ...]) -> dict[str, int]:
    said = dict.fromkeys(known, 0)
    wrong = []
    for (vote, _, count), line in zip(answers.rows, answers.numbers, strict=True):
        if vote in said:
            said[vote] += count
        else:
            wrong.append((line, f"{vote!r} is none of {', '.join(known)}"))
    if wrong:
        raise BadFile(sorted(wrong))
    return said


def _counted(count: Callable[[], object]) -> object:
    try:
        return count()
    except ValueError as error:
        raise DoesNotFit(str(error)) from error


def _markets(election: Election, _: Terms) -> object:
    options, profile = fitting.splits_of(election)
    return NamedMarkets(options, working(profile))


def _seats(election: Election, terms: Terms) -> int:
    if terms.seats is not None:
        return terms.seats
    if isinstance(election, RankedElection) and election.seats is not None:
        return election.seats
    return 1


def _countback(election: Election, terms: Terms) -> object:
    if terms.vacated is None:
        raise DoesNotFit("a countback needs to know who left: --vacated NAME")
    profile = fitting.ranked_of(election)
    unknown = set(terms.unwilling) - set(profile.options)
    if unknown:
        raise DoesNotFit(f"{', '.join(sorted(unknown))}: nobody of that name stood")
    return countback(profile, _seats(election, terms), terms.vacated, terms.lots, unwilling=terms.unwilling)


_ALL = (
    Method("yes-no", "Yes, no or abstain", "words", _yes_no, "--threshold, --quorum, --roll"),
    Method("consent", "Consent: blocks with reasons", "words", _consent, "--blocks, --quorum, --roll"),
    Method(
        "approval",
        "Approval",
        "approvals",
        lambda election, terms: approval(fitting.approvals_of(election), _seats(election, terms), terms.lots),
        "--seats",
    ),
    Method(
        "score",
        "Score",
        "points on a scale",
        lambda election, terms: score(fitting.scores_of(election, terms.scale), _seats(election, terms), terms.lots),
        "--seats, --scale",
    ),
    Method(
        "pairwise",
        "Pairwise comparison and Condorcet winner (a report)",
        "rankings",
        lambda election, _: pairwise(fitting.ranked_of(election)),
    ),
    Method(
        "schulze",
        "Schulze: one post",
        "rankings",
        lambda election, terms: schulze(fitting.ranked_of(election), terms.lots),
    ),
    Method(
        "scottish-stv",
        "Scottish STV: several seats",
        "rankings without equals",
        lambda election, terms: scottish_stv(fitting.ranked_of(election), _seats(election, terms), terms.lots),
        "--seats",
    ),
    Method(
        "meek",
        "Meek STV: several seats",
        "rankings without equals",
        lambda election, terms: meek(fitting.ranked_of(election), _seats(election, terms), terms.lots),
        "--seats",
    ),
    Method(
        "countback",
        "Countback: a seat that fell vacant",
        "rankings without equals",
        _countback,
        "--seats, --vacated, --unwilling",
    ),
    Method("markets", "Independent Markets: splitting one amount", "splits of one whole", _markets),
    Method(
        "equal-shares",
        "Method of Equal Shares: projects",
        "projects",
        lambda election, terms: equal_shares(
            fitting.projects_of(election), terms.lots, stop=terms.stop, step=terms.step
        ),
        "--stop, --step",
    ),
    Method(
        "greedy",
        "Projects by votes (for comparison)",
        "projects",
        lambda election, terms: greedy(fitting.projects_of(election), terms.lots),
    ),
)

METHODS = {method.name: method for method in _ALL}
