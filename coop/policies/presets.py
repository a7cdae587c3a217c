"""Founding charters to start from. Each gives its source; none is legal advice: ask an adviser.

A preset changes founding values of the register; what it leaves out keeps the register's value.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction as F

from coop.policies.register import N_
from coop.policies.rules import Value


@dataclass(frozen=True)
class Preset:
    """A named set of founding values, with where they come from (title and source are English msgids)."""

    key: str
    title: str
    source: str
    values: dict[str, Value]


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            "ica",
            N_("Co-operative principles"),
            N_("International Co-operative Alliance, Statement on the Co-operative Identity (1995), principle 3."),
            {},
        ),
        Preset(
            "italy",
            N_("Italy"),
            N_("Civil Code art. 2545-quater: at least 30% to reserve; Law 59/1992 art. 11: 3% to the mutual fund; "
               "Civil Code art. 2220: books and their vouchers are kept for 10 years; "
               "DPR 633/1972 art. 16: VAT of 22% and 10%."),
            {"surplus.reserve_floor": F(3, 10), "surplus.solidarity_floor": F(3, 100), "records.kept_years": 10,
             "vat.standard_rate": F(22, 100), "vat.reduced_rate": F(10, 100)},
        ),
        Preset(
            "spain",
            N_("Spain"),
            N_("Law 27/1999 art. 58: at least 20% to the obligatory reserve and 5% to education and promotion; "
               "Commercial Code art. 30: books and their vouchers are kept for 6 years; "
               "Law 37/1992 arts. 90 and 91: VAT of 21% and 10%."),
            {"surplus.reserve_floor": F(1, 5), "surplus.education_floor": F(1, 20), "records.kept_years": 6,
             "vat.standard_rate": F(21, 100), "vat.reduced_rate": F(10, 100)},
        ),
        Preset(
            "france-scop",
            N_("France, SCOP"),
            N_("Law 78-763 art. 33: 15% to the legal reserve, at least 25% to all workers; seniority counts up to 2; "
               "Commercial Code art. L123-22: accounts and their vouchers are kept for 10 years; "
               "Tax Code arts. 278 and 279: VAT of 20% and 10%."),
            {
                "records.kept_years": 10,
                "vat.standard_rate": F(1, 5),
                "vat.reduced_rate": F(1, 10),
                "surplus.reserve_floor": F(15, 100),
                "surplus.dividend_floor": F(1, 4),
                "patronage.hours": F(1, 2),
                "patronage.earnings": F(1, 2),
                "patronage.seniority_cap": F(2),
            },
        ),
        Preset(
            "us-subchapter-t",
            N_("United States, Subchapter T"),
            N_("Internal Revenue Code section 1388(c): qualified notices pay at least 20% in cash."),
            {"surplus.cash_share": F(1, 5), "patronage.hours": F(1)},
        ),
        Preset(
            "colab",
            N_("CoLab bylaws"),
            N_("CoLab Cooperative bylaws: Article VII (what members' work left over goes half to members by hours and "
               "half to the collective account, what others' work left over all to the latter; a fifth in cash within "
               "8.5 months of the period's end, the rest within 3 years), Article III (7 days to vote; bylaws by "
               "consensus minus one, else at most a quarter, or two, opposed; the board by a Condorcet vote)."),
            {
                "surplus.floors_of": "members",
                "surplus.reserve_floor": F(1, 2),
                "surplus.dividend_floor": F(1, 2),
                "surplus.cash_share": F(1, 5),
                "surplus.retained_kind": "qualified",
                "patronage.hours": F(1),
                "patronage.cash_half_months": 17,
                "patronage.retained_years": 3,
                "vote.period_days": 7,
                "vote.threshold.set-rule": "consensus-minus-1",
                **dict.fromkeys(
                    ("vote.threshold.resolve", "vote.threshold.spend", "vote.threshold.admit", "vote.threshold.recall",
                     "vote.threshold.write-off"), "at-most-a-quarter-opposed"),
                "office.election_method": "condorcet",
                "membership.admission": "vote",
            },
        ),
    )
}
