"""Paying by card, being paid back and answering a dispute, on the make-believe processor; with and without scripts."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

import pytest

from coop.demo.cards.server import CardServer
from tests.browser import demo as demos
from tests.browser.demo import Demo, Served
from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

GOOD, DECLINED, ASKS_OWNER = "4242424242424242", "4000000000000002", "4000002500003155"
TITLE = "Computer help at your kitchen table"


@dataclass
class Shop:
    """A site that takes cards, and the processor it takes them by."""

    demo: Demo
    cards: CardServer
    environment: dict[str, str]

    def work(self) -> None:
        """What the worker does, once."""
        for _ in range(2):
            command = [sys.executable, "-m", "coop.cli", "worker", "--once"]
            done = subprocess.run(command, check=False, env=self.environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def shop(seeded_demo, tmp_path):
    served = Served(demos.copy(seeded_demo, tmp_path / "demo"))
    with CardServer(webhook=f"{served.demo.url}/webhooks/stripe") as cards:
        try:
            demo = served.start(
                COOP_STRIPE_SECRET_KEY=cards.key, COOP_STRIPE_WEBHOOK_SECRET=cards.secret,
                COOP_STRIPE_API_BASE=cards.url, COOP_LOG_KEY_FILE=str(served.demo.folder / "log-sqlite.key"),
            )
            yield Shop(demo, cards, served.environment)
        finally:
            served.stop()


@pytest.fixture
def somebody(browser, shop, javascript):
    opened = []

    def one(who: str = "") -> Walker:
        walker = Walker(browser, shop.demo, javascript=javascript)
        opened.append(walker)
        if who:
            walker.signed_in(*shop.demo.people[who])
        return walker

    yield one
    for walker in opened:
        walker.close()


def pay(client: Walker, number: str) -> Walker:
    client.page.locator("[name=number]").fill(number)
    return client.press("Pay")


@pytest.fixture
def booking_page(somebody, shop):
    """`booking_page("last_time")`: a visitor at the processor's page for a listing that books at once."""

    def run(which):
        client = somebody()
        ((listing,),) = shop.demo.rows("SELECT reference FROM listings WHERE title = ?", TITLE)
        client.open(f"/listings/{listing}")
        getattr(client, which)().press("Book this time")
        client.fill(name="Noor", email="noor@example.org", address="Via Torino 8", payment_method="card").looked()
        return client.press("Continue").looked().press("Go on to pay").reads("Pay 26.00 EUR").looked()

    return run


def reference_of(client: Walker) -> str:
    return client.page.url.split("?")[0].rsplit("/", 1)[-1]


def test_pay_and_get_it_back(booking_page, somebody, shop):
    client = booking_page("last_time")
    pay(client, DECLINED).reads("declined").looked()
    pay(client, ASKS_OWNER).press(re.compile("Complete"))
    client.reads("Booked", "Paid. The co-op holds it").looked()
    reference = reference_of(client)
    subject = f"booking:{reference}"
    ((charge, cents),) = shop.demo.rows(
        "SELECT c.charge_id, p.amount_cents FROM card_charges c JOIN payments p ON p.subject = c.subject"
        " WHERE c.subject = ?", subject,
    )
    assert charge.startswith("ch_")
    assert cents == 2600

    client.open(f"/bookings/{reference}").follow("Cancel").looked()
    client.press("Cancel the booking").looked()
    shop.work()
    assert shop.demo.rows("SELECT amount_cents FROM refunds WHERE subject = ? AND sent_on IS NOT NULL", subject) == [
        (2600,)
    ], "cancelled early enough"
    desk = somebody("steward").open("/desk/cards").press("Compare now").looked()
    desk.reads("Both sides agree, to the cent.")


def test_a_card_that_keeps_it_aside_is_charged_what_a_late_cancellation_keeps(booking_page, somebody, shop):
    client = pay(booking_page("first_time"), GOOD)
    client.reads("Booked", "Kept aside on the client's card").looked()
    reference = reference_of(client)
    assert shop.demo.rows("SELECT 1 FROM card_charges") == []
    client.open(f"/bookings/{reference}").follow("Cancel").reads("Only that is charged").looked()
    client.press("Cancel the booking").reads("is charged to the card by the terms of the booking").looked()
    shop.work()
    assert shop.demo.rows("SELECT amount_cents FROM payments WHERE subject = ?", f"booking:{reference}") == [(1300,)]
    client.open(f"/bookings/{reference}").reads("is kept by the terms of the booking").looked()
    somebody("steward").open("/desk/cards").press("Compare now").reads("Both sides agree, to the cent.").looked()


def test_a_dispute_is_answered_by_a_steward_and_won(booking_page, somebody, shop):
    pay(booking_page("last_time"), GOOD).reads("Booked")
    ((charge,),) = shop.demo.rows("SELECT charge_id FROM card_charges")
    dispute = shop.cards.dispute(charge, reason="product_not_received")
    shop.work()

    steward = somebody("steward").open("/desk/cards").looked()
    steward.page.locator("main a[href^='/desk/disputes/']").first.click()
    steward.page.wait_for_load_state()
    steward.reads("€26.00", "Answer by").looked()
    words = steward.page.locator("[name=words]").input_value()
    assert TITLE in words, "gathered from the booking"
    steward.fill(words="").press("Send it to the bank").is_told("")
    steward.fill(words=words).press("Send it to the bank").reads("What was answered").looked()
    shop.work()
    shop.cards.decide(dispute["id"], "won")
    shop.work()
    assert shop.demo.rows("SELECT outcome FROM card_dispute_ends") == [("won",)]
    steward.open("/desk/cards").press("Compare now").reads("Both sides agree, to the cent.").looked()


