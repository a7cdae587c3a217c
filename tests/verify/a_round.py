"""A round of projects whose winners are promised, drawn on, paid and returned, and a promise without a vote."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from coop.commons.exports.archive import write_folder
from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.ideas.queries import projects_of
from coop.governance.proposals.actions import open_vote, propose
from coop.governance.rounds.actions import propose_project
from coop.ledger import chart, checks
from coop.ledger.balances import balance
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions as commitments
from coop.money.fund.commitments import queries
from coop.people.persons.models import Person
from tests.logs import begin, bring_up_to_date
from tests.verify.specimen import build, moment

AT = moment(16, 3)


def a_round(session: Session) -> None:
    """After the specimen's vote on its surplus, what the projects fund got of it goes to a round.

    Three of four projects are wanted, two win; of one a part is spent, and the rest returned.
    """
    build(session)
    members = session.query(Person).order_by(Person.id).limit(7).all()
    held = -balance(session, chart.PROJECTS)
    costs = (held // 2, held // 3, held - 1, held // 2 + 1)
    proposal = propose(
        session, kind="projects", title="For the quarter", text="Ideas?", author=members[0], at=moment(20, 2),
        payload={"fund": "projects", "amount_cents": held},
    )  # fmt: skip
    for member, cost in zip(members, costs, strict=False):
        propose_project(
            session, proposal, title=f"For {cost}", text="Good.", cost_cents=cost, carried_out_by="Us", author=member,
            at=moment(21, 2),
        )  # fmt: skip
    open_vote(session, proposal, at=moment(6, 3))
    keys = {one.version.cost_cents: key for key, one in projects_of(session, proposal.id).items()}
    for member, wish in zip(members, ((0, 1), (0, 1), (1,), (2,), (0,), ()), strict=False):
        content = {keys[costs[number]]: 1 for number in wish}
        cast(session, proposal, person=member, content=content, at=moment(7, 3))
    assert close_due(session, at=moment(13, 3, hour=13)) == 1
    assert enact_due(session, at=moment(15, 3, hour=14)) == 1
    session.commit()
    won = {view.commitment.amount_cents: view.commitment for view in queries.commitments(session)}
    assert set(won) == {costs[0], costs[1]}
    project = won[costs[0]]
    carries = session.get_one(Person, project.responsible_id)
    others = [member for member in members if member.id != carries.id]
    expense = fund.submit_receipt(
        session, project, submitted_by=carries, title="Soil", amount_cents=costs[0] // 2, spent_on=AT.date(), at=AT
    )
    fund.approve_expense(session, expense, approver=others[0], at=AT)
    fund.pay_expense(session, expense, paid_by=others[1], paid_on=AT.date(), at=AT)
    commitments.close(session, project, closed_by=carries, report="Planted.", at=AT)
    commitments.commit_without_vote(
        session, fund=queries.Fund.PROJECTS, title="Nails", amount_cents=1, responsible=carries, steward=others[0],
        at=AT,
    )  # fmt: skip
    session.commit()
    assert checks.findings(session) == []


def signed(session: Session, folder: Path) -> Path:
    """The public export of what is there, its log signed."""
    key = begin(session, folder / "key", at=moment(17, 3))
    bring_up_to_date(session, key, at=moment(17, 3, hour=13))
    write_folder(session, folder / "export", at=moment(18, 3))
    return folder / "export"
