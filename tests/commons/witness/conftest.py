"""A sister co-op on loopback, and a witness who has begun to watch it."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from coop.commons.witness import cosigning
from coop.commons.witness.looking import add, look_at_all
from coop.verify.notes import read_verifier
from tests.commons.witness.sister import sister_site

MINUTE = dt.timedelta(minutes=10)


@pytest.fixture
def sister():
    with sister_site() as site:
        yield site


class Witness:
    """Looks at everything that is watched, ten minutes later each time."""

    def __init__(self, engine, session, folder, at):
        self.engine, self.session, self.at = engine, session, at
        self.key_file = folder / "witness.key"
        self.key = cosigning.key_of(self.key_file, "coop.example")

    def watch(self, sister, *, key=True):
        pinned = read_verifier(sister.verifier) if key else None
        return add(self.engine, sister.address, pinned, allow_insecure=False, witness=self.key, at=self.at)

    def look(self, after=MINUTE):
        if threading.current_thread() is threading.main_thread():
            self.session.commit()  # SQLite has one writer: what the test itself looked at must not be in the way
        self.at += after
        [found] = look_at_all(self.engine, self.key_file, at=self.at)
        return found


@pytest.fixture
def witness(engine, coop, session, tmp_path, now):
    session.commit()
    return Witness(engine, session, tmp_path, now)


@pytest.fixture
def watching(witness, sister):
    """The witness has pinned the sister's key at 300 facts."""
    witness.watch(sister)
    return witness
