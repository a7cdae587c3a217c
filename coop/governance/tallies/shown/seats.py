"""Scottish STV, Meek and countback in words: a column a stage, as count sheets have it."""

from collections.abc import Sequence

from coop.governance.tallies.countback import CountbackOutcome
from coop.governance.tallies.meek import MeekOutcome
from coop.governance.tallies.scottish_stv import Action, Parcel, Stage, StvOutcome
from coop.governance.tallies.shown.sheet import Sheet, Shown, decimal, sheet, ties


def shown_stv(outcome: StvOutcome) -> Shown:
    """Elected, votes by stage, parcels."""
    unit = outcome.unit
    heads = [f"{stage.number}. {_done(stage)}" for stage in outcome.stages]
    rows = [
        (name, *(decimal(stage.votes[place], unit) for stage in outcome.stages))
        for place, name in enumerate(outcome.options)
    ]
    rows.append(("non-transferable", *(decimal(stage.non_transferable, unit) for stage in outcome.stages)))
    rows.append(("lost to five places", *(decimal(stage.lost, unit) for stage in outcome.stages)))
    rows.append(("elected", *(", ".join(stage.elected) for stage in outcome.stages)))
    found = [(f"stage {stage.number}", tie) for stage in outcome.stages for tie in stage.ties]
    return Shown(
        (
            f"Elected: {', '.join(outcome.elected)}.",
            f"{outcome.ballots} valid ballots, {outcome.seats} seats: the quota is {outcome.quota}.",
            *([f"Without the quota: {', '.join(outcome.filled_last)}."] if outcome.filled_last else []),
            *([f"{outcome.empty_ballots} ballots rank nobody."] if outcome.empty_ballots else []),
        ),
        (
            sheet("Votes at the end of each stage", ("", *heads), rows),
            _parcels([(_done(stage), stage.number, stage.parcels) for stage in outcome.stages], unit),
            *ties([*found, *(("last seats", tie) for tie in outcome.ties)]),
        ),
    )


def shown_countback(outcome: CountbackOutcome) -> Shown:
    """Who takes the seat, and the count that found them."""
    unit = outcome.unit
    heads = [
        f"{stage.number}. {f'{stage.excluded} excluded' if stage.excluded else 'kept ballots dealt'}"
        for stage in outcome.stages
    ]
    rows = [
        (name, *(decimal(stage.votes[outcome.options.index(name)], unit) for stage in outcome.stages))
        for name in outcome.willing
    ]
    rows.append(("non-transferable", *(decimal(stage.non_transferable, unit) for stage in outcome.stages)))
    parcels = [(stage.excluded or outcome.vacated, stage.number, stage.parcels) for stage in outcome.stages]
    election = shown_stv(outcome.election)
    return Shown(
        (
            f"Elected in place of {outcome.vacated}: {outcome.elected}.",
            f"{outcome.vacated} had kept {decimal(outcome.kept, unit)} votes.",
            "The election they come from is below.",
        ),
        (
            sheet("Countback: votes at the end of each stage", ("", *heads), rows),
            _parcels(parcels, unit),
            *ties((f"stage {stage.number}", tie) for stage in outcome.stages for tie in stage.ties),
            *election.sheets,
        ),
    )


def shown_meek(outcome: MeekOutcome) -> Shown:
    """Elected, votes and keep factors at the end of each round."""
    unit = outcome.unit
    ends = [one.deals[-1] for one in outcome.rounds]
    heads = [
        f"{one.number}. {f'{one.excluded} excluded' if one.excluded else 'elected ' + ', '.join(one.elected)}"
        for one in outcome.rounds
    ]
    votes = [
        (name, *(decimal(deal.votes[place], unit) for deal in ends)) for place, name in enumerate(outcome.options)
    ]
    votes += [
        ("excess", *(decimal(deal.excess, unit) for deal in ends)),
        ("quota", *(decimal(deal.quota, unit) for deal in ends)),
        ("surplus", *(decimal(deal.surplus, unit) for deal in ends)),
        ("deals", *(str(len(one.deals)) for one in outcome.rounds)),
    ]
    keep = [(name, *(decimal(deal.keep[place], unit) for deal in ends)) for place, name in enumerate(outcome.options)]
    return Shown(
        (
            f"Elected: {', '.join(outcome.elected)}.",
            f"{outcome.ballots} valid ballots, {outcome.seats} seats.",
            *([f"As nobody else was left: {', '.join(outcome.filled_last)}."] if outcome.filled_last else []),
            *([f"{outcome.empty_ballots} ballots rank nobody."] if outcome.empty_ballots else []),
        ),
        (
            sheet("Votes at the end of each round", ("", *heads), votes),
            sheet("Keep factors in each round's last deal", ("", *heads), keep),
            *ties((f"round {one.number}", tie) for one in outcome.rounds for tie in one.ties),
        ),
    )


def _done(stage: Stage) -> str:
    if stage.action is Action.FIRST:
        return str(stage.action)
    return f"{stage.option} {stage.action}" if stage.action is Action.EXCLUSION else f"surplus of {stage.option}"


def _parcels(stages: Sequence[tuple[str, int, Sequence[Parcel]]], unit: int) -> Sheet:
    rows = [
        (
            number,
            done,
            parcel.to or "non-transferable",
            parcel.papers,
            decimal(parcel.value, unit),
            decimal(parcel.papers * parcel.value, unit),
        )
        for done, number, parcels in stages
        for parcel in parcels
    ]
    return sheet("Ballots moved", ("stage", "from", "to", "ballots", "value of each", "votes"), rows)