def test_a_tip_is_paid_in_one_with_the_price(somebody, shop):
    client = somebody()
    ((listing,),) = shop.demo.rows("SELECT reference FROM listings WHERE title = ?", TITLE)
    client.open(f"/listings/{listing}").first_time().press("Book this time")
    client.fill(name="Noor", email="noor@example.org", address="Via Torino 8", payment_method="card").press("Continue")
    assert client.page.locator("[name=tip]").input_value() == "", "none is filled in"
    assert not client.page.locator("[name=keep]").is_checked(), "nobody ticks it for them"
    client.fill(tip="much").press("Go on to pay").is_told("Enter an amount of money")
    client.fill(tip="4").looked().press("Go on to pay").reads("26.00", "Tip, without a fee", "4.00", "30.00").looked()
    pay(client, GOOD).reads("Booked", "€4.00, kept aside with the price").looked()
    path = client.page.url.split("?")[0].removeprefix(shop.demo.url)
    client.open(f"{path}/receipt").reads("€4.00, kept aside with the price").looked()
    assert client.five_lines()[-1][1] == "€26.00", "the five lines are of the price"
    shop.work()
    somebody("steward").open("/desk/cards").press("Compare now").reads("Both sides agree, to the cent.").looked()


def test_a_kept_card_is_charged_when_the_worker_accepts(somebody, shop):
    client = somebody("client").open("/my/cards").reads("You keep no card.").looked()
    client.press("Keep a card").looked()
    client.page.locator("[name=number]").fill(GOOD)
    client.press("Save").reads("Your card is kept.", "Visa ending in 4242").looked()

    ((listing, worker),) = shop.demo.rows(
        "SELECT l.reference, p.display_name FROM listings l JOIN people p ON p.id = l.worker_id WHERE NOT l.instant AND"
        " l.accepts_transfer AND l.published_at IS NOT NULL AND l.paused_at IS NULL AND l.place_kind = 'travel' AND"
        " p.email <> ? ORDER BY l.id LIMIT 1", shop.demo.people["client"][0],
    )
    client.open(f"/listings/{listing}").first_time().press("Ask for this time")
    client.fill(address="Via Torino 8", payment_method="card").press("Continue").reads("Charge €", "ending in 4242")
    assert client.page.locator("[name=card][value='0']").is_checked(), "no, unless they say yes"
    client.looked()
    client.page.locator("[name=card]:not([value='0'])").check(force=True)
    client.press(re.compile("^Ask ")).reads("are charged to your Visa ending in 4242", "Take that back").looked()
    reference = client.page.url.split("?")[0].rsplit("/", 1)[-1]
    assert shop.demo.rows("SELECT 1 FROM card_charges") == []

    somebody().signed_in(*shop.demo.login(worker)).open(f"/bookings/{reference}").press("Accept")
    shop.work()
    client.open(f"/bookings/{reference}").reads("Paid. The co-op holds it until the work is done.").looked()
    assert len(shop.demo.rows("SELECT 1 FROM card_charges")) == 1
    client.open("/my/cards").press("Remove this card").reads("is removed", "You keep no card.").looked()


def test_a_series_is_booked_by_a_card_that_a_visitor_keeps_on_the_way(somebody, shop):
    client = somebody()
    ((listing,),) = shop.demo.rows("SELECT reference FROM listings WHERE title = ?", TITLE)
    client.open(f"/listings/{listing}").first_time().page.locator("#repeat").select_option("fortnightly")
    client.press("Book this time").page.locator("#visits").fill("3")
    client.press("Show dates")
    for date in client.page.locator("form[method=post] fieldset").all():  # what is not free is left out
        if not date.locator("input:checked").count():
            date.locator("input").last.check()
    client.press("Continue with these dates")
    client.fill(name="Noor", email="noor@example.org", address="Via Torino 8", payment_method="card").looked()
    client.press("Continue").reads("First you keep a card with our processor.", "days before it").looked()
    client.press("Go on to keep a card").looked()
    client.page.locator("[name=number]").fill(GOOD)
    client.press("Save").reads("Charge each visit to", "Visa ending in 4242").looked()
    client.press(re.compile("^Book .* visits")).reads("Booked", "is charged to your Visa ending in 4242").looked()
    path = client.page.url.split("?")[0].removeprefix(shop.demo.url)
    shop.work()
    client.open(path).reads("Paid. The co-op holds it", "To be charged to the kept card").looked()
    assert len(shop.demo.rows("SELECT 1 FROM card_charges")) == 1, "the others wait for their days"
    client.page.locator("ul.tasks a").last.click()
    client.reads("are charged to your Visa ending in 4242 on").looked()
    client.open(path).follow("Cancel all that remain").reads("In all").looked()
    client.press("Cancel all that remain").reads("What remained was cancelled").looked()
    shop.work()
    somebody("steward").open("/desk/cards").press("Compare now").reads("Both sides agree, to the cent.").looked()
