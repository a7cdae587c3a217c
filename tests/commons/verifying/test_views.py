"""Checking a receipt without scripts, and the page that is saved to check without the site."""

from __future__ import annotations

import base64
import io
import json
import re
from hashlib import sha256

import pytest

from coop.commons.verifying import views
from coop.ledger.log.notes import Signer
from tests.logs import begin
from tests.receipts import log, receipt
from tests.verify.handmade import Key


def sent(client, text, **fields):
    return client.post("/verify", data={"receipt": (io.BytesIO(text.encode()), "receipt.json"), **fields})


@pytest.fixture
def good():
    return receipt(log())


def test_a_good_receipt_is_shown_with_what_it_says(client, good):
    page = sent(client, json.dumps(good))
    assert page.status_code == 200
    for words in ("This receipt holds", "Booking K7Q2-9XPM", "booking completed", "March 2, 2026", "€100.00",
                  "-€95.00", "90 min", "Zoë’s job &lt;b&gt;&amp;", "Line 2 concerns the one who holds this receipt",
                  "leaf 1 of 9", "key seen for the first time", "is among those that were counted"):  # fmt: skip
        assert words in page.text, words
    assert page.headers["Cache-Control"] == "no-store"


def test_it_may_be_pasted_and_held_to_a_key_from_elsewhere(client, good):
    known = client.post("/verify", data={"text": json.dumps(good), "key": good["verifier"]})
    assert "This receipt holds" in known.text
    assert "for the first time" not in known.text
    other = client.post("/verify", data={"text": json.dumps(good), "key": Key(seed=b"o" * 32).verifier})
    assert "This receipt does not hold" in other.text
    assert "it is signed by another key than those you trust" in other.text


def test_a_tampered_one_is_refused_and_the_place_is_named(client, good):
    good["facts"][1]["leaf"] = good["facts"][1]["leaf"].replace('"passed":true', '"passed":false')
    page = sent(client, json.dumps(good))
    assert "This receipt does not hold" in page.text
    assert "The first wrong place: fact 2: it is not leaf 2 of the tree of 9 leaves that was signed" in page.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Choose a file, or paste the text of a receipt"),
        ("not JSON", "the receipt is no JSON"),
        ("[]", "it does not say format toad-lane-receipt"),
        ("[" * 100_000, "the receipt is no JSON"),
        ('{"format":"toad-lane-receipt","version":9}', "a receipt of version 9; this program reads version 1"),
        ("x" * 1001, "The file is too large for a receipt"),
    ],
)
def test_what_is_no_receipt_is_refused_in_words(client, monkeypatch, text, why):
    if "too large" in why:
        monkeypatch.setattr(views, "MOST_BYTES", 1000)
    page = sent(client, text)
    assert page.status_code == 422
    assert why in page.text
    assert "<title>Error:" in page.text


def test_a_mistyped_key_is_told_from_a_receipt_that_does_not_hold(client, good):
    page = client.post("/verify", data={"text": "{}", "key": good["verifier"][:-4]})
    assert page.status_code == 422
    assert 'href="#key"' in page.text
    assert good["verifier"][:-4].replace("+", "&#43;") in page.text.replace("+", "&#43;")


def test_more_facts_than_a_site_checks_for_others(client, good):
    good["facts"] *= 60
    page = sent(client, json.dumps(good))
    assert page.status_code == 422
    assert "There are more than 100 facts in it" in page.text


def test_a_receipt_in_the_name_of_this_sites_log_must_be_signed_with_its_keys(client, session, now, tmp_path):
    forged = receipt(log())
    begin(session, tmp_path, at=now)
    made = log()
    made.key = Key(name="coop.example")
    forged.update(origin="coop.example", verifier=made.key.verifier)
    for fact in forged["facts"]:
        fact["proof"] = made.proof(fact["index"])
    page = sent(client, json.dumps(forged))
    assert "it is signed by another key than those you trust" in page.text


def test_a_receipt_signed_with_this_sites_key_says_so(client, session, now, tmp_path):
    seed = Signer.read(begin(session, tmp_path, at=now).read_text()).seed
    made = log()
    made.key = Key(name="coop.example", seed=seed)
    page = sent(client, json.dumps({**receipt(made), "origin": "coop.example"}))
    assert "This receipt holds" in page.text
    assert "it is one that the co-op&#39;s own site gives for its log" in page.text


def test_a_form_from_another_site_is_refused(client, good):
    answer = client.post("/verify", data={"text": json.dumps(good)}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def test_nothing_that_was_sent_is_written_as_markup(client, good):
    good["title"] = "<script>alert(1)</script>"
    assert "<script>alert" not in sent(client, json.dumps(good)).text


def test_the_saved_page_runs_its_own_script_and_loads_nothing(client):
    answer = client.get("/verify.html")
    assert "attachment" in answer.headers["Content-Disposition"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    for tag, kind in (("script", "script-src"), ("style", "style-src")):
        (body,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.S)
        digest = base64.b64encode(sha256(body.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert not re.search(r"""(?:src|href)=["']""", answer.text)


def test_the_page_is_kept_until_the_log_has_another_key(client, session, now, tmp_path):
    tag = client.get("/verify").headers["ETag"]
    assert client.get("/verify", headers={"If-None-Match": tag}).status_code == 304
    begin(session, tmp_path, at=now)
    assert client.get("/verify", headers={"If-None-Match": tag}).status_code == 200
