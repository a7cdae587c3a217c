"""What is installed is whole: the wheel carries templates, style, migrations and pictures, and serves a page."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

REQUEST = """
from coop import create_app
from coop.cli.database import run_upgrade
from coop.config import load
from coop.paths import ROOT
assert "_bundle" in str(ROOT), ROOT
settings = load()
run_upgrade(settings.database_owner_url, settings.database_url)
client = create_app().test_client()
page = client.get("/")
assert page.status_code == 200, page.status_code
style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
assert client.get(style).status_code == 200, style
assert client.get("/pictures/drawn/cleaning/x.svg").status_code == 200
"""


@pytest.mark.slow
def test_the_wheel_serves_a_page_by_itself(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(installed),
        "COOP_MODE": "test",
        "COOP_DATA_DIR": str(tmp_path / "var"),
        "COOP_SECRET_KEY": "k" * 32,
        "COOP_PASSWORD_SALT": "s" * 16,
        "COOP_TOTP_SECRET": "t" * 32,
    }
    result = subprocess.run(
        [sys.executable, "-c", REQUEST], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
