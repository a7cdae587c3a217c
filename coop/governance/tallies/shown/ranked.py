"""Pairwise report and Schulze's outcome in words."""

from coop.governance.tallies.pairwise import Matrix, PairwiseReport
from coop.governance.tallies.schulze import SchulzeOutcome
from coop.governance.tallies.shown.sheet import Sheet, Shown, sheet, ties


def shown_pairwise(report: PairwiseReport) -> Shown:
    """Condorcet winner, matrix, wins."""
    winner = f"{report.winner} beats every other option." if report.winner else "No option beats every other."
    rows = sorted(
        zip(report.options, report.wins, report.losses, strict=True), key=lambda row: (-row[1], row[2], row[0])
    )
    return Shown(
        (
            winner,
            f"Smith set: {', '.join(report.smith)}.",
            *([f"{report.loser} is beaten by every other."] if report.loser else []),
            f"{report.ballots} ballots.",
        ),
        (_matrix(report.options, report.matrix), sheet("Won and lost", ("option", "beats", "is beaten by"), rows)),
    )


def shown_schulze(outcome: SchulzeOutcome) -> Shown:
    """Winner, ranking, matrix, strongest paths."""
    tied = len(outcome.winners) > 1
    paths = [
        (path.through[0], path.through[-1], path.votes_for, path.votes_against, " > ".join(path.through))
        for path in outcome.paths
    ]
    return Shown(
        (
            f"Elected: {outcome.winner}.",
            *([f"Tied before the lot: {', '.join(outcome.winners)}."] if tied else []),
            f"{outcome.ballots} ballots; unranked options count as equal last.",
        ),
        (
            sheet("Ranking", ("place", "option"), list(enumerate(outcome.ranking, 1))),
            _matrix(outcome.options, outcome.matrix),
            sheet("Strongest paths", ("from", "to", "weakest link for", "against", "path"), paths),
            *ties(("ranking", tie) for tie in outcome.ties),
        ),
    )


def _matrix(options: tuple[str, ...], matrix: Matrix) -> Sheet:
    rows = [
        (name, *("-" if a == b else votes for b, votes in enumerate(row)))
        for a, (name, row) in enumerate(zip(options, matrix, strict=True))
    ]
    return sheet("Ballots that rank the row above the column", ("", *options), rows)
