"""One export of the specimen, made once; tests that change it copy it first."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy.orm import Session

from coop.db.engine import make_engine
from tests.verify.specimen import build, export


@pytest.fixture(scope="session")
def specimen(sqlite_template, tmp_path_factory):
    """The folder of a valid export; read only."""
    folder = tmp_path_factory.mktemp("specimen")
    shutil.copy(sqlite_template, folder / "coop.sqlite3")
    engine = make_engine(f"sqlite:///{folder / 'coop.sqlite3'}")
    with Session(engine, expire_on_commit=False) as session:
        build(session)
        made = export(session, folder / "export")
    engine.dispose()
    return made
