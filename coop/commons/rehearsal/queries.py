"""Reading the figures of a rehearsal back from the database it was played in."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.commons.rehearsal.figures import Dividend, Figures, Month, Use, YesNo
from coop.governance.closing.models import Outcome
from coop.governance.distribution.models import DividendLine
from coop.governance.distribution.queries import dividends_of, sheet_of
from coop.governance.distribution.rules import Basis
from coop.governance.electorate.rules import pseudonym
from coop.governance.proposals.models import Proposal
from coop.ledger.balances import balances
from coop.ledger.checks import cover
from coop.ledger.models import EntryRow, Party
from coop.market.imports.actions import Brought
from coop.money.periods.queries import periods, statement
from coop.people.persons.models import Person


def figures(session: Session, brought: Brought, *, expense: str, distribution: str) -> Figures:
    """Every figure; `expense` and `distribution` are the numbers of the two decisions."""
    outcome = outcome_of(session, distribution)
    result = outcome.result
    uses = tuple(use_of(name, result) for name in result["options"])
    sheet = sheet_of(session, outcome.decision_id)
    covered = cover(session)
    return Figures(
        brought=brought,
        months=_months(session),
        expense=yes_no(session, expense),
        surplus_cents=result["surplus_cents"],
        floors_cents=_sum_of(result, Basis.FLOOR),
        non_member_cents=_sum_of(result, Basis.NON_MEMBER),
        votable_cents=result["votable_cents"],
        ballots=result["ballots"],
        quorum_needed=result["quorum_needed"],
        roll=result["roll"],
        level=Fraction(result["level"]),
        uses=uses,
        withheld_cents=sheet.withheld_cents if sheet else 0,
        dividends=dividends_by_name(session, distribution, outcome.decision_id),
        balances=nonzero_balances(session),
        held_cents=covered.held_cents,
        owed_cents=covered.owed_cents,
    )


def nonzero_balances(session: Session) -> tuple[tuple[str, str, int], ...]:
    """Account, commodity and signed sum, debit positive, of every account that is not at zero."""
    return tuple((code, what, cents) for (code, what), cents in sorted(balances(session).items()) if cents)


def outcome_of(session: Session, reference: str) -> Outcome:
    """The stated outcome of the decision with this number."""
    query = select(Outcome).join(Proposal, Proposal.id == Outcome.proposal_id).where(Proposal.reference == reference)
    return session.execute(query).scalar_one()


def yes_no(session: Session, reference: str) -> YesNo:
    """How a vote of yes and no went."""
    outcome = outcome_of(session, reference)
    result = outcome.result
    return YesNo(
        reference=reference,
        roll=result["roll"],
        quorum_needed=result["quorum_needed"],
        yes=result["yes"],
        no=result["no"],
        abstain=result["abstain"],
        passed=outcome.passed,
    )


def use_of(name: str, result: dict[str, Any]) -> Use:
    """What one use got in the stated result of a split."""
    lines = [line for line in result["lines"] if line["use"] == name]
    floor = [line for line in lines if line["basis"] != Basis.VOTE]
    return Use(
        use=name,
        floor_share=sum((Fraction(line["share"]) for line in floor), Fraction(0)),
        floor_cents=sum(line["cents"] for line in floor),
        voted_share=Fraction(result["shares"][name]),
        mean_share=Fraction(result["mean"][name]),
        voted_cents=sum(line["cents"] for line in lines if line["basis"] == Basis.VOTE),
    )


def _sum_of(result: dict[str, Any], basis: Basis) -> int:
    return sum(line["cents"] for line in result["lines"] if line["basis"] == basis)


def _months(session: Session) -> tuple[Month, ...]:
    """The closed periods and the running one, in order."""
    closed = sorted((period.opens_on, period.closes_on) for period in periods(session))
    running = closed[-1][1] + dt.timedelta(days=1)
    return (*(_month(session, *days) for days in closed), _month(session, running, None))


def _month(session: Session, opens_on: dt.date, closes_on: dt.date | None) -> Month:
    last = closes_on or dt.date.max
    result = statement(session, opens_on=opens_on, closes_on=last)
    count = select(func.count()).where(
        EntryRow.kind == "booking-completed", EntryRow.effective_on.between(opens_on, last)
    )
    return Month(
        opens_on, closes_on, session.execute(count).scalar_one(), result.income_cents, result.expense_cents
    )


def dividends_by_name(session: Session, reference: str, decision_id: int) -> tuple[Dividend, ...]:
    """Each driver's, by name; the public export knows these lines by pseudonym only."""
    names = {
        pseudonym(reference, token): name
        for token, name in session.execute(
            select(Party.token, Person.display_name).join(Person, Person.party_id == Party.id)
        )
    }
    return tuple(sorted((_dividend(names, line) for line in dividends_of(session, decision_id)),
                        key=lambda dividend: dividend.name))


def _dividend(names: dict[str, str], line: DividendLine) -> Dividend:
    return Dividend(
        name=names[line.token],
        minutes=line.minutes,
        share=Fraction(line.share),
        cents=line.amount_cents,
        cash_cents=line.cash_cents,
        retained_cents=line.retained_cents,
    )
