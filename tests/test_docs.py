"""What the docs say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from coop.config import Settings
from tests import docs

ROOT = Path(__file__).resolve().parents[1]


def test_the_rules_page_is_in_step_with_the_register():
    assert docs.PAGE.read_text() == docs.page(), "run python -m tests.docs"


def test_every_setting_is_documented():
    text = (ROOT / "docs" / "operating.md").read_text()
    for name in Settings.model_fields:
        short = "_" + name.upper().removeprefix("MAIL")
        assert f"COOP_{name.upper()}" in text or (name.startswith("mail") and short.lstrip("_") in text), name


def test_every_link_between_the_docs_leads_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
