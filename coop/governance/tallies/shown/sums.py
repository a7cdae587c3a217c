"""Yes / no, consent, approval and score in words."""

from coop.governance.tallies.approval import ApprovalOutcome
from coop.governance.tallies.consent import ConsentOutcome
from coop.governance.tallies.score import ScoreOutcome
from coop.governance.tallies.shown.sheet import Shown, fraction, sheet, ties
from coop.governance.tallies.yes_no import YesNoOutcome


def shown_yes_no(outcome: YesNoOutcome) -> Shown:
    """Passed or not, and the arithmetic."""
    rows = [
        ("on the roll", outcome.roll),
        ("ballots needed", outcome.quorum_needed),
        ("ballots", outcome.ballots),
        ("yes", outcome.yes),
        ("no", outcome.no),
        ("abstain", outcome.abstain),
        *([("yes needed", outcome.yes_needed)] if outcome.yes_needed is not None else []),
        *([("no allowed", outcome.allowed_no)] if outcome.allowed_no is not None else []),
    ]
    verdict = "Adopted" if outcome.passed else f"Not adopted ({outcome.why.replace('_', ' ')})"
    return Shown((f"{verdict}: {outcome.yes} yes, {outcome.no} no.",), (sheet("Count", ("what", "people"), rows),))


def shown_consent(outcome: ConsentOutcome) -> Shown:
    """Adopted or not, the answers, the reasons."""
    rows = [
        ("on the roll", outcome.roll),
        ("ballots needed", outcome.quorum_needed),
        ("ballots", outcome.ballots),
        ("agree", outcome.agree),
        ("abstain", outcome.abstain),
        ("disagree", outcome.disagree),
        ("block", outcome.block),
        ("blocks allowed", outcome.blocks_allowed),
    ]
    verdict = "Adopted" if outcome.adopted else f"Not adopted ({outcome.why.replace('_', ' ')})"
    reasons = [sheet("Reasons of those who block", ("reason",), [(reason,) for reason in outcome.reasons])]
    return Shown((f"{verdict}.",), (sheet("Count", ("what", "people"), rows), *(reasons if outcome.reasons else [])))


def shown_approval(outcome: ApprovalOutcome) -> Shown:
    """Elected, approvals in order."""
    approvals = dict(zip(outcome.options, outcome.approvals, strict=True))
    rows = [(place, name, approvals[name]) for place, name in enumerate(outcome.ranking, 1)]
    return Shown(
        (f"Elected: {', '.join(outcome.elected)}.", f"{outcome.ballots} ballots."),
        (
            sheet("Approvals", ("place", "option", "approvals"), rows),
            *ties(("ranking", tie) for tie in outcome.ties),
        ),
    )


def shown_score(outcome: ScoreOutcome) -> Shown:
    """Elected, sums in order."""
    figures = dict(
        zip(outcome.options, zip(outcome.sums, outcome.means, outcome.given, strict=True), strict=True)
    )
    rows = [
        (place, name, figures[name][0], fraction(figures[name][1]), figures[name][2])
        for place, name in enumerate(outcome.ranking, 1)
    ]
    return Shown(
        (
            f"Elected: {', '.join(outcome.elected)}.",
            f"{outcome.ballots} ballots, points from {outcome.least} to {outcome.most}; none given counts "
            f"as {outcome.least}.",
        ),
        (
            sheet("Points", ("place", "option", "sum", "mean", "ballots with points"), rows),
            *ties(("ranking", tie) for tie in outcome.ties),
        ),
    )
