"""A headless Chromium: the machine's own, never one that a test tool downloads."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
]  # fmt: skip


class NoChromium(RuntimeError):
    """This machine has no Chromium."""


def executable() -> str:
    """Where Chromium is; raises NoChromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise NoChromium("no Chromium here: install Debian's package chromium")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


def context_of(
    browser: Browser, url: str, *, width: int = 1280, dark: bool = False, javascript: bool = True
) -> BrowserContext:
    """A reader with a fresh cookie jar, a window width and a theme."""
    return browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Lisbon",
    )


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in through the page, as a person would."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    if "/sign-in" in page.url:
        raise AssertionError(f"{email} could not sign in: {page.locator('main').inner_text()[:300]}")
