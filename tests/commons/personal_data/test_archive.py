"""Everything about a person is in their zip, nothing secret, and nothing of others that they may not read."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from coop.commons.erasure import rooms
from coop.commons.personal_data import archive, queries
from coop.db.erasing import Fate
from tests.commons.erasure.conftest import settings, story  # noqa: F401
from tests.commons.erasure.story import BY_LAW, CLIENT, WORKER
from tests.factories import make_person, sign_in

ELSEWHERE = {
    # What others did or wrote in office, or the co-op's own record of it.
    "payments", "refunds", "clearing_transfers", "donations", "grants", "grant_earnings", "expense_approvals",
    "expense_payments", "expense_refusals", "payout_runs", "payout_approvals", "payout_executions", "payout_discards",
    "orientation_steps", "orientation_step_ends",
    "budgets", "witness_answers", "bank_statements", "bank_matches", "bank_match_undoings",
    # What was asked of the card processor and what it said, by its own numbers; a dispute's evidence is the co-op's.
    "card_attempts", "card_attempt_answers", "card_checkouts", "card_charges", "card_disputes", "card_dispute_evidence",
    "card_authorisations", "card_captures",
    # The bank's own words of payments, where others are named too: a steward looks them up who asks.
    "bank_lines",
    # In `entries`, with account and day.
    "postings", "entries", "entry_private", "parties", "erased_parties", "log_openings", "held_movements",
    "held_tips",
    "cancelled_payments", "party_snapshots", "inner_salts", "inner_openings",
    # Pseudonyms and hashes without words.
    "dividend_lines", "imported_bookings", "rate_counts", "form_answers", "erasure_sweeps", "withdrawals",
}  # fmt: skip


def zipped(session, person, folder, now):
    target = io.BytesIO()
    archive.write(session, person, folder, target, at=now)
    return zipfile.ZipFile(target)


def everything(packed):
    return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith((".json", ".txt")))


def test_every_table_that_leads_to_somebody_is_in_it_or_said_not_to_be(session, coop):
    exported = {model.__tablename__ for model, _ in queries.chosen(make_person(session))}
    telling = {
        table for table, fates in rooms.register().items() if set(fates.values()) - {Fate.NOBODY}
    }
    assert telling - exported == ELSEWHERE


@pytest.mark.parametrize("who", ["client", "worker"])
def test_what_they_told_us_is_in_it(session, story, now, who):  # noqa: F811
    packed = zipped(session, getattr(story, who), story.uploads, now)
    text = everything(packed)
    said = {"client": CLIENT, "worker": {**WORKER, **BY_LAW}}[who]
    for what, words in said.items():
        if what not in ("password", "secret", "refused", "bank line"):
            assert words in text, what
    for secret in (WORKER["password"], WORKER["secret"], story.worker.fs_uniquifier, story.client.fs_uniquifier):
        assert secret not in text
    assert (f"pictures/{story.photo}-960.webp" in packed.namelist()) is (who == "worker")
    assert (f"receipts/{story.receipt}" in packed.namelist()) is (who == "worker")


def test_others_addresses_and_accounts_are_not_in_it(session, story, now):  # noqa: F811
    text = everything(zipped(session, story.worker, story.uploads, now))
    for words in (CLIENT["address"], CLIENT["note"], CLIENT["email"], CLIENT["bank line"], CLIENT["review"]):
        assert words not in text
    text = everything(zipped(session, story.steward, story.uploads, now))
    for words in (BY_LAW["iban"], CLIENT["bank line"], WORKER["pay to"], CLIENT["email"]):
        assert words not in text


def test_it_is_downloaded_after_the_password(client, session, story):  # noqa: F811
    sign_in(client, story.client)
    assert 'href="/my/data.zip"' in client.get("/my/data").text
    answer = client.get("/my/data.zip")
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    answer.close()
    assert packed.testzip() is None
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(packed.read("people.json"))[0]["email"] == CLIENT["email"]
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = 0
    assert client.get("/my/data.zip").status_code == 303


def test_a_stranger_gets_nothing(client, coop):
    assert client.get("/my/data.zip").status_code == 302
