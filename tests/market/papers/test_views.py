"""A client asks for an invoice; who may read what; refunds; lists for both sides. On both databases."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import select

from coop.market.papers.actions import NotInvoiced, issue_invoice
from coop.money.papers.actions import Named
from coop.money.papers.models import Paper
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.money.tax_status.actions import state
from coop.notices.models import Notice
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_person, make_steward, sign_in
from tests.market.bookings.factories import make_booking, make_listing

DAY = dt.timedelta(days=1)
FORM = {"name": "Bakery Ltd", "address": "Market 3\nTrieste", "vat_number": "IT 09876543210"}


@pytest.fixture
def worker(session, coop, now):
    """Registered for VAT at 22% since the first of March."""
    charter = decision_by_reference(session, "charter")
    set_rule(session, "vat.standard_rate", "22%", in_force_from=now - 59 * DAY, decision=charter, at=now)
    worker = make_member(session)
    state(session, worker, kind="registered", rate="standard", vat_number="IT01234567890", trading_name="Wanda's Works",
          address="Quay 1\nTrieste", from_on=dt.date(2026, 3, 1), recorded_by=worker, at=now)  # fmt: skip
    return worker


@pytest.fixture
def buyer(session, coop):
    return make_person(session)


@pytest.fixture
def done(session, worker, buyer):
    """40.00 of cash work, done on 3 March."""
    return make_booking(session, make_listing(session, worker), client=buyer, completed=True)


@pytest.fixture
def browser(app):
    return lambda person: sign_in(app.test_client(), person)


@pytest.fixture(autouse=True)
def later(clock, now):
    clock.at = now + 2 * DAY


def refund(session, course, cents, at):
    return payments.refund_after(session, reference=course.booking.reference, amount_cents=cents, reason="Too short",
                                 decided_by=None, day=at.date(), at=at)  # fmt: skip


def test_a_client_asks_and_both_have_the_same_paper(session, browser, done, worker, buyer):
    page = f"/bookings/{done.booking.reference}/invoice"
    client = browser(buyer)
    assert "in their name and has their number" in client.get(page).text
    assert "Nobody has asked" in browser(worker).get(page).text
    assert client.post(page, data=FORM).location == page
    (paper,) = session.execute(select(Paper)).scalars()
    assert (paper.gross_cents, paper.vat_cents, paper.supplied_on) == (4000, 721, dt.date(2026, 3, 3))
    for person in (buyer, worker):
        for path in (page, f"/papers/{paper.reference}"):
            shown = browser(person).get(path).text
            for words in (paper.reference, "Wanda&#39;s Works", "Bakery Ltd", "IT01234567890", "IT09876543210",
                          "32.79", "7.21", "VAT 22%", "€40.00", "as agent",
                          f"/bookings/{done.booking.reference}/receipt.json"):  # fmt: skip
                assert words in shown, words
    assert session.execute(select(Notice.link).where(Notice.kind == "invoice-issued")).scalars().all() == [
        f"/papers/{paper.reference}"]  # fmt: skip


def test_asked_again_it_is_the_first(session, browser, done, buyer):
    page, client = f"/bookings/{done.booking.reference}/invoice", browser(buyer)
    client.post(page, data=FORM)
    assert client.post(page, data={**FORM, "name": "Another Ltd"}).status_code == 303
    assert "Another Ltd" not in client.get(page).text
    assert session.execute(select(Paper.buyer_name)).scalars().all() == ["Bakery Ltd"]


def test_a_paper_does_not_exist_for_strangers(session, browser, done, buyer, app):
    page = f"/bookings/{done.booking.reference}/invoice"
    browser(buyer).post(page, data=FORM)
    refund(session, done, 1000, done.booking.ends_at)
    session.commit()
    references = [f"/papers/{paper.reference}" for paper in session.execute(select(Paper)).scalars()]
    pages = [page, *references, f"/bookings/{done.booking.reference}/refunds/1"]
    others = (make_person(session, "Sten Stranger"), make_member(session, "Otto Other"))
    for stranger in others:
        assert {browser(stranger).get(path).status_code for path in pages} == {404}
        assert browser(stranger).post(page, data=FORM).status_code == 404
    assert {browser(make_steward(session)).get(path).status_code for path in pages} == {200}
    assert {app.test_client().get(path).status_code for path in pages} == {302}


def test_only_the_client_asks_and_only_once_the_work_is_done(session, browser, done, worker, buyer):
    assert browser(worker).post(f"/bookings/{done.booking.reference}/invoice", data=FORM).status_code == 404
    steward = browser(make_steward(session))
    assert steward.post(f"/bookings/{done.booking.reference}/invoice", data=FORM).status_code == 404
    ahead = make_booking(session, make_listing(session, worker), client=buyer, accepted=True,
                         starts_at=done.booking.starts_at + 7 * DAY)  # fmt: skip
    page = f"/bookings/{ahead.booking.reference}/invoice"
    assert "once the work is done" in browser(buyer).get(page).text
    assert browser(buyer).post(page, data=FORM).status_code == 404
    with pytest.raises(NotInvoiced):
        issue_invoice(session, ahead, buyer=Named("X"), at=done.booking.ends_at)
    assert session.execute(select(Paper)).first() is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"name": ""}, "Enter the name or company"), ({"address": " "}, "Enter the address"),
     ({"vat_number": "IT12"}, "This is no VAT number")],
)  # fmt: skip
def test_bad_input_keeps_what_was_typed(session, browser, done, buyer, wrong, said):
    answer = browser(buyer).post(f"/bookings/{done.booking.reference}/invoice", data={**FORM, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    for name, typed in {**FORM, **wrong}.items():
        assert typed.strip() in answer.text, name
    assert session.execute(select(Paper)).first() is None


def test_each_refund_of_an_invoiced_booking_has_its_credit_note(session, browser, done, buyer, worker):
    at = done.booking.ends_at
    refund(session, done, 1000, at)  # before the invoice was asked for
    reference = done.booking.reference
    assert "no credit note" in browser(buyer).get(f"/bookings/{reference}/refunds/1").text
    browser(buyer).post(f"/bookings/{reference}/invoice", data=FORM)
    refund(session, done, 3000, at + 2 * DAY)
    session.commit()
    invoice, *notes = session.execute(select(Paper).order_by(Paper.id)).scalars()
    assert [note.subject for note in notes] == [f"{subject_of(reference)}:refunded:{n}" for n in (1, 2)]
    assert [note.gross_cents for note in notes] == [1000, 3000]
    assert sum(note.vat_cents for note in notes) == invoice.vat_cents
    shown = browser(worker).get(f"/bookings/{reference}/refunds/2").text
    assert f"Credit note {notes[1].reference}" in shown
    assert invoice.reference in shown
    assert browser(worker).get(f"/bookings/{reference}/refunds/3").status_code == 404
    assert browser(worker).get(f"/bookings/{reference}/refunds/{2**40}").status_code == 404


def test_a_worker_who_has_stated_nothing_charges_no_vat(session, browser, coop, buyer):
    course = make_booking(session, make_listing(session), client=buyer, completed=True)
    page = f"/bookings/{course.booking.reference}/invoice"
    browser(buyer).post(page, data=FORM)
    shown = browser(buyer).get(page).text
    assert "not registered" in shown
    assert "VAT: none charged" in shown


def test_the_receipt_says_the_vat_and_leads_on(browser, done, buyer):
    shown = browser(buyer).get(f"/bookings/{done.booking.reference}/receipt").text
    assert "€32.79 is net and €7.21 is VAT at 22%" in shown
    assert f"/bookings/{done.booking.reference}/invoice" in shown


def test_what_a_client_paid_with_all_its_papers(session, browser, done, buyer, worker):
    listing = make_listing(session, worker, title='=HYPERLINK("http://x")')
    make_booking(session, listing, client=buyer, completed=True, starts_at=done.booking.starts_at + DAY)
    make_booking(session, listing, completed=True, starts_at=done.booking.starts_at + 2 * DAY)
    client = browser(buyer)
    client.post(f"/bookings/{done.booking.reference}/invoice", data=FORM)
    refund(session, done, 500, done.booking.ends_at + DAY)
    invoice, note = session.execute(select(Paper).order_by(Paper.id)).scalars()
    page = client.get("/my/receipts")
    assert page.text == client.get("/my/receipts/2026").text
    assert {invoice.reference, note.reference} <= set(page.text.replace("<", " ").replace("/", " ").split())
    rows = list(csv.DictReader(io.StringIO(client.get("/my/receipts/2026.csv").text)))
    assert [row["price"] for row in rows] == ["40.00", "40.00"]
    assert rows[0]["service"].startswith("'=")
    assert (rows[1]["invoice"], rows[1]["credit_notes"], rows[1]["refunded"]) == (
        invoice.reference, note.reference, "5.00")  # fmt: skip
    assert client.get("/my/receipts/2025").status_code == 200
    for none in ("/my/receipts/2027", "/my/receipts/1999.csv", "/my/receipts/99999999999"):
        assert client.get(none).status_code == 404


def test_what_a_worker_gives_to_their_accountant(session, browser, done, buyer, worker):
    browser(buyer).post(f"/bookings/{done.booking.reference}/invoice", data={**FORM, "name": "@SUM(A1)"})
    mine = browser(worker)
    (paper,) = session.execute(select(Paper)).scalars()
    listed = mine.get("/my/papers").text
    assert paper.reference in listed
    assert "/my/statements/2026-03" in listed
    rows = list(csv.DictReader(io.StringIO(mine.get("/my/papers/2026.csv").text)))
    assert [(row["number"], row["net"], row["vat_rate_percent"], row["vat"], row["gross"], row["buyer"])
            for row in rows] == [(paper.reference, "32.79", "22", "7.21", "40.00", "'@SUM(A1)")]  # fmt: skip
    month = mine.get("/my/statements/2026-03").text
    assert "Wanda&#39;s Works" in month
    assert "Balance at the end" in month
    for path in ("/my/statements/2026-03.csv", "/my/statements/2026.csv"):
        lines = list(csv.DictReader(io.StringIO(mine.get(path).text)))
        assert [(row["kind"], row["price"], row["in_hand"], row["change"]) for row in lines[1:-1]] == [
            ("booking-completed", "40.00", "40.00", "-2.00")]  # fmt: skip
    for none in ("2026-13", "2026-04", "2027", "1800-01", "x"):
        assert mine.get(f"/my/statements/{none}").status_code == 404
        assert mine.get(f"/my/statements/{none}.csv").status_code == 404
    stranger = browser(make_person(session, "Sten Stranger"))
    assert paper.reference not in stranger.get("/my/papers").text
    assert "40.00" not in stranger.get("/my/statements/2026-03").text
