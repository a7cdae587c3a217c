"""From a receipt to its proof in two clicks, and what a newcomer can do with the file, site or no site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

DONE = """
SELECT b.reference, p.email FROM bookings b
JOIN settlements s ON s.subject = 'booking:' || b.reference AND s.entry_id IS NOT NULL
JOIN people p ON p.id = b.client_id WHERE p.password IS NOT NULL AND b.payment_method = 'transfer'
ORDER BY b.id
"""


@pytest.fixture
def client(browser, demo_site, javascript):
    """Somebody whose booking was done and paid, and its reference."""
    known = {email for email, _password in demo_site.people.values()}
    reference, email = next(row for row in demo_site.rows(DONE) if row[1] not in known)
    walker = Walker(browser, demo_site, javascript=javascript)
    walker.signed_in(email, demo_site.people["member"][1])
    yield walker, reference
    walker.close()


def taken_home(walker, folder) -> Path:
    """The receipt's file, as the reader's browser saves it."""
    with walker.page.expect_download() as started:
        walker.page.get_by_role("link", name="Download receipt with proof").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def drop(page, path: Path) -> None:
    """Let a file fall on the page."""
    data = page.evaluate_handle(
        """([text, name]) => {
          const data = new DataTransfer();
          data.items.add(new File([text], name, { type: "application/json" }));
          return data;
        }""",
        [path.read_text(encoding="utf-8"), path.name],
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": data})
    page.dispatch_event("body", "drop", {"dataTransfer": data})


def tampered(path: Path) -> Path:
    """A copy in which the last fact gives its worker ten times as much."""
    receipt = json.loads(path.read_text(encoding="utf-8"))
    fact = receipt["facts"][-1]
    fact["leaf"] = re.sub(r'"amount":"-(\d+)"', r'"amount":"-\g<1>0"', fact["leaf"], count=1)
    other = path.with_name("tampered.json")
    other.write_text(json.dumps(receipt), encoding="utf-8")
    return other


def test_from_a_receipt_to_its_proof_in_two_clicks(client):
    walker, reference = client
    walker.open(f"/bookings/{reference}/receipt").looked()
    walker.follow(re.compile("Ledger entry")).reads("Proof", "under the tree head signed on").looked()
    with walker.page.expect_download() as started:
        walker.page.get_by_role("link", name="Its proof").click()
    assert Path(started.value.path()).read_text(encoding="utf-8").startswith("c2sp.org/tlog-proof@v1\n")


def test_the_file_is_checked_by_who_has_it(client, javascript, tmp_path):
    """Dropped on the page without a network; or, where no scripts run, sent to the site that says what that means."""
    walker, reference = client
    file = taken_home(walker.open(f"/bookings/{reference}/receipt"), tmp_path)
    walker.open("/verify").looked()
    if javascript:
        walker.reads("Nothing is sent anywhere")
        walker.page.context.set_offline(True)
        drop(walker.page, file)
        walker.page.get_by_role("heading", name="This receipt").wait_for()  # the script reckons for a moment
    else:
        walker.reads("Your browser runs no scripts here", "That asks the very site you may want to check")
        walker.page.set_input_files("#receipt", file)
        walker.press("Check it")
    walker.reads("This receipt holds", f"booking:{reference}:completed", "booking completed")
    walker.reads("Only its parties can read")
    assert "does not hold" not in walker.text()
    walker.looked()

    if javascript:
        walker.page.set_input_files("#receipt", tampered(file))
        walker.page.get_by_role("heading", name="This receipt does not hold").wait_for()
    else:
        walker.page.set_input_files("#receipt", tampered(file))
        walker.press("Check it")
    number = len(json.loads(file.read_text(encoding="utf-8"))["facts"])
    walker.reads("This receipt does not hold", f"The first wrong place: fact {number}: it is not leaf").looked()


def test_bad_input_is_answered_in_words(client, javascript):
    walker, _reference = client
    bad = {"": "Choose a file, or paste", "{": "the receipt is no JSON", "{}": "it does not say format"}
    for typed, said in bad.items():
        walker.open("/verify").fill(text=typed)
        walker.press("Check it")
        walker.reads(said)
        assert walker.page.locator("[name=text]").input_value() == typed


def test_both_ways_of_checking_say_the_same(browser, demo_site, client, tmp_path):
    walker, reference = client
    file = taken_home(walker.open(f"/bookings/{reference}/receipt"), tmp_path)
    for given, verdict in ((file, "This receipt holds"), (tampered(file), "This receipt does not hold")):
        said = []
        for javascript in (True, False):
            # A browser of its own each time: one that saw the key before says so.
            context = chromium.context_of(browser, demo_site.url, width=360, javascript=javascript)
            page = context.new_page()
            page.goto("/verify")
            page.set_input_files("#receipt", given)
            if not javascript:
                page.get_by_role("button", name="Check it").click()
            page.locator("#result h2").filter(has_text=verdict).wait_for()
            said.append(page.locator("#result").inner_text().split())
            context.close()
        assert said[0] == said[1]


def test_another_key_than_before_is_said_loudly_and_remembered_only_when_told(browser, demo_site, tmp_path):
    from tests.receipts import log, receipt
    from tests.verify.handmade import Key

    context = chromium.context_of(browser, demo_site.url, width=360)
    page = context.new_page()
    page.goto("/verify")

    def given(seed):
        made = log()
        made.key = Key(seed=seed)
        page.fill("#text", json.dumps(receipt(made)))
        page.get_by_role("button", name="Check it").click()
        return page.locator("#result").inner_text()

    assert "key seen for the first time" in given(b"a" * 32)
    assert "It is the key that this browser saw before" in given(b"a" * 32)
    other = given(b"b" * 32)
    assert "This receipt does not hold" in other
    assert "The key is another than the one this browser saw before" in other
    assert Key(seed=b"a" * 32).verifier in other
    page.get_by_role("button", name="I have asked: trust the new key").click()
    assert "It is the key that this browser saw before" in given(b"b" * 32)
    page.fill("#key", Key(seed=b"c" * 32).verifier)
    assert "it is signed by another key than those you trust" in given(b"b" * 32)
    page.fill("#key", "no key")
    assert "This is no receipt that can be checked" in given(b"b" * 32)
    context.close()


def test_the_saved_page_checks_without_site_or_network(browser, demo_site, client, tmp_path):
    walker, reference = client
    file = taken_home(walker.open(f"/bookings/{reference}/receipt"), tmp_path)
    walker.open("/verify")
    with walker.page.expect_download() as started:
        walker.page.get_by_role("link", name="Save this page as one file").click()
    saved = tmp_path / "verify.html"
    started.value.save_as(saved)
    context = browser.new_context(offline=True, viewport={"width": 360, "height": 800})
    page, errors = context.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(saved.as_uri())
    drop(page, file)
    page.get_by_role("heading", name="This receipt holds").wait_for()
    drop(page, tampered(file))
    page.get_by_role("heading", name="This receipt does not hold").wait_for()
    assert errors == []
    assert [url for url in asked if not url.startswith("file:")] == []
    context.close()
