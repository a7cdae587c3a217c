"""Takes the pictures of the README, and larger sets to look at: `python -m tests.browser.shots [URL]`.

Without an address the demo is seeded in a temporary folder and served for it. `--all FOLDER` takes every page that
a newcomer meets, small and large, light and dark, in full length.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from coop.demo.keys import kept_in
from coop.demo.logins import logins
from tests.browser import chromium
from tests.browser import demo as demos
from tests.browser.demo import Served

SHOTS = Path(__file__).resolve().parents[2] / "docs" / "shots"
MOST_BYTES = 150 * 1024
_HEIGHTS = {360: 780, 1280: 860}
_LISTING = "Home cleaning, your products or mine"
_SPLIT = "Share out the surplus of the second period"


def _details(page: Page) -> None:
    _listing(page)
    page.locator("[name=starts_at]").first.check(force=True)
    page.get_by_role("button", name="Book this time").click()
    # The listing's page may be a minute old, and the visit before this one took the first time.
    if page.get_by_role("button", name="Continue with this time").count():
        page.locator("[name=starts_at]").first.check(force=True)
        page.get_by_role("button", name="Continue with this time").click()


def _check(page: Page) -> None:
    _details(page)
    if page.locator("[name=name]").count():
        page.locator("[name=name]").fill("Noor")
        page.locator("[name=email]").fill("noor.haddadi@example.org")
    page.locator("[name=address]").fill("Via Torino 8, Cavana")
    page.locator("[name=payment_method][value=transfer]").check(force=True)
    page.get_by_role("button", name="Continue").click()


def _confirmation(page: Page) -> None:
    _check(page)
    page.get_by_role("button", name="Book for").click()


def _listing(page: Page) -> None:
    page.goto("/services?q=home+cleaning")
    page.get_by_role("link", name=_LISTING).first.click()


def _ballot(page: Page) -> None:
    page.goto("/decisions")
    page.get_by_role("link", name=_SPLIT).first.click()
    page.goto(page.url.removesuffix("/ballot") + "/ballot")
    for field, share in zip(page.locator("[data-split]").all(), ("45", "30", "25"), strict=False):
        field.select_option(share)


def _entry(page: Page) -> None:
    page.goto("/ledger/entries?kind=booking-completed")
    page.locator("main a[href^='/ledger/entries/']").first.click()


def _at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)

    return go


README: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("", _at("/")),
    "search": ("", _at("/services?q=home")),
    "check": ("", _check),
    "ballot": ("member", _ballot),
    "entry": ("", _entry),
    "ledger": ("", _at("/ledger")),
}
MORE: dict[str, tuple[str, Callable[[Page], None]]] = {
    "listing": ("", _listing),
    "details": ("", _details),
    "confirmation": ("client", _confirmation),
    "rules": ("", _at("/rules")),
    "rule": ("", _at("/rules/fee.rate")),
    "decisions": ("", _at("/decisions")),
    "outcome": ("", _at("/decisions/4")),
    "open-vote": ("member", _at("/decisions/11")),
    "sharing": ("", _at("/how-we-share")),
    "work": ("member", _at("/my/work")),
    "earnings": ("member", _at("/my/earnings")),
    "hours": ("member", _at("/my/hours")),
    "membership": ("member", _at("/my/membership")),
    "desk": ("steward", _at("/desk")),
    "bookings": ("client", _at("/my/bookings")),
    "sign-in": ("", _at("/sign-in")),
    "outbox": ("", _at("/outbox")),
}


def take(browser: Browser, url: str, people: dict[str, tuple[str, str]], name: str, *, width: int, dark: bool,
         full: bool = False) -> bytes:
    """A PNG of a page, as its reader sees it."""
    who, go = {**README, **MORE}[name]
    context = chromium.context_of(browser, url, width=width, dark=dark)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": _HEIGHTS[width]})
    if who:
        chromium.sign_in(page, *people[who])
    go(page)
    page.wait_for_load_state("networkidle")
    png = page.screenshot(full_page=full)
    context.close()
    return png


def small(png: bytes) -> bytes:
    """The same picture in as few colours as it takes to stay under the limit."""
    image = Image.open(BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = BytesIO()
        fewer = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        fewer.save(out, "PNG", optimize=True)
        if out.tell() < MOST_BYTES:
            break
    return out.getvalue()


@contextmanager
def _site(url: str, folder: str) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    if url:
        keys = kept_in(Path(folder) / "keys.json")
        yield url, {each.role: (each.email, each.password) for each in logins(keys)}
        return
    with tempfile.TemporaryDirectory() as temporary:
        demos.seed(Path(temporary) / "demo")
        served = Served(Path(temporary) / "demo")
        try:
            demo = served.start()
            yield demo.url, demo.people
        finally:
            served.stop()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="", help="a running demo; by default one is made")
    parser.add_argument("--folder", default="var/demo", help="the running demo's folder, for its passwords")
    parser.add_argument("--only", nargs="*", default=[*README, *MORE], metavar="NAME", help="with --all: these pages")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page, light and dark, into this folder")
    asked = parser.parse_args()
    with _site(asked.url, asked.folder) as (url, people), chromium.launched() as browser:
        if asked.all:
            asked.all.mkdir(parents=True, exist_ok=True)
            for name in asked.only:
                for width in _HEIGHTS:
                    for dark in (False, True):
                        png = take(browser, url, people, name, width=width, dark=dark, full=True)
                        (asked.all / f"{name}-{width}{'-dark' if dark else ''}.png").write_bytes(png)
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        for name in README:
            for width in _HEIGHTS:
                png = take(browser, url, people, name, width=width, dark=False)
                (SHOTS / f"{name}-{width}.png").write_bytes(small(png))
        for width in _HEIGHTS:
            png = take(browser, url, people, "home", width=width, dark=True)
            (SHOTS / f"home-{width}-dark.png").write_bytes(small(png))


if __name__ == "__main__":
    main()
