"""The desk and the worker's own pages, as a browser without JavaScript sees them."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image

from coop.ledger import balances, chart, checks
from coop.money.fund.models import Expense
from coop.money.payments import actions as payments
from coop.money.payouts.models import PayoutRun
from coop.people.membership import actions as membership
from coop.policies.actions import set_rule
from coop.policies.queries import charter, decision_by_reference
from coop.web.once import form_key
from tests.factories import NOW, make_member, make_person, membership_of, sign_in
from tests.money.payouts.conftest import DAY, IBAN, earn, owed  # noqa: F401  fixtures

PAGES = (
    "/desk",
    "/desk/transfers",
    "/desk/payouts",
    "/desk/expenses",
    "/desk/donations",
    "/desk/grants/new",
    "/desk/periods",
)
OWN = ("/my/earnings", "/my/earnings/2026-02", "/my/payout-details", "/my/expenses", "/my/expenses/new")


def post(client, path, **fields):
    return client.post(path, data={"form_key": form_key(), **fields})


def receipt_file():
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    out.seek(0)
    return out


@pytest.mark.parametrize("path", PAGES)
def test_the_desk_is_for_stewards(session, client, steward, worker, path):
    assert client.get(path).status_code == 302
    assert sign_in(client, make_person(session)).get(path).status_code == 403
    assert sign_in(client, worker).get(path).status_code == 403
    assert sign_in(client, steward).get(path).status_code == 200


@pytest.mark.parametrize("path", OWN)
def test_earnings_are_ones_own(session, client, worker, path):
    assert client.get(path).status_code == 302
    assert sign_in(client, make_person(session)).get(path).status_code == 403
    assert sign_in(client, worker).get(path).status_code == 200


def test_a_transfer_is_recorded_and_shared_out(session, client, steward, worker, job, now):
    payments.expect_transfer(
        session, reference="K7Q2", price_cents=10_000, worker_party_id=worker.party_id, client_id=None, at=now
    )
    payments.settle(session, job("K7Q2"), at=now)
    sign_in(client, steward)
    assert "K7Q2" in client.get("/desk/transfers").text
    fields = {"reference": " k7q2 ", "amount_cents": "110.00", "received_on": "2026-03-02"}
    unknown = post(client, "/desk/transfers", **{**fields, "reference": "K7Q9"})
    assert unknown.status_code == 422
    assert "letter by letter" in unknown.text
    assert post(client, "/desk/transfers", **fields).status_code == 303
    page = client.get("/desk/transfers").text
    assert "€10.00" in page
    assert post(client, "/desk/transfers/K7Q2/excess").status_code == 303
    session.expire_all()
    assert post(client, "/desk/refunds/1/sent").status_code == 303
    session.expire_all()
    assert balances.balance(session, chart.BANK) == 10_000
    assert -balances.balance(session, chart.WORKERS_PAYABLE) == 9_500
    assert checks.findings(session) == []
    assert sign_in(client, worker).get("/my/earnings").text.count("95.00") >= 2


def test_a_form_sent_twice_acts_once(session, client, steward, now):
    sign_in(client, steward)
    fields = {"form_key": form_key(), "amount_cents": "12,50", "received_on": "2026-03-01", "giver": "A friend"}
    for _ in range(2):
        assert client.post("/desk/donations", data=fields).status_code == 303
    assert balances.balance(session, chart.BANK) == 1_250


def test_a_run_goes_from_drawing_up_to_paid(session, client, steward, second_steward, owed, now):  # noqa: F811
    set_rule(
        session,
        "payout.second_approval_cents",
        1_000,
        in_force_from=now,
        decision=decision_by_reference(session, "charter"),
        at=now,
    )
    charter(session).iban = "DE89370400440532013000"
    sign_in(client, steward)
    assert "Wanda" in client.get("/desk/payouts").text
    run = post(client, "/desk/payouts").headers["Location"]
    assert "another steward approves" in client.get(run).text
    assert client.get(f"{run}/bank.csv").status_code == 404
    assert post(client, f"{run}/approval").status_code == 403
    assert post(client, f"{run}/payment", paid_on="2026-03-02").status_code == 422
    sign_in(client, second_steward)
    assert post(client, f"{run}/approval").status_code == 303
    assert "95.00" in client.get(f"{run}/bank.csv").text
    assert client.get(f"{run}/bank.xml").data.startswith(b"<?xml")
    for _ in range(2):
        assert post(client, f"{run}/payment", paid_on="2026-03-02").status_code == 303
    assert post(client, f"{run}/discard").status_code == 409
    assert balances.balance(session, chart.WORKERS_PAYABLE) == 0
    assert IBAN not in client.get(run).text, "a page shows only enough to recognise an account by"


def test_a_run_can_be_discarded(session, client, steward, owed, now):  # noqa: F811
    sign_in(client, steward)
    run = post(client, "/desk/payouts").headers["Location"]
    assert post(client, "/desk/payouts").status_code == 409
    assert post(client, f"{run}/discard").status_code == 303
    assert session.query(PayoutRun).count() == 1
    assert balances.balance(session, chart.BANK) == 9_500


def test_bank_details_are_checked_and_ones_own(session, client, worker, coop):
    sign_in(client, worker)
    wrong = post(client, "/my/payout-details", holder="W", iban="DE00 3704 0044 0532 0130 00")
    assert wrong.status_code == 422
    assert "digit by digit" in wrong.text
    assert post(client, "/my/payout-details", holder="W", iban=IBAN).status_code == 303
    assert "FR14 2004" in client.get("/my/payout-details").text
    other = sign_in(client, make_member(session, "Otto Other"))
    assert "FR14" not in other.get("/my/payout-details").text


def test_an_expense_goes_from_receipt_to_paid(session, client, worker, steward, coop):
    sign_in(client, steward)
    post(client, "/desk/donations", amount_cents="500", received_on="2026-03-01")
    sign_in(client, worker)
    fields = {
        "title": "A ladder",
        "account": chart.TOOLS,
        "amount_cents": "80",
        "spent_on": "2026-03-01",
        "pay_to": "me",
    }
    assert post(client, "/my/expenses/new", **fields).status_code == 422
    assert post(client, "/my/expenses/new", **fields, receipt=(io.BytesIO(b"<svg/>"), "r.png")).status_code == 422
    assert post(client, "/my/expenses/new", **fields, receipt=(receipt_file(), "r.png")).status_code == 303
    reference = session.query(Expense).one().reference
    download = client.get(f"/expenses/{reference}/receipt")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert sign_in(client, make_person(session)).get(f"/expenses/{reference}/receipt").status_code == 403
    sign_in(client, steward)
    page = f"/desk/expenses/{reference}"
    assert "Approve" in client.get(page).text
    assert post(client, f"{page}/payment", paid_on="2026-03-02").status_code == 409
    assert post(client, f"{page}/approval").status_code == 303
    assert post(client, f"{page}/refusal", reason="late").status_code == 409
    assert post(client, f"{page}/payment", paid_on="2026-03-02").status_code == 303
    assert balances.balance(session, chart.TOOLS) == 8_000
    assert checks.findings(session) == []


def test_a_steward_cannot_approve_their_own_expense_nor_a_large_one(session, client, steward, worker, now):
    from coop.money.fund.actions import submit_expense

    facts = {"account": chart.TOOLS, "title": "x", "spent_on": DAY, "at": now}
    own = submit_expense(session, submitted_by=steward, amount_cents=100, **facts)
    large = submit_expense(session, submitted_by=worker, amount_cents=20_001, **facts)
    sign_in(client, steward)
    for expense in (own, large):
        assert post(client, f"/desk/expenses/{expense.reference}/approval").status_code == 409
    assert post(client, f"/desk/expenses/{own.reference}/refusal", reason="twice").status_code == 303


def test_a_grant_is_recorded_and_earned(session, client, steward, coop):
    sign_in(client, steward)
    fields = {"title": "Bicycles", "condition": "Two bicycles", "amount_cents": "3000", "received_on": "2026-03-01"}
    assert post(client, "/desk/grants/new", **fields).status_code == 303
    from coop.money.fund.models import Grant

    page = f"/desk/grants/{session.query(Grant).one().reference}"
    earning = {"earned_on": "2026-03-02", "note": "bought"}
    assert post(client, page, amount_cents="3000.01", **earning).status_code == 422
    assert post(client, page, amount_cents="3000", **earning).status_code == 303
    assert "All of it" in client.get(page).text


def test_a_period_is_closed_at_the_desk(session, client, steward, job, now):
    payments.settle(session, job(method="cash", day=dt.date(2026, 2, 10)), at=now)
    sign_in(client, steward)
    assert 'value="2026-02-01"' in client.get("/desk/periods").text
    running = post(client, "/desk/periods", opens_on="2026-02-01", closes_on="2026-03-31")
    assert running.status_code == 422
    assert "not over yet" in running.text
    assert post(client, "/desk/periods", opens_on="2026-02-01", closes_on="2026-02-28").status_code == 303
    assert "5.00" in client.get("/desk/periods").text


def test_a_completed_booking_is_refunded_at_the_desk(session, client, steward, worker, job, now):
    payments.record_transfer(
        session, subject="booking:A1", amount_cents=10_000, received_on=DAY, recorded_by=steward, at=now
    )
    payments.settle(session, job(), at=now)
    sign_in(client, steward)
    assert client.get("/desk/refunds/ZZ").status_code == 404
    assert client.get("/desk/refunds/A1").status_code == 200
    assert post(client, "/desk/refunds/A1", amount_cents="100.01", reason="x").status_code == 422
    assert post(client, "/desk/refunds/A1", amount_cents="20", reason="half").status_code == 303
    assert "20.00" in client.get("/desk/transfers").text


def test_the_desk_says_loudly_that_the_books_are_wrong(session, client, steward, now, monkeypatch):
    from coop.ledger.checks import Finding
    from coop.money.desk import queries

    monkeypatch.setattr(queries, "known_findings", lambda session: [Finding("sum", "entry 7", "off by 1 EUR")])
    assert "entry 7" in sign_in(client, steward).get("/desk").text


@pytest.mark.parametrize("month", ["2026-13", "2026", "2027-01", "x", "٢٠٢٦-٠٣"])
def test_only_months_that_were_have_a_statement(client, worker, month):
    assert sign_in(client, worker).get(f"/my/earnings/{month}").status_code == 404


def test_a_worker_pays_cash_fees_in_at_the_desk(session, client, steward, worker, job, now):
    payments.settle(session, job(method="cash"), at=now)
    sign_in(client, steward)
    page = f"/desk/fees/{worker.id}"
    assert page in client.get("/desk/payouts").text
    assert 'value="5.00"' in client.get(page).text
    fields = {"way": "cash", "paid_on": "2026-03-02"}
    assert post(client, page, amount_cents="5.01", **fields).status_code == 422
    assert post(client, page, amount_cents="5", **fields).status_code == 303
    assert client.get(page).status_code == 404
    assert balances.balance(session, chart.CASH) == 500


def test_an_awaited_booking_fills_in_the_form_and_a_refund_is_found(session, client, steward, worker, job, now):
    payments.expect_transfer(
        session, reference="K7Q2", price_cents=8_400, worker_party_id=worker.party_id, client_id=None, at=now
    )
    payments.settle(session, job(method="cash"), at=now)
    sign_in(client, steward)
    assert 'value="84.00"' in client.get("/desk/transfers?reference=K7Q2").text
    assert client.get("/desk/refunds?reference=a1").headers["Location"] == "/desk/refunds/A1"
    assert client.get("/desk/refunds?reference=zz").headers["Location"].startswith("/desk/transfers")


def test_a_payout_has_a_receipt_for_its_worker_alone(session, client, steward, owed, now):  # noqa: F811
    sign_in(client, steward)
    run = post(client, "/desk/payouts").headers["Location"]
    path = f"/my/payouts/{run.rsplit('/', 1)[1]}"
    assert sign_in(client, owed).get(path).status_code == 404
    post(sign_in(client, steward), f"{run}/payment", paid_on="2026-03-02")
    assert client.get(path).status_code == 404
    page = sign_in(client, owed).get(path)
    assert "95.00" in page.text
    assert path in client.get("/my/earnings").text


def test_who_left_and_is_still_owed_says_where_to_pay(session, client, worker, coop):
    membership.record_share_payment(session, membership_of(session, worker), amount_cents=5_000,
                                    paid_on=NOW.date(), recorded_by=worker, at=NOW)  # fmt: skip
    membership.leave(session, membership_of(session, worker), at=NOW)
    sign_in(client, worker)
    page = client.get("/my/payout-details")
    assert page.status_code == 200
    assert "/my/earnings" not in page.text
    assert post(client, "/my/payout-details", holder="W", iban=IBAN).location == "/my/membership"
