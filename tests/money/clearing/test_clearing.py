"""Card money of imported bookings: held by the former platform, then in the bank, less its charge."""

from __future__ import annotations

import pytest

from coop.ledger import balances, chart, checks
from coop.money.clearing import actions
from coop.money.cover import NotCovered
from coop.money.payments.actions import settle_many
from coop.web.once import form_key
from tests.factories import sign_in
from tests.money.conftest import DAY


@pytest.fixture
def imported(session, job, now):
    """A card job of 100.00 with a fee of 5.00, from another platform."""
    settle_many(session, [job("T1", method="clearing")], at=now)
    session.commit()


def record(session, steward, now, statement="PO-77", received=9_800, kept=200):
    return actions.record_clearing(
        session,
        statement=statement,
        received_cents=received,
        kept_cents=kept,
        received_on=DAY,
        recorded_by=steward,
        at=now,
    )


def test_what_arrives_is_in_the_bank_and_what_is_kept_is_a_cost(session, imported, steward, now):
    first = record(session, steward, now)
    assert record(session, steward, now) is first, "the same statement once"
    sums = [balances.balance(session, code) for code in (chart.BANK, chart.PROCESSING, chart.CLEARING)]
    assert sums == [9_800, 200, 0]
    assert checks.findings(session) == []
    session.commit()


def test_a_statement_is_not_rewritten(session, imported, steward, now):
    record(session, steward, now, received=5_000, kept=0)
    with pytest.raises(actions.RecordedOtherwise):
        record(session, steward, now, received=5_001, kept=0)


def test_no_more_comes_than_the_platform_holds(session, imported, steward, now):
    with pytest.raises(actions.MoreThanOpen):
        record(session, steward, now, received=10_001, kept=0)


def test_the_fund_bears_no_charge_beyond_its_own_money(session, imported, steward, now):
    with pytest.raises(NotCovered):
        record(session, steward, now, received=9_499, kept=501)


def test_the_desk_records_it_and_the_ledger_shows_it(session, client, imported, steward, worker):
    assert sign_in(client, worker).get("/desk/clearing").status_code == 403
    sign_in(client, steward)
    assert "/desk/clearing" in client.get("/desk").text
    fields = {"form_key": form_key(), "statement": "PO-77", "received_cents": "98", "kept_cents": "2"}
    late = client.post("/desk/clearing", data={**fields, "received_on": "2026-03-09"})
    assert (late.status_code, "not come yet" in late.text) == (422, True)
    fields["form_key"] = form_key()
    assert client.post("/desk/clearing", data={**fields, "received_on": "2026-03-02"}).status_code == 303
    assert "PO-77" in client.get("/desk/clearing").text
    assert "card money paid over" in client.get("/ledger/entries?kind=clearing").text
    assert "PO-77" not in client.get("/ledger/entries").text
    assert "/desk/clearing" not in client.get("/desk").text, "nothing is left to come"


def test_nothing_and_the_impossible_are_refused_with_a_reason(client, imported, steward):
    sign_in(client, steward)
    for received, kept in (("0", "0"), ("500", "0"), ("90", "9.99"), ("", ""), ("-5", "0")):
        answers = {"statement": "PO-1", "received_cents": received, "kept_cents": kept, "received_on": "2026-03-02"}
        assert client.post("/desk/clearing", data={"form_key": form_key(), **answers}).status_code == 422
