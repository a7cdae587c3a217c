"""The public log for tests: begin it, give every fact its leaf, sign."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from coop.commons.log.sources import SOURCES
from coop.ledger.log import sequencing, signing
from coop.ledger.log.models import Checkpoint

ORIGIN = "coop.example"


def begin(session: Session, folder: Path, *, at: dt.datetime) -> Path:
    """Create the log's key in `folder` and return its file."""
    key_file = folder / "log.key"
    signing.begin(session, key_file, ORIGIN, at=at)
    session.commit()
    return key_file


def bring_up_to_date(session: Session, key_file: Path, *, at: dt.datetime) -> Checkpoint | None:
    """Every committed fact gets its leaf, and the tree is signed."""
    session.commit()
    while sequencing.sequence(session, SOURCES):
        session.commit()
    head = signing.sign(session, key_file, at=at)
    session.commit()
    return head
