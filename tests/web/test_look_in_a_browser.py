"""The style guide in Chromium: nobody is shut out, in both themes and both directions, down to 320 px."""

import shutil

import pytest

from tests.conftest import absent
from tests.web.look import write

pytestmark = pytest.mark.browser

UNDER_24_PX = """[...document.querySelectorAll('a, button, input, select, summary')]
  .filter(e => !e.closest('p, td, caption, label'))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width && Math.min(box.width, box.height) < 24)
  .map(([e]) => e.outerHTML)"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium")
    if path is None:
        absent("no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()
    playwright.stop()


@pytest.fixture(params=["light", "dark"])
def page(browser, request):
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=request.param)
    yield page
    page.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_axe_finds_nothing(page, guide, direction):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.goto(f"file://{guide}/{direction}.html")
    found = axe.run(page).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_runs_off_a_page_of_320_px_and_every_target_can_be_hit(page, guide, direction):
    page.goto(f"file://{guide}/{direction}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(UNDER_24_PX) == []


def test_a_form_that_was_sent_back_starts_at_its_summary(page, guide):
    page.goto(f"file://{guide}/ltr.html")
    assert page.evaluate("document.activeElement.className") == "summary"


def test_a_split_says_how_much_is_still_to_give(page, guide):
    page.goto(f"file://{guide}/ltr.html")
    assert page.inner_text("output") == "Together 70 of 100. Still to give: 30."
    page.select_option("#dividends", "70")
    assert page.inner_text("output") == "Together 100 of 100. Ready to cast."
    page.select_option("#dividends", "75")
    assert page.inner_text("output") == "Together 105 of 100. Too much by 5."
