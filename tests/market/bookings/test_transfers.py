"""A booking paid by transfer, from the client's browser over the steward's desk into the ledger."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from coop.ledger import chart, checks
from coop.ledger.balances import balance
from coop.ledger.models import EntryRow
from coop.market.bookings import actions
from coop.market.bookings.models import Booking
from coop.market.references import grouped
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.money.payments.models import ExpectedTransfer, Settlement
from coop.money.payments.queries import awaited, held, refunds_due
from coop.money.tax_status.actions import state
from coop.people.persons.models import Person
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from coop.web.once import form_key
from tests.factories import NOW, make_person, make_steward, sign_in
from tests.market.bookings.factories import TOMORROW, make_booking, make_listing

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
FIVE = re.compile(r'<table class="five">.*?</table>', re.DOTALL)
LINE = re.compile(r'<th scope="row">(.*?)</th><td class="n">(.*?)</td>')
ACCOUNTS = (chart.BANK, chart.CLIENTS_HELD, chart.WORKERS_PAYABLE, chart.FEES, chart.CANCELLATIONS)


@pytest.fixture
def listing(session, coop):
    return make_listing(session)


@pytest.fixture
def browser(app, session):
    """`browser("client")`: one browser for each person of the story."""
    people = {"client": make_person(session), "steward": make_steward(session)}

    def of(who, person=None):
        return sign_in(app.test_client(), person or people[who])

    return of


def send(browser, page, **answers):
    """Send a form; where it leads."""
    sent = browser.post(page, data={"form_key": form_key(), **answers})
    assert sent.status_code == 303, sent.text
    return sent.location


def five(page):
    """What a page's five lines say: [(label, cents written out)], the total last."""
    table = FIVE.search(page)
    assert table, "no five lines on this page"
    return [(html.unescape(label), re.sub("<.*?>|[^0-9.]", "", cents)) for label, cents in LINE.findall(table[0])]


def book(client, listing):
    """From the listing to a booking asked for, paid by transfer; its path and what each page said."""
    pages = {"listing": client.get(f"/listings/{listing.reference}?minutes=120").text}
    asked = {"minutes": "120", "quantity": "1", "price_tier": "middle", "starts_at": f"{TOMORROW:%Y-%m-%dT%H:%M:%SZ}"}
    details = client.post(f"/listings/{listing.reference}/holds", data=asked).location
    path = details.removesuffix("/details")
    send(client, details, address="31 Toad Lane", note="", payment_method="transfer")
    pages["check"] = client.get(f"{path}/check").text
    send(client, f"{path}/check")
    return path, pages


def arrives(steward, reference, amount="40.00", day="2026-03-02"):
    return send(steward, "/desk/transfers", reference=grouped(reference).lower(), amount_cents=amount, received_on=day)


def sums(session):
    """The balances that matter, as another process has left them."""
    session.rollback()
    return sums_of(session)


def sums_of(session):
    return tuple(balance(session, account) for account in ACCOUNTS)


@pytest.fixture(params=[None, "25%"], ids=["no-VAT", "VAT"])
def tax_cents(request, session, listing):
    """What the worker owes of 40.00: a fifth of the price where they are registered at 25%."""
    if request.param is None:
        return 0
    founded = NOW - 59 * DAY
    set_rule(session, "vat.standard_rate", request.param, in_force_from=founded,
             decision=decision_by_reference(session, "charter"), at=NOW)  # fmt: skip
    worker = session.get_one(Person, listing.worker_id)
    state(session, worker, kind="registered", rate="standard", vat_number="IT01234567890", trading_name="Works",
          address="Quay 1", from_on=founded.date(), recorded_by=worker, at=NOW)  # fmt: skip
    session.commit()
    return 800


def test_booked_accepted_paid_done_and_the_same_cents_on_every_page(session, listing, browser, clock, tax_cents):
    client, steward = browser("client"), browser("steward")
    path, pages = book(client, listing)
    booking = session.execute(select(Booking)).scalar_one()
    assert session.get(ExpectedTransfer, subject_of(booking.reference)) is None, "nobody pays for a request"
    worker = browser("worker", session.get_one(Person, booking.worker_id))
    send(worker, f"{path}/acceptance")
    assert grouped(booking.reference) in client.get(path).text, "what to write on the transfer"
    assert grouped(booking.reference) in steward.get("/desk/transfers").text
    arrives(steward, booking.reference)
    assert sums(session) == (4000, -4000, 0, 0, 0)
    assert "Paid. The co-op holds it" in client.get(path).text
    clock.at = TOMORROW + 3 * HOUR
    send(client, f"{path}/completion")
    assert sums(session) == (4000, 0, -3800, -200, 0)
    assert checks.findings(session) == []
    entry_id = session.get(Settlement, subject_of(booking.reference)).entry_id
    pages["booking"], pages["receipt"] = client.get(path).text, client.get(f"{path}/receipt").text
    pages["entry"] = client.get(f"/ledger/entries/{entry_id}").text
    shown = {name: five(page) for name, page in pages.items()}
    worker_part, *fee_parts, tax, total = (Decimal(cents) for _, cents in shown["receipt"])
    owed = Decimal(tax_cents) / 100
    assert (worker_part, sum(fee_parts), tax, total) == (38 - owed, 2, owed, 40)
    for name, lines in shown.items():
        assert [cents for _, cents in lines] == [cents for _, cents in shown["receipt"]], name
        assert [label for label, _ in lines][1:] == [label for label, _ in shown["receipt"]][1:], name
    assert {lines[0][0] for name, lines in shown.items() if name != "entry"} == {"To Wanda Worker"}
    assert shown["entry"][0][0] == "To the worker", "no one is named in the ledger"


