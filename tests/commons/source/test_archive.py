"""Whoever uses the site can have its source, and nothing of its data."""

from __future__ import annotations

import io
import tarfile

from coop.commons.source.archive import source_archive


def test_the_archive_holds_the_whole_program_and_no_data():
    with tarfile.open(fileobj=io.BytesIO(source_archive())) as archive:
        names = archive.getnames()
    for wanted in ("coop/factory.py", "templates/base.html", "static/style.css", "migrations/env.py", "LICENSE"):
        assert f"toad-lane/{wanted}" in names
    assert not [name for name in names if "/var/" in name or name.endswith((".sqlite3", ".pyc", "keys.json"))]


def test_anyone_can_have_it(client):
    response = client.get("/source.tar.gz")
    assert response.status_code == 200
    assert response.data[:2] == b"\x1f\x8b"
