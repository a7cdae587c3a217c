"""What every page promises, measured: budgets, reach for everybody, quiet in the console.

Sizes are of gzipped text, as a proxy in front of the site sends it. Photos are the members' own (`/pictures/*.webp`);
drawn pictures are not. A request counts when the first view needs it: pictures that load lazily do not.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from functools import cache

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

HTML_BYTES = 15 * 1024
VIEW_BYTES, VIEW_BYTES_WITH_PHOTOS = 60 * 1024, 100 * 1024
REQUESTS = 8
NARROWEST = 320
_PHONE = {"width": 360, "height": 800}

_LOADED = """() => ({
  lazy: [...document.querySelectorAll('img[loading=lazy]')].map(e => e.src),
  loaded: performance.getEntriesByType('resource').map(e => e.name),
  icon: document.querySelector('link[rel=icon]').href,
})"""

_WIDTH = "document.documentElement.scrollWidth"

# Inside a sentence a target may be as high as its line (WCAG 2.2, 2.5.8), so links in running text are left out,
# and so is what nobody can hit: hidden, covered for screen readers, or inside closed details.
_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.matches('button')
    || !e.closest('p, td, th, dd, caption, label, .vh, .prose, .notice, .skip, li:not(nav li)'))
  .filter(e => e.checkVisibility() && e.type !== 'hidden')
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width && Math.min(box.width, box.height) < 23.9)
  .map(([e]) => e.outerHTML.slice(0, 120))"""


# Axe knows when a small target has room enough around it, but leaves that rule out unless asked.
_AND_TARGETS = {"rules": {"target-size": {"enabled": True}}}
# A theme changes colours alone, so in the second one colours alone are looked at.
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# All that is well would come along otherwise, a quarter of a megabyte a page.
_VIOLATIONS = {"resultTypes": ["violations"]}
_RUN = "options => axe.run(document, options).then(result => result.violations)"
_LOOKS = {"light": _AND_TARGETS, "dark": _COLOURS}


@cache
def _axe() -> Axe:
    return Axe()


@dataclass
class Reader:
    """Somebody with a browser, who notes what is wrong with each page they look at."""

    context: BrowserContext
    sizes: dict[str, int] = field(default_factory=dict)
    figures: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    """Path, bytes of HTML, of the view without photos, of the view with them, requests."""

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self._said: list[str] = []
        self.page.on("console", lambda said: self._said.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._said.append(str(error)))

    def look_at(self, path: str, *, with_axe: bool) -> list[str]:
        """Open a page; what it breaks, one line each."""
        self._said.clear()
        self.page.set_viewport_size(_PHONE)
        answer = self.page.goto(path, wait_until="load")
        assert answer is not None
        wrong = [f"answers {answer.status}"] if answer.status != 200 else []
        if with_axe:
            wrong += violations(self.page)
        # After axe, by when lazy pictures in view have come.
        wrong += self._over_budget(path, len(gzip.compress(answer.body())))
        wrong += cramped(self.page)
        wrong += [f"the console says {said}" for said in self._said]
        return [f"{path}: {each}" for each in wrong]

    def _over_budget(self, path: str, html: int) -> list[str]:
        seen = self.page.evaluate(_LOADED)
        loaded = {*seen["loaded"], seen["icon"]}
        photos = {url for url in loaded if url.endswith(".webp")}
        plain = html + sum(self._size(url) for url in loaded - photos)
        whole = plain + sum(self._size(url) for url in photos)
        requests = 1 + len(loaded - set(seen["lazy"]))
        self.figures.append((path, html, plain, whole, requests))
        over = {
            f"{html} bytes of HTML": html > HTML_BYTES,
            f"{plain} bytes without photos": plain > VIEW_BYTES,
            f"{whole} bytes with photos": whole > VIEW_BYTES_WITH_PHOTOS,
            f"{requests} requests": requests > REQUESTS,
        }
        return [said for said, is_over in over.items() if is_over]

    def _size(self, url: str) -> int:
        if url not in self.sizes:
            body = self.context.request.get(url).body()
            self.sizes[url] = len(body) if url.endswith(".webp") else len(gzip.compress(body))
        return self.sizes[url]


def violations(page: Page) -> list[str]:
    """What axe finds in both themes."""
    found = []
    page.evaluate(_axe().axe_script)
    for theme, options in _LOOKS.items():
        page.emulate_media(color_scheme=theme)
        for each in page.evaluate(_RUN, options | _VIOLATIONS):
            found.append(f"axe, {theme}: {each['id']} {each['nodes'][0]['html'][:160]}")
    page.emulate_media(color_scheme="light")
    return found


def cramped(page: Page) -> list[str]:
    """What runs off a page of 320 px, or is too small to hit there."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    width, small = page.evaluate(_WIDTH), page.evaluate(_SMALL)
    if before:
        page.set_viewport_size(before)
    wide = [f"{width} px wide in a window of {NARROWEST}"] if width > NARROWEST else []
    return wide + [f"too small to hit: {each}" for each in small]
