"""The loop walked in Chromium, with JavaScript and without: from a booking to its receipt, a vote, a payout.

Every walk also does something wrong on its way: the form says what and keeps what was answered.
"""

from __future__ import annotations

import re
import time

import pytest
from passlib.totp import TOTP
from PIL import Image

from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

SERIES = "Computer help at your kitchen table"
NEW_PASSWORD = "seven green boats at noon"


@pytest.fixture
def somebody(browser, site, javascript):
    """Opens browsers: `somebody()` a visitor's, `somebody("Teo Kralj")` or `somebody("steward")` a person's."""
    opened = []

    def one(who: str = "") -> Walker:
        walker = Walker(browser, site, javascript=javascript)
        opened.append(walker)
        if who:
            walker.signed_in(*(site.people.get(who) or site.login(who)))
        walker.submits = 0
        return walker

    yield one
    for walker in opened:
        walker.close()


def listing(site, title: str) -> str:
    return site.rows("SELECT reference FROM listings WHERE title = ?", title)[0][0]


def book(visitor: Walker, site, title: str, *, email: str, pay: str) -> str:
    """Book as somebody new, from the listing on; returns the reference."""
    visitor.open(f"/listings/{listing(site, title)}").first_time().press(re.compile("Book this time|Ask for this time"))
    visitor.fill(name="Noor Haddadi", email=email, address="Via Torino 8", payment_method=pay).press("Continue")
    visitor.press(re.compile("Book for|Ask "))
    return visitor.page.url.split("?")[0].rsplit("/", 1)[-1]


def test_a_visitor_books_in_four_submits_and_gets_an_account_on_the_way(somebody, site):
    visitor = somebody()
    visitor.open("/").page.locator("main input[name=q]").fill("computer")
    visitor.press(re.compile("Search|Find")).follow("Computer help at your kitchen table")
    visitor.submits = 0
    shown = visitor.five_lines()
    visitor.looked().first_time().press("Book this time").looked()
    visitor.fill(name="Noor", email="noor at home", note="Two cats").press("Continue")
    visitor.is_told("Enter an e-mail such as name@example.org", name="Noor", note="Two cats")
    visitor.is_told("Enter the address where the work is to be done")
    visitor.submits -= 1  # the one that was sent back
    visitor.fill(email="noor@example.org", address="Via Torino 8", payment_method="cash").press("Continue").looked()
    assert visitor.five_lines() == shown
    visitor.press("Book for").reads("Booked", "Your reference", "What happens next").looked()
    assert visitor.submits <= 4
    reference = visitor.page.url.split("?")[0].rsplit("/", 1)[-1]
    visitor.open("/outbox").reads("noor@example.org", reference)
    visitor.open(visitor.mailed_link("noor@example.org", "Choose a password")).looked()
    visitor.fill(password="short", password_confirm="short").press("Set the password")
    visitor.is_told("Use at least 10 characters")
    visitor.fill(password=NEW_PASSWORD, password_confirm=NEW_PASSWORD).press("Set the password")
    somebody().signed_in("noor@example.org", NEW_PASSWORD).open(f"/bookings/{reference}").reads("Computer help")


def test_a_visitor_books_a_series_and_the_worker_ends_what_remains(somebody, site):
    visitor = somebody()
    visitor.open(f"/listings/{listing(site, SERIES)}").first_time().page.locator("#repeat").select_option("weekly")
    visitor.press(re.compile("Book this time|Ask for this time")).reads("Look at every date", "every week").looked()
    visitor.page.locator("#visits").fill("1")
    visitor.press("Show dates").reads("There is a problem", "Enter from 2 to").looked()
    visitor.page.locator("#visits").fill("4")
    visitor.press("Show dates").reads("each time, all in")
    for date in visitor.page.locator("form[method=post] fieldset").all():  # what is not free is left out
        if not date.locator("input:checked").count():
            date.locator("input").last.check()
    visitor.looked().press("Continue with these dates").looked()
    visitor.fill(name="Sela", email="sela@example.org", address="Via Torino 9", payment_method="cash").press("Continue")
    visitor.looked().press(re.compile("Book .* visits for|Ask .* visits"))
    visitor.reads("Your reference", "The visits").looked()
    path = visitor.page.url.split("?")[0]
    visitor.open("/my/bookings").reads("every week").looked()
    (name,) = site.rows("SELECT p.display_name FROM people p JOIN series s ON s.worker_id = p.id"
                        " WHERE s.reference = ?", path.rsplit("/", 1)[-1])[0]  # fmt: skip
    worker = somebody(name).open(path).looked()
    if worker.page.get_by_role("button", name="Accept all that wait").count():
        worker.press("Accept all that wait")
    worker.reads("booked").open("/my/work").looked().open(path)
    worker.follow("Cancel all that remain").reads("The client gets everything back.").looked()
    worker.fill(reason="I move to another town").press("Cancel all that remain").reads("What remained was cancelled")
    worker.looked()
    visitor.open(path).reads("What remained was cancelled").looked()


