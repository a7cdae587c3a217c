"""A team walked in Chromium: proposed, agreed, booked, done; each is paid, by bank or with a transfer of their own."""

from __future__ import annotations

import re

import pytest

from tests.browser.test_cards import GOOD, TITLE, pay, shop  # noqa: F401
from tests.browser.test_walks import book, listing
from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

LEAD, OTHERS = "Mamadou Diop", ("Bruno Cossutta", "Teo Kralj")
SOLVENT = ("Bruno Cossutta", "Inés Quispe")  # who owe the co-op less than it owes them: a share is sent on whole
SERVICE = "Man with a van, and a second man"


@pytest.fixture
def walkers(browser, javascript):
    """`walkers(site, "Teo Kralj")`: a person's browser, a visitor's without a name."""
    opened = []

    def one(site, who: str = "") -> Walker:
        walker = Walker(browser, site, javascript=javascript)
        opened.append(walker)
        if who:
            walker.signed_in(*(site.people.get(who) or site.login(who)))
        return walker

    yield one
    for walker in opened:
        walker.close()


def agree_on_a_team(walkers, site, title, lead, others):
    """The lead proposes 2:1:1, each of the others says yes; returns their browsers, the lead's first."""
    reference = listing(site, title)
    by_lead = walkers(site, lead).open(f"/my/listings/{reference}").looked().follow("Your team").looked()
    by_lead.fill(own_parts="2", who1="Nobody", parts1="1").press("Propose the team")
    by_lead.is_told("No member has that name or number", own_parts="2", who1="Nobody", parts1="1").looked()
    by_lead.fill(who1=others[0], parts1="1", who2=others[1], parts2="1").press("Propose the team")
    by_lead.reads("Somebody has not said yes yet").looked()
    visitor = walkers(site).open(f"/listings/{reference}").reads("The team is agreeing on its split").looked()
    browsers = [by_lead]
    for name in others:
        member = walkers(site, name).open("/my/teams").reads(title, "2", lead).looked()
        browsers.append(member.press("Yes, I agree").reads("You said yes").looked())
    by_lead.open(f"/my/listings/{reference}/team").reads("Everybody said yes").looked()
    visitor.open(f"/listings/{reference}").reads("A team does this together", lead, *others).looked()
    return browsers


def put_past(site, reference):
    (wait,) = site.rows(
        "SELECT CAST((julianday(ends_at) - julianday('now')) * 24 AS INTEGER) + 2 FROM bookings WHERE reference = ?",
        reference,
    )[0]
    site.put_forward(hours=wait)


def payable(site, reference, account="Liabilities:WorkersPayable"):
    """Cents posted to each by the entry that shared a booking out, by name."""
    return dict(site.rows(
        "SELECT h.display_name, SUM(p.amount) FROM postings p JOIN entries e ON e.id = p.entry_id "
        "JOIN accounts a ON a.id = p.account_id JOIN people h ON h.party_id = p.party_id "
        "WHERE e.reference = ? AND a.code = ? GROUP BY h.display_name", f"booking:{reference}:completed", account,
    ))  # fmt: skip


def test_a_team_is_agreed_booked_done_and_each_is_paid(walkers, site):
    lead, one, other = agree_on_a_team(walkers, site, SERVICE, LEAD, OTHERS)
    client = walkers(site)
    reference = book(client, site, SERVICE, email="team@example.org", pay="cash")
    client.reads("You have asked").looked()
    page = f"/bookings/{reference}"
    client.open(page).reads("The team", LEAD, *OTHERS).looked()
    one.open(page).reads("waits for the answer of Mamadou Diop").looked()
    one.open("/my/work").looked()
    lead.open(page).press("Accept").looked()
    other.open(page).reads("Booked").looked()
    other.open("/my/calendar").looked()
    put_past(site, reference)
    lead.open(page).follow("The work is done").reads("the others of the team get").looked()
    lead.press("Yes, it is done").looked()
    ((price, fee),) = site.rows("SELECT price_cents, fee_cents FROM bookings WHERE reference = ?", reference)
    got, owed = payable(site, reference), payable(site, reference, "Assets:Receivable:WorkerFees")
    assert set(got) == set(OTHERS)
    assert owed == {LEAD: fee - sum(got.values())}
    assert all(abs(-4 * cents - (price - fee)) < 4 for cents in got.values())
    assert set(payable(site, reference, "Income:Fees")) == {LEAD, *OTHERS}
    client.open(f"{page}/receipt").reads(f"{LEAD} (2)").looked()
    one.open("/my/earnings").looked()
    client.open(f"{page}/invoice").fill(name="Noor", address="Via Torino 8").press("Issue the invoice").looked()
    assert site.rows("SELECT COUNT(*) FROM papers WHERE subject LIKE ?", f"booking:{reference}%") == [(3,)]
    site.put_forward(hours=0)


def test_two_of_a_team_have_a_transfer_each(walkers, shop):  # noqa: F811
    site = shop.demo
    ((lead,),) = site.rows(
        "SELECT p.display_name FROM listings l JOIN people p ON p.id = l.worker_id WHERE l.title = ?", TITLE
    )
    browsers = agree_on_a_team(walkers, site, TITLE, lead, SOLVENT)
    for worker in browsers[:2]:
        worker.open("/my/card-payments").press("Open an account at Stripe")
    shop.work()
    ((run,),) = site.rows("SELECT reference FROM payout_runs ORDER BY id DESC LIMIT 1")
    # Drawn up, it is what pays what they are owed.
    walkers(site, "steward").open(f"/desk/payouts/{run}").press("Discard the run")
    for ((account,),) in [site.rows("SELECT processor_id FROM card_accounts ORDER BY id LIMIT 1 OFFSET ?", number)
                          for number in range(2)]:  # fmt: skip
        shop.cards.onboard(account, "complete")
    shop.work()
    client = walkers(site)
    client.open(f"/listings/{listing(site, TITLE)}").first_time().press("Book this time")
    client.fill(name="Noor", email="noor@example.org", address="Via Torino 8", payment_method="card").press("Continue")
    pay(client.press("Go on to pay"), GOOD).reads("Booked").looked()
    reference = client.page.url.split("?")[0].rsplit("/", 1)[-1]
    put_past(site, reference)
    browsers[0].open(f"/bookings/{reference}/completion").press("Yes, it is done").looked()
    shop.work()
    got = payable(site, reference)
    assert set(got) == {lead, *SOLVENT}
    sent = dict(site.rows(
        "SELECT p.display_name, t.amount_cents FROM card_transfers t JOIN people p ON p.party_id = t.party_id "
        "WHERE t.subject = ? AND t.outcome = 'sent'", f"booking:{reference}",
    ))  # fmt: skip
    assert sent == {name: -got[name] for name in (lead, SOLVENT[0])}
    with shop.cards.processor.store.transaction():
        assert sorted(each["amount"] for each in shop.cards.processor.store.oldest("transfer")) == sorted(sent.values())
    walkers(site, "steward").open("/desk/cards").press("Compare now").reads("Both sides agree, to the cent.").looked()
    assert re.fullmatch(r"[0-9A-Z-]+", reference)
