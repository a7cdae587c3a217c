"""What everyone sees of what is watched, and a steward's answer to an alarm."""

from __future__ import annotations

import html

import pytest

from coop.commons.witness import cosigning
from coop.commons.witness.chores import watch_sister_logs
from coop.ledger.log.notes import TreeHead, signed
from tests.commons.witness.conftest import Witness
from tests.factories import make_member, make_steward, sign_in


@pytest.fixture
def watcher(app, engine, session, now):
    """The site itself is the witness: its key is where its settings say."""
    session.commit()
    return Witness(engine, session, app.extensions["coop_settings"].data_dir, now)


def short(sister):
    return signed(TreeHead("sister.example", 9, bytes(32)).text(), [sister.signer])


def test_nothing_is_watched_and_the_page_says_how_to_begin(client):
    page = client.get("/witness").text
    assert "We watch no log yet" in page
    assert "coop witness ADDRESS --key KEY" in html.unescape(page)
    assert 'href="/witness"' in client.get("/log").text
    assert "coop witness http://127.0.0.1:8000/ --key" in client.get("/log").text


def test_a_watched_log_with_its_last_look(client, watcher, sister):
    watcher.watch(sister, key=False)
    page = client.get("/witness").text
    assert "sister.example" in page
    assert "300" in page
    assert "Holds" in page
    assert cosigning.verifier(watcher.key) in page
    one = client.get("/witness/1").text
    assert "taken from its own site" in one
    assert sister.verifier in one
    sister.answers["checkpoint"] = lambda handler: handler.send_error(503)
    watcher.look()
    page = client.get("/witness").text
    assert "Not seen well" in page
    assert "checkpoint answers 503" in page


def test_a_kept_head_is_served_with_our_signature(client, watcher, sister):
    watcher.watch(sister)
    answer = client.get("/witness/1/checkpoints/300")
    assert answer.mimetype == "text/plain"
    assert answer.text.startswith(sister.checkpoint)
    assert answer.text.removeprefix(sister.checkpoint).startswith("— coop.example/witness ")
    for missing in ("/witness/1/checkpoints/301", "/witness/2", "/witness/alarms/1", "/witness/alarms/1/now.note",
                    f"/witness/{2**70}", f"/witness/1/checkpoints/{2**70}", f"/witness/alarms/{2**70}"):
        assert client.get(missing).status_code == 404, missing


def test_an_alarm_with_its_evidence(client, watcher, sister):
    watcher.watch(sister)
    honest, sister.checkpoint = sister.checkpoint, short(sister)
    watcher.look()
    page = client.get("/witness").text
    assert "It showed fewer facts than it had signed before" in page
    assert "Does not hold" in page
    assert client.get("/witness/alarms/1/before.note").text == honest
    now = client.get("/witness/alarms/1/now.note")
    assert now.text == sister.checkpoint
    assert 'filename="alarm-1-now.note"' in now.headers["Content-Disposition"]
    page = client.get("/witness/alarms/1").text
    assert "It stands until" in page
    sister.checkpoint = honest
    watcher.look()
    assert "It stands until" in client.get("/witness/alarms/1").text


def test_only_a_steward_answers_and_says_why(app, watcher, sister, session):
    watcher.watch(sister)
    sister.checkpoint = short(sister)
    watcher.look()
    address = "/desk/witness/alarms/1"
    assert app.test_client().post(address, data={"reason": "x" * 20}).status_code in (302, 303)
    member = sign_in(app.test_client(), make_member(session))
    assert member.get(address).status_code in (403, 404)
    assert member.post(address, data={"reason": "x" * 20}).status_code in (403, 404)
    steward = sign_in(app.test_client(), make_steward(session))
    assert steward.get(address).status_code == 200
    refused = steward.post(address, data={"reason": "short", "form_key": "k" * 20})
    assert refused.status_code == 422
    assert "10 to 500 characters" in refused.text
    assert "It stands until" in steward.get("/witness/alarms/1").text
    done = steward.post(address, data={"reason": "<b>They restored a backup</b>", "form_key": "q" * 20})
    assert (done.status_code, done.location) == (303, "/witness/alarms/1")
    page = app.test_client().get("/witness/alarms/1").text
    assert "&lt;b&gt;They restored a backup" in page
    assert "A steward answered it" in page
    assert steward.get(address).status_code == 303, "one answer, for good"
    assert "Alarms that were answered" in app.test_client().get("/witness").text


def test_the_clock_looks_by_itself(app, watcher, sister, engine, session, now):
    settings = app.extensions["coop_settings"]
    session.commit()
    assert watch_sister_logs(engine, settings, now) == 0
    watcher.watch(sister)
    sister.grow(3)
    assert watch_sister_logs(engine, settings, now) == 0
    assert "303" in app.test_client().get("/witness").text
    sister.checkpoint = short(sister)
    assert watch_sister_logs(engine, settings, now) == 1


def test_those_who_watch_us_are_named(database_url, app, session, tmp_path, monkeypatch):
    settings = app.extensions["coop_settings"]
    monkeypatch.setattr(settings, "witnesses", "https://a.example/witness https://b.example/witness")
    page = app.test_client().get("/log").text
    assert 'href="https://b.example/witness"' in page


def test_a_witness_that_is_no_address_is_refused_at_start():
    from pydantic import ValidationError

    from coop.config import Settings

    with pytest.raises(ValidationError, match="addresses separated by spaces"):
        Settings(mode="test", secret_key="k" * 32, password_salt="s" * 16, totp_secret="t" * 32, witnesses="b.example")