def test_a_steward_records_a_transfer(somebody, site):
    (reference,) = site.rows(
        "SELECT b.reference FROM bookings b JOIN booking_acceptances a ON a.booking_id = b.id"
        " WHERE b.payment_method = 'transfer' AND 'booking:' || b.reference NOT IN (SELECT subject FROM payments)"
        " AND b.id NOT IN (SELECT booking_id FROM booking_cancellations)"
    )[0]
    (price,) = site.rows("SELECT price_cents FROM bookings WHERE reference = ?", reference)[0]
    steward = somebody("steward").open("/desk").looked().follow("Transfers received")
    today = site.rows("SELECT date('now')")[0][0]
    steward.fill(reference="NOSUCH1", amount_cents="12,345.678", received_on=today).press("Record it")
    steward.is_told("", reference="NOSUCH1", amount_cents="12,345.678")
    steward.fill(amount_cents=f"{price // 100}.{price % 100:02d}").press("Record it").is_told("", reference="NOSUCH1")
    steward.fill(reference=reference.lower()).press("Record it")
    assert site.rows("SELECT count(*) FROM payments WHERE subject = ?", f"booking:{reference}") == [(1,)]


def test_a_run_above_the_limit_is_paid_out_once_a_second_steward_approved_it(somebody, site):
    drawer = somebody("Bruno Cossutta").open("/desk").follow("Payouts to workers").looked().follow("is open")
    drawer.reads("You drew it up, so another steward approves it.").looked()
    assert drawer.page.get_by_role("button", name="Approve the run").count() == 0
    second = somebody("steward").open(drawer.page.url).press("Approve the run").looked()
    second.fill(paid_on="").press("Record as paid").is_told("Enter the day")
    second.fill(paid_on=site.rows("SELECT date('now')")[0][0]).press("Record as paid").looked()
    run = second.page.url.rsplit("/", 1)[-1].split("?")[0]
    second.reads("Paid")
    (total,) = site.rows("SELECT total_cents FROM payout_runs WHERE reference = ?", run)[0]
    posted = site.rows(
        "SELECT -sum(p.amount) FROM postings p JOIN entries e ON e.id = p.entry_id"
        " JOIN accounts a ON a.id = p.account_id WHERE e.reference LIKE ? AND a.code LIKE 'Assets:Bank%'",
        f"payout:{run}:%",
    )
    assert posted == [(total,)]


def test_an_expense_is_handed_in_approved_and_paid(somebody, site, tmp_path):
    receipt = tmp_path / "receipt.png"
    Image.new("RGB", (60, 90), "white").save(receipt)
    today = site.rows("SELECT date('now')")[0][0]
    member = somebody("member").open("/my/expenses").looked().follow("Submit an expense").looked()
    member.fill(title="String and labels", amount_cents="a lot", spent_on=today, pay_to="Inés").press("Submit")
    member.is_told("", title="String and labels", amount_cents="a lot", pay_to="Inés")
    member.page.locator("[name=receipt]").set_input_files(receipt)
    member.fill(amount_cents="12.40").press("Submit").reads("String and labels").looked()
    steward = somebody("steward").open("/desk").follow("Expenses").follow("String and labels").looked()
    steward.press("Refuse").is_told("Say why")
    steward.press("Approve for").fill(paid_on=today).press("Record as paid").reads("Paid").looked()


