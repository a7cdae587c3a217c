"""A person's data as a zip: a JSON file for each table, and their photos and receipts."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from coop.commons.personal_data import queries
from coop.governance.cases.keeping import FOLDER
from coop.people.persons.models import Person

READ_ME = """\
Everything this co-op keeps about you, as of {at}.

Each .json file is a table: a list of rows, columns by name; moments are UTC, amounts are cents.
Left out: your password and the codes of signing in (kept only as hashes or encrypted), reviews of you that do not
show yet, and ballots, which lead to nobody, so that nobody can look up yours: your receipt code does.
"""


def write(session: Session, person: Person, uploads: Path, target: IO[bytes], *, at: dt.datetime) -> None:
    """Write the zip to `target`."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME.format(at=at.isoformat(timespec="seconds")))
        for table, rows in queries.rows(session, person):
            archive.writestr(f"{table}.json", json.dumps(rows, default=_written, ensure_ascii=False, indent=1))
            for name in _files(table, rows):
                if (uploads / name).is_file():
                    archive.write(uploads / name, name)


def _files(table: str, rows: list[dict[str, Any]]) -> list[str]:
    if table == "listing_pictures":
        return sorted({f"pictures/{row['digest']}-960.webp" for row in rows})
    if table == "expenses":
        return sorted({f"receipts/{row['receipt']}" for row in rows if row["receipt"]})
    if table == "case_evidence":
        return sorted({f"{FOLDER}/receipts/{row['file']}" for row in rows if row["file"]})
    return []


def _written(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not written")
