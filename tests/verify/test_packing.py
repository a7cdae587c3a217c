"""The verifier by itself: one file, the same everywhere; a package of its own; and as the site offers it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from coop.verify.packing import packed

ROOT = Path(__file__).resolve().parents[2]


def run(*command, cwd, **environment):
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), **environment},
    )


@pytest.fixture
def pyz(tmp_path):
    path = tmp_path / "coop-verify.pyz"
    path.write_bytes(packed())
    return path


def test_the_bytes_depend_on_the_source_alone(tmp_path, pyz):
    """Made again elsewhere, later, by a bare Python, and by the file itself: the same."""
    for command, cwd in (
        (["-m", "verify.packing"], ROOT / "coop"),
        (["-c", "import sys; sys.path[0] = 'coop-verify.pyz'; from coop_verify.packing import main; main()"], tmp_path),
    ):
        made = tmp_path / "again.pyz"
        done = run(sys.executable, "-S", *command, made, cwd=cwd, TZ="Asia/Tokyo", PYTHONHASHSEED="7")
        assert done.returncode == 0, done.stderr
        assert made.read_bytes() == pyz.read_bytes()
        assert done.stdout.split()[0] == sha256(made.read_bytes()).hexdigest()
    assert {item.date_time for item in zipfile.ZipFile(BytesIO(packed())).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_one_file_runs_alone(tmp_path, pyz, specimen):
    done = run(sys.executable, "-I", pyz, specimen, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything in this export is as it must be." in done.stdout
    assert (tmp_path / ".local/state/toad-lane/verify.json").is_file()
    assert run(sys.executable, "-I", pyz, tmp_path / "nowhere", cwd=tmp_path).returncode == 2
    assert "--no-state" in run(sys.executable, "-I", pyz, "--help", cwd=tmp_path).stdout


@pytest.mark.slow
def test_it_installs_alone_into_an_empty_environment(tmp_path, specimen):
    done = run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path,
        ROOT / "verifier", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("toad_lane_verify-*.whl")
    venv.create(tmp_path / "empty", with_pip=True, symlinks=True)
    python = tmp_path / "empty/bin/python"
    done = run(python, "-m", "pip", "install", "--quiet", "--no-index", wheel, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run(tmp_path / "empty/bin/coop-verify", "--no-state", specimen, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_packages_have_the_same_version():
    ours, alone = (tomllib.loads((ROOT / name).read_text()) for name in ("pyproject.toml", "verifier/pyproject.toml"))
    assert ours["project"]["version"] == alone["project"]["version"]
    assert alone["project"]["dependencies"] == []


def test_the_site_offers_that_file_and_says_its_sum(client):
    served = client.get("/verify/coop-verify.pyz")
    assert served.data == packed()
    page = client.get("/exports").text
    assert 'href="/verify/coop-verify.pyz"' in page
    assert sha256(served.data).hexdigest() in page