def test_a_member_splits_the_surplus_keeps_a_receipt_and_changes_the_ballot(somebody, site, javascript):
    (number, name) = site.rows(
        "SELECT o.proposal_id, p.display_name FROM vote_openings o JOIN vote_rolls r ON r.proposal_id = o.proposal_id"
        " JOIN people p ON p.id = r.person_id WHERE o.method = 'independent-markets' AND o.closes_at > datetime('now')"
        " AND p.display_name = 'Inés Quispe'"
    )[0]
    member = somebody("member").open("/decisions").follow("Share out the surplus of the second period")
    member.looked().follow(re.compile("Vote|ballot|Cast", re.I)).looked()
    shares = [field.get_attribute("name") for field in member.page.locator("[data-split]").all()]
    wrong = dict(zip(shares, ["40", "45", *["0"] * len(shares)], strict=False))
    member.fill(**wrong)
    if javascript:
        member.reads("Together 85 of 100. Still to give: 15.")
    member.press("Cast my ballot").is_told("", **wrong)
    member.submits = 0
    member.fill(**{shares[0]: "55"}).press("Cast my ballot").reads("Your ballot is counted", "Keep this code").looked()
    assert member.submits <= 2
    code = member.page.locator("code.receipt").inner_text()
    member.follow("Check a receipt code").fill(receipt="AAAA-AAAA").press("Check").looked()
    assert member.page.title().startswith("Error:")
    member.fill(receipt=code).press("Check").reads("Your ballot is there.", "55").looked()
    member.open(f"/decisions/{number}/ballot").reads("You have voted.")
    member.fill(**dict(zip(shares, ["100", *["0"] * len(shares)], strict=False))).press("Change my ballot")
    member.is_told("")
    member.fill(receipt=code).press("Change my ballot").reads("Your ballot was changed").looked()
    cast = site.rows("SELECT count(*) FROM ballots WHERE proposal_id = ?", number)[0][0]
    assert cast == site.rows("SELECT count(*) FROM voter_marks WHERE proposal_id = ?", number)[0][0], name


def test_anyone_audits_a_fee_from_an_entry_to_its_rule_and_decision_in_two_clicks(somebody, site):
    (entry,) = site.rows("SELECT max(id) FROM entries WHERE kind = 'booking-completed'")[0]
    visitor = somebody().open(f"/ledger/entries/{entry}").reads("How the fee was worked out")
    visitor.reads("That is what was posted.").looked().follow(re.compile(r"fee.rate, version \d")).reads("fee")
    assert "/rules/fee.rate" in visitor.page.url
    assert visitor.page.locator(visitor.page.url[visitor.page.url.index("#"):]).is_visible()
    visitor.follow(re.compile("Lower the fee|decision|charter", re.I))
    assert "/decisions/" in visitor.page.url
    visitor.looked()


def test_somebody_joins_and_lets_codes_guard_the_account(somebody, site, javascript):
    email = "ravi@example.org"
    visitor = somebody().open("/join").looked()
    visitor.fill(display_name="Ravi", email=email, password="tooshort").press("Join")
    visitor.is_told("Use at least 10 characters", display_name="Ravi", email=email)
    visitor.fill(password=NEW_PASSWORD).press("Join").reads("Look at your mail").looked()
    visitor.open("/sign-in").fill(email=email, password=NEW_PASSWORD).press("Sign in")
    visitor.reads("Confirm your e-mail address first")
    visitor.open(visitor.mailed_link(email, "Confirm your e-mail address")).looked().press("Confirm my address")
    ravi = somebody().signed_in(email, NEW_PASSWORD)
    ravi.open("/my/security").looked().follow("Turn on").looked().press("Show me the key").looked()
    key = ravi.page.locator("main code").first.inner_text()
    ravi.fill(code="000000").press("Turn it on")
    ravi.reads("not right")
    if ravi.page.locator("main code").count() == 0:
        ravi.press("Show me the key")
        key = ravi.page.locator("main code").first.inner_text()
    ravi.fill(code=_code(key, 0)).press("Turn it on").open("/my/security/recovery-codes").looked()
    ravi.press("Make new codes").looked()
    codes = [code.inner_text() for code in ravi.page.locator("main li code").all()]
    phone = somebody().open("/sign-in").fill(email=email, password=NEW_PASSWORD).press("Sign in")
    phone.reads("Code from your app").looked().fill(code="123456").press("Sign in").is_told("That code is not right")
    phone.fill(code=_code(key, 30)).press("Sign in")
    laptop = somebody().open("/sign-in").fill(email=email, password=NEW_PASSWORD).press("Sign in")
    laptop.follow(re.compile("recovery code")).looked().fill(code=codes[0]).press("Sign in")
    laptop.open("/my/security").reads("On").looked().press("Sign out there")
    left = site.rows(
        "SELECT count(*) FROM sign_in_sessions s JOIN people p ON p.id = s.person_id"
        " WHERE p.email = ? AND s.ended_at IS NULL", email,
    )
    assert left == [(2,)]
    laptop.press("Sign out everywhere else")
    phone.page.goto("/my/profile")
    assert "/sign-in" in phone.page.url


def _code(key: str, seconds_ahead: int) -> str:
    """What an authenticator app shows; a code of the coming half minute where this one's was used."""
    return str(TOTP(key=key.replace(" ", "").replace("-", ""), period=30).generate(time.time() + seconds_ahead).token)


