"""A whole co-op watches another one through the site itself: growth, a restored backup, a history written anew."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.orm import Session

from coop.commons.witness import cosigning, queries
from coop.commons.witness.looking import add, look_at_all
from coop.config import Settings
from coop.db.engine import make_engine
from coop.factory import create_app
from coop.ledger import journal
from coop.ledger.log import signing
from coop.policies import actions
from coop.verify.notes import read_verifier
from coop.web.database import db
from tests.interop.served import live
from tests.ledger.log.test_database import gift
from tests.logs import begin, bring_up_to_date


def copy(source, target):
    """A copy that SQLite itself makes, so that whoever has the target open sees all of it at once."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


class Sister:
    """A founded co-op in a SQLite file of its own, served live."""

    def __init__(self, template, folder, at):
        folder.mkdir()
        self.file, self.folder, self.at = folder / "coop.sqlite3", folder, at
        shutil.copy(template, self.file)
        self.url = f"sqlite:///{self.file}"
        self.engine = make_engine(self.url)
        with self.session() as session:
            actions.found(session, name="Sister", currency="EUR", timezone="Europe/Paris", preset="ica", at=at)
            self.key_file = begin(session, folder, at=at)
        self.give(0, 300)

    def session(self):
        return Session(self.engine, expire_on_commit=False)

    def give(self, first, count):
        with self.session() as session:
            journal.post_all(session, [gift(first + n) for n in range(count)], at=self.at)
            self.head = bring_up_to_date(session, self.key_file, at=self.at)

    def rotate(self):
        with self.session() as session:
            signing.rotate(session, self.key_file, at=self.at)
            self.head = bring_up_to_date(session, self.key_file, at=self.at)

    @property
    def key(self):
        with self.session() as session:
            return read_verifier(signing.current_key(session).verifier)

    def back_up(self):
        copy(self.file, self.folder / "backup.sqlite3")

    def restore(self):
        """As a careless operator would: the database alone, and the key's own record thrown away."""
        copy(self.folder / "backup.sqlite3", self.file)
        self.key_file.with_name("log.key.signed").unlink()

    def app(self):
        settings = Settings(mode="test", database_url=self.url, data_dir=self.folder / "var", secret_key="k" * 32,
                            password_salt="s" * 16, totp_secret="t" * 32, rate_limits=False)
        return create_app(settings)


@pytest.fixture
def sister(sqlite_template, tmp_path, now):
    sister = Sister(sqlite_template, tmp_path / "sister", now)
    yield sister
    sister.engine.dispose()


@pytest.fixture
def key_file(engine, session, coop, tmp_path):
    """The witness's own key."""
    session.commit()
    cosigning.key_of(tmp_path / "witness.key", "coop.example")
    return tmp_path / "witness.key"


class Watch:
    def __init__(self, engine, key_file, address, sister):
        self.engine, self.key_file, self.at = engine, key_file, sister.at
        add(engine, address, sister.key, allow_insecure=False, witness=cosigning.signer(key_file), at=self.at)

    def look(self):
        self.at += dt.timedelta(minutes=10)
        [found] = look_at_all(self.engine, self.key_file, at=self.at)
        return found


def test_growth_a_new_key_a_restored_backup_and_a_fork(sister, engine, session, key_file):
    site = sister.app()
    with live(site) as address:
        watch = Watch(engine, key_file, address, sister)
        sister.give(1000, 40)
        assert (watch.look().wrong, watch.look().size) == ("", sister.head.size)
        sister.rotate()
        assert (watch.look().wrong, watch.look().size) == ("", sister.head.size)
        sister.back_up()
        sister.give(2000, 30)
        seen = sister.head.size
        assert watch.look().size == seen
        sister.restore()
        assert watch.look().wrong == f"{seen} facts were signed, now it shows {seen - 30}"

        # The same key signs another history on top of the backup: as long, then longer than what was seen.
        sister.give(3000, 30)
        assert watch.look().wrong == f"two different roots are signed for {seen} facts"
        sister.give(4000, 30)
        assert f"does not begin with the {seen} that were signed before" in watch.look().wrong
        with site.app_context():
            db.engine.dispose()
    kinds = [raised.alarm.kind for raised in queries.alarms(session)]
    assert kinds == ["fork", "rollback"], "each kind once, until a steward answers"
    assert queries.watched(session)[0].head.size == seen


def test_a_program_of_others_verifies_our_signature(sister, engine, session, key_file, aics_tlog, tmp_path):
    site = sister.app()
    with live(site) as address:
        Watch(engine, key_file, address, sister)
        with site.app_context():
            db.engine.dispose()
    [watched] = queries.watched(session)
    note = tmp_path / "cosigned.note"
    note.write_text(watched.head.note + watched.head.cosignature)
    ours = cosigning.verifier(cosigning.signer(key_file))
    check = ("verify-checkpoint", "--note", note, "--log-key", str(sister.key), "--witness-key")
    code, said = aics_tlog(*check, ours, "--quorum", "1")
    assert code == 0, said
    note.write_text(watched.head.note)
    assert aics_tlog(*check, ours, "--quorum", "1")[0] == 1
