"""The story, told; its people erased on demand; and everything the site's storage holds as bytes."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from coop.commons.erasure import actions
from coop.commons.erasure.chores import erase_those_who_asked
from coop.config import Settings
from coop.db import transaction
from tests.commons.erasure.story import DAY, tell
from tests.logs import bring_up_to_date

LATER = 60 * DAY
"""When the story is over, after the fixture `now`."""


@pytest.fixture
def settings(database_url, tmp_path):
    return Settings(mode="test", database_url=database_url, data_dir=tmp_path / "var", secret_key="k" * 32,
                    password_salt="s" * 16, totp_secret="t" * 32)  # fmt: skip


@pytest.fixture
def story(session, coop, settings, now):
    settings.uploads.mkdir(parents=True)
    return tell(session, settings.uploads, now=now)


@pytest.fixture
def erase(session, engine, settings, story, now):
    """`erase(person)`: they ask, a week passes, the worker's duty runs; returns when that was."""

    def erased(person, *, at: dt.datetime = now + LATER) -> dt.datetime:
        actions.ask(session, person, at=at)
        session.commit()
        due = at + 7 * DAY
        assert erase_those_who_asked(engine, settings, due) == 1
        session.expire_all()
        bring_up_to_date(session, story.key_file, at=due)
        return due

    return erased


def held_bytes(engine, folder: Path) -> dict[str, bytes]:
    """Everything that is stored: each table's text, each file below the folder, and SQLite's own files as they lie."""
    found = {}
    with transaction(engine, write=False) as session:
        if engine.dialect.name == "postgresql":
            names = session.execute(text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                                         "'public'::regnamespace")).scalars().all()  # fmt: skip
            for name in names:
                rows = session.execute(text(f'SELECT CAST(t AS text) FROM "{name}" t')).scalars()
                found[name] = "\n".join(rows).encode()
            hexed = session.execute(text("SELECT leaf_index, private FROM log_openings")).all()
            found["log_openings.private"] = b"\n".join(bytes(private) for _index, private in hexed)
    for path in folder.rglob("*"):
        if path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    if engine.dialect.name == "sqlite":
        database = Path(make_url(str(engine.url)).database)
        for path in database.parent.glob(f"{database.name}*"):
            found[path.name] = path.read_bytes()
        with closing(sqlite3.connect(database)) as copy:
            found["dump"] = "\n".join(copy.iterdump()).encode()
    return found


def where(held: dict[str, bytes], words: str) -> list[str]:
    """Where words still stand, whatever their case."""
    # Bytes know lower case in ASCII alone.
    forms = {form.encode().lower() for form in (words, words.lower(), words.upper())}
    return sorted(name for name, data in held.items() if any(form in data.lower() for form in forms))
