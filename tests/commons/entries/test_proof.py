"""What an entry's page says of its proof."""

from __future__ import annotations

import base64
import re
from html import unescape

import pytest

from coop.ledger import journal
from coop.ledger.log import proofs
from tests.commons.books import write_books
from tests.ledger.log.test_database import gift
from tests.logs import begin, bring_up_to_date


@pytest.fixture
def log(app, session, now, tmp_path):
    key_file = begin(session, tmp_path, at=now)
    write_books(session)
    bring_up_to_date(session, key_file, at=now)
    return key_file


def test_leaf_index_path_and_a_plain_sentence(client, session, log):
    page = unescape(client.get("/ledger/entries/1").text)
    proof = proofs.proof_of(session, "entry", 1)
    assert f"This entry is leaf {proof.index} (counted from 0) of the {proof.head.size} facts" in page
    assert proof.body.decode() in page
    assert proof.hash.hex() in page
    for hashed in (*proof.path, proof.head.root):
        assert base64.b64encode(hashed).decode() in page
    assert 'href="/ledger/entries/1/entry.tlog-proof"' in page
    assert 'href="/ledger/entries/1/leaf"' in page


def test_what_is_too_long_to_be_shown_is_linked(client, session, log, monkeypatch):
    from coop.commons.entries import proving

    monkeypatch.setattr(proving, "SHOWN_BYTES", 10)
    page = client.get("/ledger/entries/1").text
    assert "The leaf, byte for byte" not in page
    assert 'href="/ledger/entries/1/leaf"' in page


def test_an_entry_that_waits_says_for_how_long(client, session, log, now):
    number = journal.post(session, gift("late"), at=now)
    page = client.get(f"/ledger/entries/{number}").text
    assert re.search(r"Not yet in the log: it will be in about \d+ seconds\.", page)
    assert "entry.tlog-proof" not in page
    bring_up_to_date(session, log, at=now)
    assert "entry.tlog-proof" in client.get(f"/ledger/entries/{number}").text


def test_without_a_key_the_page_says_so(client, session, books):
    assert "the log has no key so far" in client.get("/ledger/entries/1").text


def test_the_page_is_kept_until_the_next_signature(client, session, log, now):
    tag = client.get("/ledger/entries/1").headers["ETag"]
    assert client.get("/ledger/entries/1", headers={"If-None-Match": tag}).status_code == 304
    journal.post(session, gift("late"), at=now)
    bring_up_to_date(session, log, at=now)
    assert client.get("/ledger/entries/1", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_asks_a_bounded_number_of_queries(client, session, log, now, app):
    from sqlalchemy import event

    from coop.web.database import db

    journal.post_all(session, [gift(number) for number in range(600)], at=now)
    bring_up_to_date(session, log, at=now)
    with app.app_context():
        engine = db.engine
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *sent: statements.append(sent[2]))
    assert client.get("/ledger/entries/5").status_code == 200
    assert len(statements) <= 26, statements
