"""A valid export is found valid, whatever database it came from and however it is packed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import coop.verify
from coop.commons.exports.archive import zip_stream
from coop.commons.labels import ENTRY_KINDS
from coop.verify.command import run, verify
from coop.verify.kinds import MAY_TOUCH
from tests.verify.specimen import build, export, moment

CODE = Path(coop.verify.__file__).parent


def test_a_valid_export_is_found_valid(session, tmp_path):
    build(session)
    report = verify(str(export(session, tmp_path / "export")))
    assert report.as_text().endswith("Everything in this export is as it must be.")
    for check in (
        "fees are price x rate of the rule cited",
        "dividends recomputed from work",
        "votes counted anew",
        "periods close at their sums",
        "distributions posted to the cent",
        "reversals mirror what they undo",
        "tips bear no fee",
    ):
        assert report.checked[check] > 0
    packed = tmp_path / "export.zip"
    packed.write_bytes(b"".join(zip_stream(session, at=moment(1, 3))))
    assert verify(str(packed)).sound


def test_both_reports_say_that_all_is_right(specimen, capsys):
    assert run(str(specimen), no_state=True) == 0
    assert "Everything" in capsys.readouterr().out
    assert run(str(specimen), as_json=True, no_state=True) == 0
    assert json.loads(capsys.readouterr().out)["sound"] is True


def test_the_verifier_imports_nothing_but_the_standard_library_and_itself():
    for path in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            assert all(name.partition(".")[0] in sys.stdlib_module_names for name in names), path


def test_a_copied_folder_runs_alone(specimen, tmp_path):
    (tmp_path / "verify").symlink_to(CODE)
    done = subprocess.run(
        [sys.executable, "-S", "-m", "verify", "--no-state", str(specimen)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_kind_that_the_site_names_is_known_to_the_verifier():
    assert set(ENTRY_KINDS) <= set(MAY_TOUCH)


def test_an_export_names_nobody(session, tmp_path):
    build(session)
    folder = export(session, tmp_path / "export")
    text = "".join(path.read_text() for path in folder.iterdir())
    tokens = session.connection().exec_driver_sql("SELECT token FROM parties").scalars()
    names = session.connection().exec_driver_sql("SELECT display_name FROM people").scalars()
    mails = session.connection().exec_driver_sql("SELECT email FROM people").scalars()
    for personal in [*tokens, *mails, *(f'"{name}"' for name in names)]:
        assert personal not in text