def test_done_first_and_paid_later_the_worker_waits_and_then_has_it(session, listing, browser, clock):
    client, steward = browser("client"), browser("steward")
    path, _ = book(client, listing)
    booking = session.execute(select(Booking)).scalar_one()
    worker = browser("worker", session.get_one(Person, booking.worker_id))
    send(worker, f"{path}/acceptance")
    clock.at = TOMORROW + 3 * HOUR
    send(worker, f"{path}/completion")
    assert sums(session) == (0, 0, 0, 0, 0), "never out of other clients' money"
    assert [(one.missing_cents, one.is_done) for one in awaited(session)] == [(4000, True)]
    assert "The co-op waits for the transfer." in client.get(path).text
    arrives(steward, booking.reference, "15.00", "2026-03-03")
    assert sums(session) == (1500, -1500, 0, 0, 0)
    arrives(steward, booking.reference, "25.00", "2026-03-03")
    assert sums(session) == (4000, 0, -3800, -200, 0)
    assert awaited(session) == []
    assert checks.findings(session) == []
    kinds = session.execute(select(EntryRow.kind).where(EntryRow.kind.like("booking%")).order_by(EntryRow.id))
    assert list(kinds.scalars()) == ["booking-paid", "booking-paid", "booking-completed"]


def test_an_instant_booking_awaits_its_transfer_at_once(session, coop):
    course = make_booking(session, make_listing(session, instant=True), payment_method="transfer")
    assert [one.subject for one in awaited(session)] == [subject_of(course.booking.reference)]


def test_what_is_declined_or_paid_in_cash_awaits_no_transfer(session, coop):
    course = make_booking(session, payment_method="transfer")
    actions.decline(session, course, by=course.booking.worker, reason="Away", at=NOW)
    make_booking(session, accepted=True, payment_method="cash")
    assert awaited(session) == []


# (tier, how long before the start, kept of 40.00, the worker's part after the fee, the fee)
TIERS = [
    ("flexible", 24 * HOUR, 0, 0, 0),
    ("flexible", 24 * HOUR - dt.timedelta(seconds=1), 2000, 1900, 100),
    ("moderate", 24 * HOUR, 0, 0, 0),
    ("moderate", 23 * HOUR, 4000, 3800, 200),
    ("strict", 5 * DAY, 2000, 1900, 100),
    ("strict", 5 * DAY - HOUR, 4000, 3800, 200),
]


@pytest.mark.parametrize(("tier", "before", "kept", "to_worker", "fee"), TIERS)
def test_a_paid_transfer_cancelled_goes_back_by_its_tier(session, coop, tier, before, kept, to_worker, fee):
    steward = make_steward(session)
    starts_at = TOMORROW + 6 * DAY
    listing = make_listing(session, cancellation_tier=tier)
    course = make_booking(session, listing, payment_method="transfer", accepted=True, starts_at=starts_at)
    subject = subject_of(course.booking.reference)
    payments.record_transfer(
        session, subject=subject, amount_cents=4000, received_on=NOW.date(), recorded_by=steward, at=NOW
    )
    actions.cancel(session, course, by=course.booking.client, reason="Ill", at=starts_at - before)
    assert sums_of(session) == (4000, kept - 4000, -to_worker, -fee, 0)
    due = refunds_due(session)
    assert sum(refund.amount_cents for refund in due) == 4000 - kept
    for refund in due:
        payments.send_refund(session, refund, sent_by=steward, sent_on=starts_at.date(), at=starts_at)
    assert sums_of(session) == (kept, 0, -to_worker, -fee, 0)
    assert checks.findings(session) == []
    assert awaited(session) == []
    session.commit()


def test_a_worker_who_cancels_has_all_of_a_paid_transfer_sent_back(session, coop):
    course = make_booking(session, payment_method="transfer", accepted=True)
    subject = subject_of(course.booking.reference)
    payments.record_transfer(
        session, subject=subject, amount_cents=4000, received_on=NOW.date(), recorded_by=None, at=NOW
    )
    actions.cancel(session, course, by=course.booking.worker, reason="Ill", at=TOMORROW - HOUR)
    assert [refund.amount_cents for refund in refunds_due(session)] == [4000]
    assert sums_of(session) == (4000, -4000, 0, 0, 0)


def test_a_transfer_that_arrives_after_the_cancellation_can_only_go_back(session, coop):
    course = make_booking(session, payment_method="transfer", accepted=True)
    subject = subject_of(course.booking.reference)
    actions.cancel(session, course, by=course.booking.client, reason="Ill", at=TOMORROW - HOUR)
    assert awaited(session) == [], "nobody waits for it any more"
    payments.record_transfer(
        session, subject=subject, amount_cents=4000, received_on=NOW.date(), recorded_by=None, at=TOMORROW
    )
    assert held(session, subject).free_cents == 4000
