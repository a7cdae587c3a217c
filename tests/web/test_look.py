"""The look keeps its promises: no inline styles, both directions of writing, small files, nobody shut out."""

import gzip
import re

import pytest

from tests.web.look import ROOT, environment, style_guide
from tests.web.look import context as app_context

SHEET = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ERRORS = (400, 403, 404, 405, 413, 429, 500, 503)


# A file that readers keep and open without us: style and script lie in it, under a policy of its own that names both.
KEPT_FILE = ROOT / "templates" / "commons" / "verifying" / "saved.html"


def test_the_file_to_keep_brings_its_own_policy():
    text = KEPT_FILE.read_text(encoding="utf-8")
    assert '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">' in text
    assert (text.count("<style>"), text.count("<script>")) == (1, 1)


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path != KEPT_FILE], ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_template_styles_or_scripts_inline(path):
    # Jinja's own words are left out: day(x, style="short") styles nothing.
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_style_guide_draws_every_component_without_inline_style(direction):
    page = style_guide(direction)
    assert f'dir="{direction}"' in page
    assert "style=" not in page
    assert "<title>Error: Style guide - Harbour Hands</title>" in page


def test_the_sheet_knows_start_and_end_but_no_left_or_right():
    rules = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    assert not re.search(r"\b(left|right)\b", rules)


def test_the_sheet_asks_nobody_else_for_anything():
    assert not re.search(r"url\(|@import|@font-face", SHEET)


def test_the_files_every_page_loads_stay_small():
    assert len(SHEET.encode()) <= 16 * 1024
    assert len(gzip.compress(SHEET.encode())) <= 5 * 1024
    assert (ROOT / "static" / "site.js").stat().st_size < 2048
    assert (ROOT / "static" / "toad.svg").stat().st_size < 2048


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_can_be_drawn_when_nothing_else_works(code):
    bare = environment().get_template(f"errors/{code}.html").render()
    assert "<h1>" in bare
    assert 'href="/"' in bare


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_keeps_the_way_home(code):
    page = environment().get_template(f"errors/{code}.html").render(**app_context("ltr"))
    assert "Harbour Hands" in page
    assert "Find a service" in page


def test_an_error_is_tied_to_its_field_and_named_in_the_summary():
    page = style_guide()
    assert '<a href="#name">Enter your name</a>' in page
    assert 'aria-describedby="name-hint name-error" aria-invalid="true"' in page
    assert '<a href="#pay-0">Choose how you will pay</a>' in page
    assert 'id="pay-0"' in page


def test_the_vendored_script_is_the_one_written_down():
    from hashlib import sha256

    listed = (ROOT / "static" / "vendor" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "static" / "vendor").glob("*.js"):
        assert path.name in listed
        assert sha256(path.read_bytes()).hexdigest() in listed
