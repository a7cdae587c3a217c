"""Equal shares and greedy in words."""

from coop.governance.tallies.equal_shares import EqualSharesOutcome
from coop.governance.tallies.greedy import GreedyOutcome
from coop.governance.tallies.shown.sheet import Sheet, Shown, decimal, fraction, sheet, ties


def shown_greedy(outcome: GreedyOutcome) -> Shown:
    """Funded, and each look."""
    unit = 10**outcome.places
    return Shown(
        (
            f"Funded: {', '.join(outcome.funded) or 'nothing'}.",
            f"{decimal(outcome.spent, unit)} of {decimal(outcome.budget, unit)}; {outcome.voters} voters.",
        ),
        (_looks(outcome), *ties(("order", tie) for tie in outcome.ties)),
    )


def shown_equal_shares(outcome: EqualSharesOutcome) -> Shown:
    """Funded, what each paid, and every endowment tried."""
    unit = 10**outcome.places
    purchases = [
        (
            place,
            one.option,
            decimal(one.cost, unit),
            fraction(one.share / unit),
            fraction(one.rate, 12),
            one.in_full,
            one.with_less,
        )
        for place, one in enumerate(outcome.purchases, 1)
    ]
    increments = [
        (
            one.number,
            fraction(one.endowment / unit),
            len(one.funded),
            decimal(one.cost, unit),
            "kept" if one.number == outcome.kept else "overspends" if one.cost > outcome.budget else "",
        )
        for one in outcome.increments
    ]
    return Shown(
        (
            f"Funded: {', '.join(outcome.funded) or 'nothing'}.",
            f"{len(outcome.funded)} projects, {decimal(outcome.spent, unit)} of {decimal(outcome.budget, unit)}; "
            f"{outcome.voters} voters.",
            f"Endowments were raised {outcome.kept} times (stop: {outcome.stop}).",
        ),
        (
            sheet(
                "Purchases",
                ("place", "project", "cost", "each pays", "per unit of cost", "pay that", "pay all they have"),
                purchases,
            ),
            sheet("Endowments tried", ("increment", "endowment", "projects", "cost", ""), increments),
            _looks(outcome.completion, "Completion by votes"),
            *ties(
                [
                    *((f"purchase {place}", tie) for place, one in enumerate(outcome.purchases, 1) for tie in one.ties),
                    *(("completion", tie) for tie in outcome.completion.ties),
                ]
            ),
        ),
    )


def _looks(outcome: GreedyOutcome, title: str = "By votes") -> Sheet:
    unit = 10**outcome.places
    rows = [
        (look.option, look.votes, decimal(look.cost, unit), decimal(look.left, unit), "yes" if look.funded else "no")
        for look in outcome.looks
    ]
    return sheet(title, ("project", "votes", "cost", "left before", "funded"), rows)
