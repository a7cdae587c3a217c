"""An outsider counts a round anew, and names what a forger makes of its winners, its costs and its promises."""

from __future__ import annotations

import copy

import pytest

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
from coop.verify.command import verify
from tests.logs import begin, bring_up_to_date
from tests.verify import tampering
from tests.verify.specimen import build, moment

AT = moment(16, 3)


@pytest.fixture
def exported(session, tmp_path):
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
    key = begin(session, tmp_path / "key", at=moment(17, 3))
    bring_up_to_date(session, key, at=moment(17, 3, hour=13))
    write_folder(session, tmp_path / "export", at=moment(18, 3))
    return tmp_path / "export"


def test_a_round_with_its_promises_is_verified(exported):
    report = verify(str(exported))
    assert report.sound, report.as_text()
    vote = tampering.read(exported)["votes.jsonl"][-1]
    assert (vote["kind"], vote["method"]) == ("projects", "equal-shares")
    assert len(vote["outcome"]["result"]["funded"]) == 2
    assert len(vote["enacted"]["entries"]) == 2


def another_winner(vote):
    result = vote["outcome"]["result"]
    loser = next(key for key in result["options"] if key not in result["funded"])
    result["funded"] = [loser, *result["funded"][1:]]


def one_winner_less(vote):
    vote["outcome"]["result"]["funded"].pop()


def a_lower_cost(vote):
    key = vote["outcome"]["result"]["funded"][0]
    vote["terms"]["costs"][key] -= 1
    vote["outcome"]["result"]["costs"][key] -= 1


def a_larger_budget(vote):
    vote["terms"]["budget_cents"] += 1


def another_fund(vote):
    vote["terms"]["fund"] = "solidarity"


def another_step(vote):
    vote["terms"]["step"] = 2


def a_share(vote):
    vote["outcome"]["result"]["purchases"][0]["share"] = "1/1"


def an_endowment(vote):
    vote["outcome"]["result"]["endowment"] = "1/1"


def a_ballot(vote):
    contents = vote["closed"]["contents"]
    contents[contents.index("abstain")] = vote["outcome"]["result"]["funded"][0]


def a_name(vote):
    vote["names"]["words"][0] = "A yacht"


FORGERIES = (another_winner, one_winner_less, a_lower_cost, a_larger_budget, another_fund, another_step, a_share,
             an_endowment, a_ballot, a_name)  # fmt: skip


def test_a_forged_round_is_named_by_the_count_and_not_by_the_log_alone(exported, tmp_path):
    original = tampering.read(exported)["votes.jsonl"]
    for forge in FORGERIES:
        rows = copy.deepcopy(original)
        forge(rows[-1])
        report = forged(exported, tmp_path / forge.__name__, "votes.jsonl", rows)
        named = [line for line in report.as_text().splitlines() if rows[-1]["reference"] in line]
        assert not report.sound
        assert any("leaf" not in line for line in named), f"{forge.__name__}: {report.as_text()}"


def forged(exported, folder, name, rows):
    folder.mkdir()
    tampering.write(folder, exported, name, rows)
    return verify(str(folder))


def _of(entries, ending):
    return next(one for one in entries if one["kind"] == "commitment" and one["reference"].endswith(ending))


def _move(entry, cents):
    for posting in entry["postings"]:
        amount = int(posting["amount"])
        posting["amount"] = str(amount + (cents if amount > 0 else -cents))


def more_is_promised(entries, won):
    _move(_of(entries, won), 1)


def less_is_promised(entries, won):
    _move(_of(entries, won), -1)


def it_is_promised_from_elsewhere(entries, won):
    for posting in _of(entries, won)["postings"]:
        posting["account"] = posting["account"].replace("Projects", "Education")


def more_returned(entries, _won):
    _move(_of(entries, ":returned"), 1_000_000)


def more_than_the_rule_without_a_vote(entries, _won):
    _move(_of(entries, ":committed"), 10_000)


def by_no_rule(entries, _won):
    _of(entries, ":committed")["rules"] = []


def twice(entries, won):
    again = copy.deepcopy(_of(entries, won))
    again |= {"id": str(int(entries[-1]["id"]) + 1), "reference": "project:JX:committed", "uuid": "0" * 31 + "1"}
    entries.append(again)


def test_a_forged_promise_is_named(exported, tmp_path):
    rows = tampering.read(exported)
    vote = rows["votes.jsonl"][-1]
    for forge, words in (
        (more_is_promised, "what was promised to project"),
        (less_is_promised, "what was promised to project"),
        (it_is_promised_from_elsewhere, "what was promised to project"),
        (more_returned, "drawn and returned of"),
        (more_than_the_rule_without_a_vote, "without a vote, above 10000"),
        (by_no_rule, "promised by no decision and no rule"),
        (twice, "promises what no project won"),
    ):
        entries = copy.deepcopy(rows["entries.jsonl"])
        forge(entries, f":{vote['reference']}:{vote['outcome']['result']['funded'][0]}")
        report = forged(exported, tmp_path / forge.__name__, "entries.jsonl", entries)
        assert not report.sound
        assert words in report.as_text(), f"{forge.__name__}: {report.as_text()}"
