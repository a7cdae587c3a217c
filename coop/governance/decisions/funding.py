"""The working of a round of projects: who wants what, what everyone had, what was paid from it, what followed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from coop.governance.decisions.steps import Names, Step
from coop.web.figures import bars
from coop.web.filters import money


def funding_steps(result: Mapping[str, Any], names: Names) -> list[Step]:
    """The steps of a stated round; none where every ballot abstained."""
    if result["votes"] is None:
        return []
    wanted = sorted(result["options"], key=lambda key: (-result["votes"][key], int(key)))
    return [
        _outcome(result, names),
        Step(
            _("How many want each project"),
            bars=bars([(names[key], int(result["votes"][key])) for key in wanted], str),
            heads=(_("Project"), _("Ballots")),
        ),
        *_paid(result, names),
        *_completed(result, names),
    ]


def _outcome(result: Mapping[str, Any], names: Names) -> Step:
    funded = set(result["funded"])
    rows = [
        (names[key], money(result["costs"][key]), money(result["costs"][key]) if key in funded else "–")
        for key in result["options"]
    ]
    left = result["budget_cents"] - result["spent_cents"]
    return Step(
        _("What is funded"),
        _(
            "Of %(budget)s, %(spent)s is given to projects and %(left)s stays in the fund.",
            budget=money(result["budget_cents"]),
            spent=money(result["spent_cents"]),
            left=money(left),
        ),
        heads=(_("Project"), _("It costs"), _("It gets")),
        rows=rows,
    )


def _paid(result: Mapping[str, Any], names: Names) -> list[Step]:
    """What was paid from equal parts: how often they were raised is `kept`."""
    each, voters = _cents(result["endowment"]), result["ballots"] - result["abstain"]
    begin = money(_cents(f"{result['budget_cents']}/{voters}"))
    raised = result["kept"]
    if raised:
        note = ngettext(
            "Everyone's part began with %(begin)s and was raised once, to %(each)s.",
            "Everyone's part began with %(begin)s and was raised %(num)s times, to %(each)s.",
            raised,
            begin=begin,
            each=money(each),
        )
    else:
        note = _("Everyone's part was %(each)s.", each=money(each))
    if result["tried"] > raised + 1:
        note += " " + _("Raised once more, projects would have cost more than there is.")
    if not result["purchases"]:
        title = _("Nothing could be paid from equal parts alone")
        return [Step(title, note)]
    rows = [
        (names[one["option"]], money(one["cost"]), money(_cents(one["share"])), str(one["in_full"]),
         str(one["with_less"]))
        for one in result["purchases"]
    ]  # fmt: skip
    return [
        Step(
            _("What those who want it paid from their parts, in this order"),
            note + " " + _("Parts are exact fractions of a cent, shown here to the cent."),
            heads=(_("Project"), _("It costs"), _("Each paid"), _("So many paid that"), _("So many paid all they had")),
            rows=rows,
        )
    ]


def _completed(result: Mapping[str, Any], names: Names) -> list[Step]:
    rows = [
        (names[look["option"]], str(look["votes"]), money(look["cost"]), money(look["left"]),
         _("yes") if look["funded"] else _("no"))
        for look in result["completion"]
    ]  # fmt: skip
    if not rows:
        return []
    return [
        Step(
            _("Then what most want and what still fits"),
            heads=(_("Project"), _("Ballots"), _("It costs"), _("Left by then"), _("It fits")),
            rows=rows,
        )
    ]


def _cents(written: str) -> int:
    """A fraction of cents to the nearest."""
    share = Fraction(written)
    return (2 * share.numerator + share.denominator) // (2 * share.denominator)
