"""What was seen before: a history that was rewritten since gives itself away, and so does a new key."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from coop.commons.exports.archive import write_folder
from coop.commons.log.sources import SOURCES
from coop.db.engine import make_engine
from coop.ledger import chart, journal
from coop.ledger.log import sequencing, signing
from coop.verify.command import run, verify
from coop.verify.log import HISTORY, KEY
from coop.verify.receipts import FIRST_SEEN
from coop.verify.report import Unreadable
from coop.verify.state import State
from tests.commons.books import simple
from tests.verify.specimen import build, day, moment, seal


class Coop:
    """A co-op in a database of its own, whose operator can do anything."""

    def __init__(self, template, folder):
        folder.mkdir()
        shutil.copy(template, folder / "coop.sqlite3")
        self.folder, self.exports = folder, 0
        self.engine = make_engine(f"sqlite:///{folder / 'coop.sqlite3'}")
        self.session = Session(self.engine, expire_on_commit=False)
        build(self.session)

    def work_on(self, name):
        gift = simple(f"donation:{name}", "donation", chart.BANK, chart.DONATIONS, 700, day=day(27, 2))
        journal.post(self.session, gift, at=moment(27, 2))
        self.session.commit()

    def export(self, key_file):
        self.exports += 1
        while sequencing.sequence(self.session, SOURCES):
            pass
        signing.sign(self.session, key_file, at=moment(28, 2, hour=20))
        self.session.commit()
        folder = self.folder / f"export{self.exports}"
        write_folder(self.session, folder, at=moment(1, 3))
        return str(folder)

    def close(self):
        self.session.close()
        self.engine.dispose()


@pytest.fixture
def coops(sqlite_template, tmp_path):
    """Makes co-ops that all begin with the same facts."""
    made = []

    def make():
        made.append(Coop(sqlite_template, tmp_path / f"coop{len(made)}"))
        return made[-1]

    yield make
    for coop in made:
        coop.close()


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state" / "verify.json"


def checks(report):
    return {finding.check for finding in report.findings}


def test_a_log_that_grows_is_remembered_and_continues(coops, state):
    coop = coops()
    key = seal(coop.session, coop.folder / "key")
    first = coop.export(key)
    seen = verify(first, state=State(state))
    assert seen.sound, seen.as_text()
    assert any(note.startswith(FIRST_SEEN) for note in seen.notes)
    before = json.loads(state.read_text())["logs"]["coop.example"]
    coop.work_on("later")
    again = verify(coop.export(key), state=State(state))
    assert again.sound, again.as_text()
    assert again.checked[HISTORY] == 1
    assert not any(note.startswith(FIRST_SEEN) for note in again.notes)
    after = json.loads(state.read_text())["logs"]["coop.example"]
    assert after["size"] == before["size"] + 1
    # The older export is one of a smaller tree: it is said, and does not make the program forget.
    assert checks(verify(first, state=State(state))) == {HISTORY}
    assert json.loads(state.read_text())["logs"]["coop.example"] == after


def test_a_rewritten_history_is_caught_though_all_of_it_is_signed_anew(coops, state, capsys):
    honest, forged = coops(), coops()
    honest.work_on("gift")
    key = seal(honest.session, honest.folder / "key")
    assert run(honest.export(key), state=state) == 0
    # The same key signs another past: another gift in its place, every sum and signature in order.
    forged.work_on("another")
    seal(forged.session, forged.folder / "key")
    signing.sign(forged.session, forged.folder / "key/log.key", at=moment(28, 2, hour=21))
    export = forged.export(forged.folder / "key/log.key")
    assert verify(export).sound
    assert run(export, state=state) == 1
    said = capsys.readouterr().out
    # Its key is not the one that was seen: a new key without a hand-over.
    assert KEY in said
    assert "history was rewritten" in said
    assert "The first wrong place: leaves.jsonl" in said


def test_the_key_that_was_given_out_of_band_must_have_signed(coops):
    coop, other = coops(), coops()
    export = coop.export(seal(coop.session, coop.folder / "key"))
    foreign = other.export(seal(other.session, other.folder / "key"))
    verifiers = [json.loads(line)["verifier"] for line in Path(export, "keys.jsonl").read_text().splitlines()]
    for verifier in verifiers:
        report = verify(export, pinned=verifier)
        assert report.sound
        assert not any(note.startswith(FIRST_SEEN) for note in report.notes)
        assert checks(verify(foreign, pinned=verifier)) == {KEY}
    with pytest.raises(Unreadable, match="--key"):
        verify(export, pinned=verifiers[0][:-2])


def test_a_key_that_was_handed_over_is_followed(coops, state):
    coop = coops()
    key = seal(coop.session, coop.folder / "key")
    assert verify(coop.export(key), state=State(state)).sound
    signing.rotate(coop.session, key, at=moment(28, 2, hour=20))
    coop.session.commit()
    report = verify(coop.export(key), state=State(state))
    assert report.sound, report.as_text()
    assert any("handed over" in note for note in report.notes)


def test_an_export_that_is_not_vouched_for_is_not_remembered(coops, state, specimen, tmp_path):
    coop = coops()
    coop.export(seal(coop.session, coop.folder / "key"))
    broken = tmp_path / "broken"
    shutil.copytree(coop.folder / "export1", broken)
    note = (broken / "checkpoint").read_text()
    (broken / "checkpoint").write_text(note.replace("\n\n— ", "\n\n— x"))
    assert not verify(str(broken), state=State(state)).sound
    assert not state.exists()


@pytest.mark.parametrize("text", ["", "{}", '{"format":"toad-lane-verify-state","version":1,"logs":{"a":{}}}', "[1]"])
def test_a_state_file_that_is_broken_is_said_to_be_and_left_alone(specimen, state, text, capsys):
    state.parent.mkdir()
    state.write_text(text)
    assert run(str(specimen), state=state) == 2
    assert "Move it away" in capsys.readouterr().err
    assert state.read_text() == text
    assert run(str(specimen), no_state=True) == 0


def test_a_place_where_nothing_can_be_kept_is_said(specimen, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert run(str(specimen), state=tmp_path / "file" / "verify.json") == 2
    assert "--state FILE" in capsys.readouterr().err
