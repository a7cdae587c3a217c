"""Downloads are streamed whole, name nobody, and the export page leads to each."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from click.testing import CliRunner

from coop.commons.exports import books as exported
from coop.commons.exports.commands import export, verify
from coop.config import Settings
from tests.logs import begin, bring_up_to_date


def test_every_link_on_the_page_downloads(client, books):
    page = client.get("/exports").text
    links = set(re.findall(r'href="(/exports/[^"]+)"', page))
    assert len(links) == 16
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert answer.headers["Content-Disposition"].startswith("attachment")
        if not link.endswith(".zip"):
            assert "ab" * 16 not in answer.text


def test_what_is_not_exported_is_not_found(client, books):
    assert client.get("/exports/people.jsonl").status_code == 404


def test_the_zip_holds_every_file(client, books):
    archive = zipfile.ZipFile(io.BytesIO(client.get("/exports/export.zip").data))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert sorted(archive.namelist()) == sorted(
        ["manifest.json", "SHA256SUMS", "checkpoint", *(item["name"] for item in manifest["files"])]
    )


@pytest.mark.parametrize("chunk", [1, 2, 7, 1000])
def test_reading_in_pieces_leaves_no_entry_out(session, books, monkeypatch, chunk):
    monkeypatch.setattr(exported, "CHUNK", chunk)
    ids = [row["id"] for row in exported.entry_rows(session)]
    days = [(row["effective_on"], row["id"]) for row in exported.entry_rows(session, by_day=True)]
    assert ids == sorted(ids)
    assert days == sorted(days)
    assert len(days) == len(ids) == exported.entry_count(session)


def test_the_command_writes_an_export_that_verifies(database_url, session, books, tmp_path, now):
    bring_up_to_date(session, begin(session, tmp_path, at=now), at=now)
    settings = Settings(
        mode="test",
        database_url=database_url,
        data_dir=tmp_path,
        secret_key="k" * 32,
        password_salt="s" * 16,
        totp_secret="t" * 32,
    )
    runner = CliRunner()
    folder = str(tmp_path / "export")
    done = runner.invoke(export, [folder], obj=settings)
    assert done.exit_code == 0, done.output
    assert "rows written" in done.output
    again = runner.invoke(export, [folder], obj=settings)
    assert again.exit_code == 1
    assert "not empty" in again.output
    checked = runner.invoke(verify, [folder, "--no-state"])
    assert checked.exit_code == 0, checked.output
    assert runner.invoke(verify, [str(tmp_path / "nothing"), "--no-state"]).exit_code == 2