def test_a_client_applies_for_membership(somebody):
    client = somebody("client").open("/my/membership").looked().follow("Apply for membership").looked()
    client.fill(statement="I sew.").press("Send the application")
    client.is_told("Use between 20 and 4,000 characters", statement="I sew.")
    client.fill(statement="I sew, and I would like to own what I sew for.").press("Send the application")
    client.reads("Your application", "Members may object until").looked()


def test_a_member_publishes_a_listing_with_a_photo(somebody, tmp_path):
    member = somebody("member").open("/my/listings").looked().follow("New listing").looked()
    member.fill(title="Hm", description="I plant hedges.").press("Save and go on")
    member.is_told("", title="Hm", description="I plant hedges.")
    member.page.locator("[name=category]").select_option(index=2)
    member.fill(title="Hedges planted").press("Save and go on").looked()
    member.fill(kind="hour", cents="free").press("Save and go on").is_told("", cents="free")
    member.fill(cents="24.50").press("Save and go on").looked()
    member.fill(kind="travel", label="", radius_km="5").press("Save and go on")
    member.is_told("Enter a neighbourhood or town", radius_km="5")
    member.fill(label="Cavana").press("Save and go on").looked()
    member.press("Save and go on").looked()
    photo = tmp_path / "hedge.jpg"
    Image.effect_noise((900, 700), 60).convert("RGB").save(photo)
    member.fill(alt="A hedge").press("Add the photo").is_told("Choose a photo", alt="A hedge")
    (tmp_path / "no-photo.jpg").write_text("not a picture")
    member.page.locator("[name=photo]").set_input_files(tmp_path / "no-photo.jpg")
    member.press("Add the photo").is_told("", alt="A hedge")
    member.page.locator("[name=photo]").set_input_files(photo)
    member.press("Add the photo").looked().follow("Back to the list of tasks").looked()
    preview = member.follow("Preview").looked().reads("24.50")
    preview.follow("Back to the list of tasks").press("Publish")
    member.follow("See it as clients do").reads("Hedges planted").looked()


def test_a_member_proposes_to_set_a_rule(somebody):
    member = somebody("member").open("/decisions").follow(re.compile("Propose")).looked()
    member.follow(re.compile("rule", re.I)).looked()
    member.fill(title="A fee of 5.5%", rule="fee.rate", value="lots", text="Reserves are low.")
    member.press("Start the discussion").is_told("", title="A fee of 5.5%", value="lots", text="Reserves are low.")
    member.fill(value="5.5%").press("Keep as a draft").looked()
    member.follow("Change it").looked().fill(title="A fee of five and a half").press("Save the draft")
    member.reads("A fee of five and a half").press("Start the discussion")
    member.reads("What happens next", "days of discussion").looked()
    member.fill(text="").press("Say it").is_told("Write something first")
    member.fill(text="It would last a year.", stance="reason_for").press("Say it").reads("It would last a year.")
    member.follow("Withdraw it").looked().press(re.compile("Withdraw")).is_told("Say why")


def test_a_booking_is_agreed_done_paid_and_reviewed_and_its_receipt_is_in_the_ledger(somebody, site):
    client = somebody()
    reference = book(client, site, "Man with a van, and a second man", email="ole@example.org", pay="cash")
    client.reads("You have asked Mamadou Diop").looked()
    agreed = client.five_lines()
    worker = somebody("Mamadou Diop").open("/my/work").looked().open(f"/bookings/{reference}").looked()
    worker.press("Send").is_told("Write something")
    worker.fill(body="Third floor or ground floor?").press("Send").reads("Third floor or ground floor?")
    worker.press("Accept").looked()
    client.open(f"/bookings/{reference}").reads("Third floor or ground floor?", "Booked")
    (wait,) = site.rows(
        "SELECT CAST((julianday(ends_at) - julianday('now')) * 24 AS INTEGER) + 2 FROM bookings WHERE reference = ?",
        reference,
    )[0]
    site.put_forward(hours=wait)
    worker.open(f"/bookings/{reference}").follow("The work is done").looked()
    worker.press("Yes, it is done").looked()
    client.open(f"/bookings/{reference}/review").looked().fill(body="Careful with the piano.")
    client.press("Send the review").is_told("Choose how many stars", body="Careful with the piano.")
    client.fill(stars="5").press("Send the review").reads("Careful with the piano.")
    client.follow("Receipt").looked()
    assert client.five_lines() == agreed
    client.follow(re.compile("Ledger entry")).looked()
    # The public ledger names nobody, so its first line says "To the worker".
    assert [amount for _label, amount in client.five_lines()] == [amount for _label, amount in agreed]
    assert client.five_lines()[1:] == agreed[1:]
    assert site.rows("SELECT count(*) FROM entries WHERE reference = ?", f"booking:{reference}:completed") == [(1,)]
