"""The one page of a year, as text."""

from __future__ import annotations

from coop.commons.rehearsal import plot as month
from coop.commons.rehearsal.figures import YesNo
from coop.commons.rehearsal.page import balances_part, heading, money, percent, timings_part, wrapped
from coop.commons.rehearsal.year import plot
from coop.commons.rehearsal.year.figures import Year


def page(year: Year, *, database: str, verified: str, timings: list[tuple[str, float]]) -> str:
    """Everything on one page; `verified` is the verifier's own report."""
    parts = [
        f"{month.NAME}: a year, from founding to the fourth dividend ({database})",
        _story(year),
        _quarters(year),
        _uses(year),
        _drivers(year),
        balances_part(year.balances, held_cents=year.held_cents, owed_cents=year.owed_cents),
        heading("Verified from the public export alone") + wrapped(verified),
        timings_part(timings),
    ]
    return "\n\n".join(parts) + "\n"


def _story(year: Year) -> str:
    election, case, projects, leaving = year.election, year.case, year.projects, year.leaving
    return heading("What happened (a simulated clock; every act through the actions of the pages)") + "\n".join([
        f"{plot.FOUNDED_ON}  founded on the charter '{month.PRESET}', fee 5%; {year.quarters[0].roll} drivers admitted "
        f"by it, {month.STEWARDS} of them stewards",
        f"{plot.FEE_ON}  a fee of {percent(plot.FEE_RATE)} from {plot.FEE_FROM} proposed: {_vote(year.fee)}",
        f"{plot.ELECTION_ON}  election of {len(election.elected)} stewards ({election.method}), {len(election.stood)} "
        f"stand, {election.ballots} ballots: {', '.join(election.elected)};",
        f"{'':<12}in office before: {', '.join(election.before)}",
        f"{case.filed_on}  a complaint; {case.drawn_on} a panel of {case.panel} drawn out of {case.pool} "
        f"({case.excluded} in conflict); {case.decided_on} it decides {case.measure};",
        f"{case.appealed_on}  all members are asked whether that shall stand: {_vote(case.appeal)};",
        f"{case.ended_on}  {'overturned' if case.overturned else 'carried out'}, the member "
        f"{'stays' if case.is_member else 'has gone'}",
        f"{plot.PROJECTS_ON}  a round of {money(projects.budget_cents)} for {projects.stood} projects, "
        f"{projects.ballots} ballots; funded:",
        *(f"{'':<12}{title}: promised {money(promised)}, spent {money(spent)}, returned {money(returned)}"
          for title, promised, spent, returned in projects.funded),
        f"{leaving.left_on}  {leaving.name} leaves; share of {money(leaving.share_cents)} to be paid back by "
        f"{leaving.redeem_by}, paid on {leaving.paid_on};",
        f"{'':<12}retained dividends of {money(leaving.retained_cents)} stay theirs until they come due",
        f"{plot.ENDS_ON}  {year.came_due} parts of dividends came due by themselves, {money(year.came_due_cents)} "
        "in all",
    ])


def _vote(vote: YesNo) -> str:
    return (
        f"{vote.yes} yes, {vote.no} no, {vote.abstain} abstained of {vote.roll} "
        f"({'passed' if vote.passed else 'not passed'})"
    )


def _quarters(year: Year) -> str:
    rows = [f"{'from':<12}{'to':<12}{'trips':>7}{'fee':>9}{'fees':>12}{'surplus':>12}{'non-members':>13}"
            f"{'ballots':>9}{'dividends':>12}{'in cash':>12}"]
    for each in year.quarters:
        rows.append(
            f"{each.opens_on!s:<12}{each.closes_on!s:<12}{each.trips:>7,}{percent(each.fee_rate):>9}"
            f"{money(each.fee_cents):>12}{money(each.surplus_cents):>12}{money(each.non_member_cents):>13}"
            f"{f'{each.ballots}/{each.roll}':>9}{money(each.dividend_cents):>12}{money(each.cash_cents):>12}"
        )
    rows.append(
        f"{'all':<24}{sum(q.trips for q in year.quarters):>7,}{'':>9}"
        f"{money(sum(q.fee_cents for q in year.quarters)):>12}{money(sum(q.surplus_cents for q in year.quarters)):>12}"
        f"{money(sum(q.non_member_cents for q in year.quarters)):>13}{'':>9}"
        f"{money(sum(q.dividend_cents for q in year.quarters)):>12}"
        f"{money(sum(q.cash_cents for q in year.quarters)):>12}"
    )
    return heading("The quarters") + "\n".join(rows)


def _uses(year: Year) -> str:
    names = [name for name, _cents in year.quarters[0].uses]
    titles = [*(f"quarter {number}" for number in range(1, len(year.quarters) + 1)), "year"]
    rows = [f"{'use':<14}" + "".join(f"{title:>14}" for title in titles)]
    for place, name in enumerate(names):
        cents = [quarter.uses[place][1] for quarter in year.quarters]
        rows.append(f"{name:<14}" + "".join(f"{money(each):>14}" for each in [*cents, sum(cents)]))
    sums = [sum(cents for _name, cents in quarter.uses) for quarter in year.quarters]
    rows.append(f"{'sum':<14}" + "".join(f"{money(each):>14}" for each in [*sums, sum(sums)]))
    return heading("What the surplus is for, floors and votes together") + "\n".join(rows)


def _drivers(year: Year) -> str:
    names = sorted({each.name for quarter in year.quarters for each in quarter.dividends})
    shown = [{each.name: each for each in quarter.dividends} for quarter in year.quarters]
    rows = [f"{'driver':<14}{'minutes':>9}" + "".join(f"{f'quarter {n}':>12}" for n in range(1, len(shown) + 1))
            + f"{'year':>12}{'in cash':>12}{'retained':>12}"]
    for name in names:
        theirs = [quarter.get(name) for quarter in shown]
        got = [each for each in theirs if each]
        rows.append(
            f"{name:<14}{sum(each.minutes for each in got):>9,}"
            + "".join(f"{money(each.cents) if each else '-':>12}" for each in theirs)
            + f"{money(sum(each.cents for each in got)):>12}{money(sum(each.cash_cents for each in got)):>12}"
            f"{money(sum(each.retained_cents for each in got)):>12}"
        )
    return heading(f"The dividends of {len(names)} drivers, by minutes worked in each quarter") + "\n".join(rows)
