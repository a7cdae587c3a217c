"""`coop witness`, as an operator runs it: sentences and exit codes."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from coop.commons.witness import commands
from coop.config import Settings
from coop.ledger.log.notes import TreeHead, signed


@pytest.fixture
def coop_witness(engine, database_url, session, coop, clock, tmp_path, monkeypatch):
    """`coop_witness(*words)` -> (exit code, what it said)."""
    settings = Settings(mode="test", database_url=database_url, data_dir=tmp_path / "var", secret_key="k" * 32,
                        password_salt="s" * 16, totp_secret="t" * 32, site_url="https://harbour.example")
    monkeypatch.setattr(commands, "make_engine", lambda _url: engine)
    session.commit()

    def call(*words):
        session.commit()
        done = CliRunner().invoke(commands.witness, words, obj=settings)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return call


def test_watching_by_a_key_and_looking_again(coop_witness, sister):
    assert coop_witness("list") == (0, "Nothing is watched. `coop witness URL --key VERIFIER` begins.\n")
    code, said = coop_witness("add", sister.address, "--key", sister.verifier)
    assert code == 0
    assert sister.verifier in said
    assert "taken from the site" not in said
    assert "harbour.example/witness+" in said, "the key of our own signatures"
    sister.grow(5)
    assert coop_witness(sister.address) == (0, f"{sister.address}: 305 facts, all that were seen before among them\n")
    assert coop_witness("look")[0] == 0
    code, said = coop_witness("list")
    assert "305 facts" in said
    assert "good" in said


def test_the_address_alone_begins_to_watch_and_says_plainly_what_was_trusted(coop_witness, sister):
    code, said = coop_witness(sister.address)
    assert code == 0
    assert "This key was taken from the site itself" in said
    assert "(taken from its site)" in coop_witness("list")[1]
    assert coop_witness("add", sister.address)[0] == 1


def test_an_alarm_ends_with_1_and_silence_with_3(coop_witness, sister):
    coop_witness("add", sister.address, "--key", sister.verifier)
    honest = sister.checkpoint
    sister.answers["checkpoint"] = lambda handler: handler.send_error(502)
    code, said = coop_witness("look")
    assert (code, "could not be read, 300 facts were seen last" in said) == (3, True)
    sister.answers["checkpoint"] = signed(TreeHead("sister.example", 9, bytes(32)).text(), [sister.signer]).encode()
    code, said = coop_witness("look")
    assert code == 1
    assert "ALARM" in said
    assert "300 facts were signed, now it shows 9" in said
    sister.answers["checkpoint"] = honest.encode()
    code, said = coop_witness("look")
    assert code == 1
    assert "Alarm 1 stands until a steward answers it: https://harbour.example/witness/alarms/1" in said
    assert "ALARM 1" in coop_witness("list")[1]


def test_what_is_used_wrongly(coop_witness, sister):
    assert coop_witness("add", "coop.example")[0] == 2
    code, said = coop_witness("add", "http://coop.example/")
    assert (code, "--insecure" in said) == (2, True)
    code, said = coop_witness("add", sister.address, "--key", "nonsense")
    assert (code, "no Ed25519 verifier key" in said) == (2, True)
    code, said = coop_witness("add", sister.address, "--key", sister.verifier[:-8] + "AAAAAAA=")
    assert code == 2
    assert coop_witness("stop", sister.address, "--reason", "moved")[0] == 1
    assert coop_witness("list")[1].startswith("Nothing is watched")


def test_watching_ends_with_a_reason_and_can_begin_anew_with_another_key(coop_witness, sister):
    coop_witness("add", sister.address, "--key", sister.verifier)
    sister.rotate(announced=False)
    sister.sign()
    code, said = coop_witness(sister.address, "--key", sister.verifier)
    assert (code, "stop" in said) == (1, True)
    assert coop_witness("stop", sister.address, "--reason", " ")[0] == 2
    assert coop_witness("stop", sister.address, "--reason", "They lost their key")[0] == 0
    assert coop_witness("look") == (0, "Nothing is watched. `coop witness URL --key VERIFIER` begins.\n")
    assert coop_witness(sister.address, "--key", sister.verifier)[0] == 0
    assert "They lost their key" in coop_witness("list")[1]
