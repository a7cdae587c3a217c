"""A statement is what its closing entry closed."""

from __future__ import annotations

from coop.commons.periods.queries import closed_periods, distribution, shared_out, statement
from coop.ledger import chart


def test_a_statement_sums_to_the_surplus(session, books):
    found = statement(session, books["period"])
    assert found.income_cents - found.expense_cents == found.period.surplus_cents == books["fees"] - 300
    assert dict(found.income) == {chart.FEES: books["fees"]}
    assert dict(found.expenses) == {chart.RUNNING: 300}
    assert found.minutes == sum(90 + n for n in range(6))


def test_the_funds_before_and_after_are_shown(session, books):
    funds = {fund.code: fund for fund in statement(session, books["period"]).funds}
    assert funds[chart.SURPLUS].opening_cents == 0
    assert funds[chart.SURPLUS].change_cents == books["fees"] - 300
    assert funds[chart.MEMBER_SHARES].closing_cents == 5000


def test_before_a_vote_nothing_is_shared_out(session, books):
    assert shared_out(session) == []
    assert distribution(session, books["period"]) is None
    assert statement(session, 99) is None
    assert [period.id for period in closed_periods(session)] == [books["period"]]


def test_after_the_vote_it_is(session):
    from tests.verify.specimen import build

    build(session)
    shares = shared_out(session)
    surplus = closed_periods(session)[-1].surplus_cents
    assert sum(share.cents for share in shares) == surplus
    assert {share.decision for share in shares} == {"3"}
    assert sum(line.cents for line in distribution(session, 1).lines) == surplus
