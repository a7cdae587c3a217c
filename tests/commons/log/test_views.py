"""The log's addresses, read as a stranger's program would."""

from __future__ import annotations

import base64

import pytest

from coop.commons.log.chores import sequence_the_log
from coop.ledger import journal
from coop.ledger.log.merkle import leaf_hash
from tests.commons.books import write_books
from tests.ledger.log import literal
from tests.ledger.log.test_database import gift
from tests.logs import begin, bring_up_to_date


@pytest.fixture
def log(app, session, now, tmp_path):
    """The signed head of a log of some books and 300 gifts."""
    key_file = begin(session, tmp_path, at=now)
    write_books(session)
    journal.post_all(session, [gift(number) for number in range(300)], at=now)
    return bring_up_to_date(session, key_file, at=now)


def leaves_served(client, size):
    bodies = []
    while len(bodies) < size:
        number, width = divmod(len(bodies), 256)[0], min(256, size - len(bodies))
        address = f"/tile/entries/{number:03d}" + ("" if width == 256 else f".p/{width}")
        bundle = client.get(address).data
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            bodies.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    return bodies


def test_a_stranger_can_recompute_the_root(client, log):
    answer = client.get("/checkpoint")
    assert answer.mimetype == "text/plain"
    _origin, size, root = answer.text.split("\n")[:3]
    bodies = leaves_served(client, int(size))
    assert base64.b64decode(root) == literal.mth(bodies)
    assert client.get("/tile/0/000").data == b"".join(leaf_hash(body) for body in bodies[:256])
    assert client.get("/tile/1/000.p/1").data == literal.mth(bodies[:256])


def test_tiles_may_be_kept_for_good_and_read_from_anywhere(client, log):
    headers = client.get("/tile/0/000").headers
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in headers
    assert "max-age=1" in client.get("/checkpoint").headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["0/001", "0/9", "0/x999/999/999/999/999/999", "7/000.p/1", "entries/900", "entries/000.p/0", "0/000.p/300",
     "x/000"],
)
def test_a_tile_that_is_not_there(client, log, address):
    assert client.get(f"/tile/{address}").status_code == 404


def test_what_is_not_signed_is_not_served(client, session, log):
    journal.post(session, gift("late"), at=log.signed_at)
    session.commit()
    number, width = divmod(log.size, 256)
    assert client.get(f"/tile/0/{number:03d}.p/{width + 1}").status_code == 404
    assert client.get(f"/tile/0/{number:03d}.p/{width}").status_code == 200


def test_an_entrys_leaf_and_proof(client, log):
    leaf = client.get("/ledger/entries/1/leaf")
    assert leaf.mimetype == "application/json"
    assert leaf.json["type"] == "entry"
    assert leaf.json["fact"]["id"] == "1"
    proof = client.get("/ledger/entries/1/entry.tlog-proof").text
    assert proof.startswith("c2sp.org/tlog-proof@v1\nindex ")
    assert proof.endswith(log.note)
    for missing in ("/ledger/entries/9999/leaf", f"/ledger/entries/{2**70}/entry.tlog-proof"):
        assert client.get(missing).status_code == 404


def test_the_pages_for_people(client, session, log):
    page = client.get("/log").text
    assert str(log.size) in page
    assert base64.b64encode(log.root).decode() in page.replace("&#43;", "+")
    assert "coop.example+" in page.replace("&#43;", "+")
    assert "Nothing is waiting" in page
    assert str(log.size) in client.get("/log/checkpoints").text
    assert client.get(f"/log/checkpoints/{log.size}").text == log.note
    assert client.get("/log/checkpoints/1").status_code == 404
    assert client.get("/log/keys").text.startswith("toad-lane log key hand-over\ncoop.example\n-\n")
    journal.post(session, gift("late"), at=log.signed_at)
    session.commit()
    assert "1 fact is on its way" in client.get("/log").text


def test_before_the_log_begins(client, session):
    assert client.get("/checkpoint").status_code == 404
    assert "Nothing is signed yet" in client.get("/log").text
    assert "Nothing is signed yet" in client.get("/log/checkpoints").text
    assert client.get("/log/keys").text == ""


def test_no_leaf_holds_what_stays_with_a_person(client, session, log):
    from sqlalchemy import select

    from coop.ledger.models import Party
    from coop.people.persons.models import Person

    said = b"\n".join(leaves_served(client, log.size)).decode()
    for token in session.execute(select(Party.token)).scalars():
        assert token not in said
    for person in session.execute(select(Person)).scalars():
        assert person.email not in said
        assert person.display_name not in said


def test_the_duty_brings_the_log_up_to_date(app, engine, session, now, tmp_path):
    settings = app.extensions["coop_settings"]
    settings.log_key_file = tmp_path / "log.key"
    begin(session, tmp_path, at=now)
    journal.post(session, gift(1), at=now)
    session.commit()
    written = sequence_the_log(engine, settings, now)
    assert written > 50
    assert sequence_the_log(engine, settings, now) == 0
    assert "Nothing is waiting" in app.test_client().get("/log").text


def test_without_its_key_the_log_grows_unsigned_and_says_so(app, engine, session, coop, now, tmp_path):
    from coop.ledger.log.keys import NoKey

    settings = app.extensions["coop_settings"]
    session.commit()
    with pytest.raises(NoKey, match="coop log begin"):
        sequence_the_log(engine, settings, now)
    assert "waiting for the log" in app.test_client().get("/log").text
