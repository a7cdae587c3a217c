"""The working of a choice, of consent and of an election, step by step: each table drawn as well where it has one sum.

From the stated result and the published ballots, in the reader's language; `tallies.shown` has the same for a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from coop.governance.ballots import profiles
from coop.governance.ballots.contents import read_consent
from coop.governance.decisions.funding import funding_steps
from coop.governance.decisions.steps import Names, Step
from coop.governance.electorate.frozen import APPROVAL, AS_IT_IS, CONSENT, SCHULZE, FrozenVote
from coop.governance.tallies.consent import Consent
from coop.governance.tallies.countback import CountbackOutcome
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.piles import ONE
from coop.governance.tallies.schulze import schulze
from coop.governance.tallies.shown.sheet import decimal
from coop.governance.words import use
from coop.web.figures import bars


def steps_of(
    vote: FrozenVote, result: Mapping[str, Any], contents: Sequence[str], names: Names, seed: str
) -> list[Step]:
    """The steps of a count; none for a vote that has its page of its own (yes or no, splits)."""
    if not result["ballots"]:
        return []
    if vote.method == CONSENT:
        return _consent(result, contents)
    if vote.is_election:
        return _stages(result, names) if "stages" in result else _compared(vote, result, contents, names, seed)
    if vote.is_round:
        return [*funding_steps(result, names), *_ties(result, names)]
    if not vote.has_options:
        return []
    if vote.is_ranked:
        return [_held(result, names), *_compared(vote, result, contents, names, seed)]
    return [_held(result, names), *_summed(vote, result, names)]


def _consent(result: Mapping[str, Any], contents: Sequence[str]) -> list[Step]:
    answers = [(use(answer.value), int(result[answer.value])) for answer in Consent]
    reasons = sorted(reason for answer, reason in map(read_consent, contents) if answer is Consent.BLOCK)
    found = [Step(_("What members answered"), bars=bars(answers, str), heads=(_("Answer"), _("Ballots")))]
    if reasons:
        found.append(Step(_("Why it was blocked"), heads=(_("Reason"),), rows=[(reason,) for reason in reasons]))
    return found


def _held(result: Mapping[str, Any], names: Names) -> Step:
    rows = []
    for one in result["against"]:
        bound = (
            _("at least %(needed)s for it", needed=one["needed"])
            if one["needed"] is not None
            else _("at most %(allowed)s against it", allowed=one["allowed"])
        )
        stands = _("stands") if one["stands"] else _("drops out")
        rows.append((names[one["option"]], str(one["for"]), str(one["against"]), bound, stands))
    return Step(
        _("First: each option against leaving things as they are"),
        _("Ballots that prefer the option, and ballots that prefer leaving things as they are."),
        heads=(_("Option"), _("For it"), _("Against it"), _("Needed"), _("So it")),
        rows=rows,
    )


def _summed(vote: FrozenVote, result: Mapping[str, Any], names: Names) -> list[Step]:
    title = _("Then: approvals of each option") if vote.method == APPROVAL else _("Then: points of each option")
    out = [names[option] for option in vote.options if option not in result["ranking"]]
    note = _("Dropped out before: %(names)s.", names=", ".join(out)) if out else ""
    order = [*result["ranking"], *(option for option in vote.options if option not in result["ranking"])]
    rows = [(names[option], int(result["figures"][option])) for option in order]
    counted = _("Approvals") if vote.method == APPROVAL else _("Points")
    return [Step(title, note, bars=bars(rows, str), heads=(_("Option"), counted)), *_ties(result, names)]


def _compared(
    vote: FrozenVote, result: Mapping[str, Any], contents: Sequence[str], names: Names, seed: str
) -> list[Step]:
    """Comparisons, the first place held against every other, and strongest paths."""
    place = {option: number for number, option in enumerate(vote.options)}
    matrix = result["matrix"]
    rows = [
        (names[row], *("–" if row == column else str(matrix[place[row]][place[column]]) for column in vote.options))
        for row in vote.options
    ]
    first = result["ranking"][0]
    duels = []
    for other in vote.options:
        if other != first:
            mine, theirs = matrix[place[first]][place[other]], matrix[place[other]][place[first]]
            told = _("against %(name)s: %(mine)s to %(theirs)s", name=names[other], mine=mine, theirs=theirs)
            duels.append((told, mine))
    outcome = schulze(profiles.rankings(vote, contents).without(set(vote.options) - set(result["ranking"])), Lots(seed))
    paths = [
        (
            " → ".join(names[option] for option in path.through),
            _("%(mine)s to %(theirs)s", mine=path.votes_for, theirs=path.votes_against),
        )
        for path in outcome.paths
    ]
    order = [(str(number), names[option]) for number, option in enumerate(result["ranking"], 1)]
    return [
        Step(
            _("Every option compared with every other"),
            _("How many ballots rank the one at the start of the row above the one at the head of the column."),
            heads=(_("Ranked above"), *(names[option] for option in vote.options)),
            rows=rows,
        ),
        Step(
            _("%(name)s comes first", name=names[first]),
            bars=bars(duels, str, whole=max(1, result["ballots"])),
            heads=(_("Compared"), _("Ballots for it")),
        ),
        Step(
            _("The strongest chain of won comparisons from each to each"),
            _("A chain is as strong as its weakest link, which is given beside it."),
            heads=(_("Chain"), _("Weakest link")),
            rows=paths,
        ),
        Step(_("The order that follows"), heads=(_("Place"), _("Name")), rows=order),
        *_ties(result, names),
    ]


def _stages(result: Mapping[str, Any], names: Names) -> list[Step]:
    steps = []
    for number, stage in enumerate(result["stages"], 1):
        votes = [(names[option], int(stage["votes"][option])) for option in result["options"]]
        rest = [(_("Nobody left to go to"), int(stage["non_transferable"]))]
        lost = [(_("Dropped past five decimal places"), int(stage["lost"]))]
        steps.append(
            Step(
                _("Stage %(number)s: %(what)s", number=number, what=_stage(stage, names)),
                _("Elected: %(names)s.", names=", ".join(names[one] for one in stage["elected"]))
                if stage["elected"]
                else "",
                bars=bars([*votes, *rest, *(lost if stage["lost"] else [])], _votes, whole=_whole(result)),
                heads=(_("Candidate"), _("Votes")),
            )
        )
    return steps


def countback_steps(outcome: CountbackOutcome, names: Names) -> list[Step]:
    """The stages by which a vacancy is filled from the ballots of an election."""
    place = {option: number for number, option in enumerate(outcome.options)}
    steps = []
    for stage in outcome.stages:
        what = (
            _("%(name)s has the fewest and drops out", name=names[stage.excluded])
            if stage.excluded
            else _("what the one who left had kept is dealt out")
        )
        votes = [(names[option], stage.votes[place[option]]) for option in outcome.willing]
        rest = [(_("Nobody left to go to"), stage.non_transferable)]
        steps.append(
            Step(
                _("Stage %(number)s: %(what)s", number=stage.number, what=what),
                bars=bars([*votes, *rest], _votes, whole=max(1, outcome.kept)),
                heads=(_("Candidate"), _("Votes")),
            )
        )
    return steps


def _whole(result: Mapping[str, Any]) -> int:
    return int(max(1, max(max(stage["votes"].values()) for stage in result["stages"])))


def _votes(parts: int) -> str:
    whole, part = divmod(parts, ONE)
    return str(whole) if not part else decimal(parts, ONE)


def _stage(stage: Mapping[str, Any], names: Names) -> str:
    if stage["action"] == "first":
        return str(_("first choices"))
    name = names[stage["option"]]
    if stage["action"] == "surplus":
        return str(_("what %(name)s has above the quota goes on", name=name))
    return str(_("%(name)s has the fewest and drops out", name=name))


def _ties(result: Mapping[str, Any], names: Names) -> list[Step]:
    rows = [
        (", ".join(names[option] for option in tie["among"]), names[tie["chosen"]]) for tie in result.get("ties", ())
    ]
    if not rows:
        return []
    return [
        Step(
            _("Level, and told apart by lot"),
            _("The lot is SHA-256 of the head of the ballots' chain, a line break and the option's number."),
            heads=(_("Level"), _("Goes first")),
            rows=rows,
        )
    ]


def headline(vote: FrozenVote, result: Mapping[str, Any], names: Names) -> str:
    """What was decided, in a few words; empty where the page of the method says it."""
    if result.get("chosen"):
        return str(_("Decided: %(name)s", name=names[result["chosen"]]))
    if result.get("elected"):
        return str(_("Elected: %(names)s", names=", ".join(names[option] for option in result["elected"])))
    if vote.is_election:
        return str(_("Nobody was elected."))
    if vote.is_round:
        if not result["funded"]:
            return str(_("No project is funded."))
        return str(_("Funded: %(names)s", names=", ".join(names[key] for key in sorted(result["funded"], key=int))))
    if vote.has_options:
        return names[AS_IT_IS]
    return ""


def files_of(vote: FrozenVote) -> tuple[str, ...]:
    """The formats of others in which the ballots can be had, by the ends of their names."""
    if vote.is_round:
        return ("pb",)
    if vote.is_ranked:
        return ("blt", "toi" if vote.method == SCHULZE else "soi")
    return ()
