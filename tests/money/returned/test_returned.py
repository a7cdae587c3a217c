"""A payout that the bank sends back is owed again, once, and joins the next run."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.ledger import balances, chart, checks
from coop.ledger.models import EntryRow
from coop.money.payouts import actions as payouts
from coop.money.payouts.queries import lines_of
from coop.money.returned import actions
from coop.notices.models import Notice
from coop.web.once import form_key
from tests.factories import sign_in
from tests.money.payouts.conftest import DAY, earn, owed, run  # noqa: F401  fixtures


@pytest.fixture
def paid(session, run, steward, now):  # noqa: F811  the fixture
    payouts.carry_out(session, run, carried_out_by=steward, paid_on=DAY, at=now)
    session.commit()
    return run


def came_back(session, run, steward, now):  # noqa: F811
    line = lines_of(session, run)[0][0]
    return actions.record_return(session, run, line, returned_on=DAY, recorded_by=steward, at=now)


def test_it_is_owed_again_and_cites_the_payout(session, app, paid, steward, worker, now):
    with app.test_request_context():
        first = came_back(session, paid, steward, now)
        assert came_back(session, paid, steward, now) is first
    assert balances.balance(session, chart.BANK) == 9_500
    assert balances.balance(session, chart.WORKERS_PAYABLE, party_id=worker.party_id) == -9_500
    entry = session.get_one(EntryRow, first.entry_id)
    cited = session.get_one(EntryRow, entry.facts["payout_entry"])
    assert entry.reference == f"{cited.reference}:returned"
    assert checks.findings(session) == []
    assert session.execute(select(Notice.kind).where(Notice.person_id == worker.id)).scalars().all() == [
        "payout-returned"
    ]
    session.commit()
    again = payouts.draw_up(session, drawn_up_by=steward, at=now + dt.timedelta(days=40))
    assert again.total_cents == 9_500


def test_what_was_not_paid_cannot_come_back(session, app, run, steward, now):  # noqa: F811
    with app.test_request_context(), pytest.raises(actions.NothingPaid):
        came_back(session, run, steward, now)


def test_the_desk_records_it(session, client, paid, steward, worker):
    page = f"/desk/payouts/{paid.reference}/returned/{worker.party_id}"
    assert sign_in(client, worker).get(page).status_code == 403
    sign_in(client, steward)
    assert page in client.get(f"/desk/payouts/{paid.reference}").text
    early = client.post(page, data={"form_key": form_key(), "returned_on": "2026-03-01"})
    assert (early.status_code, "Not before" in early.text) == (422, True)
    assert client.post(page, data={"form_key": form_key(), "returned_on": "2026-03-02"}).status_code == 303
    shown = client.get(f"/desk/payouts/{paid.reference}").text
    assert "came back" in shown
    assert page not in shown
    assert client.get(page.replace(str(worker.party_id), "999999")).status_code == 404
