"""Somebody who walks through the site: opens, fills in, presses; and counts the presses that send a form."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page

from tests.browser import chromium
from tests.browser.demo import Demo
from tests.browser.look import cramped, violations


class Walker:
    """One person's browser. `submits` counts the forms sent."""

    def __init__(self, browser: Browser, demo: Demo, *, javascript: bool) -> None:
        self._context = chromium.context_of(browser, demo.url, width=360, javascript=javascript)
        self._context.set_default_timeout(30_000)
        self._javascript = javascript
        self.page: Page = self._context.new_page()
        self._wrong: list[str] = []
        self.page.on("console", lambda said: self._hear(said.text) if said.type == "error" else None)
        self.submits = 0

    def _hear(self, error: str) -> None:
        # Chromium reports every answer of 4xx as an error, and a form that is sent back is one.
        if not any(f"status of {code}" in error for code in (400, 402, 422)):
            self._wrong.append(error)

    def signed_in(self, email: str, password: str) -> Walker:
        chromium.sign_in(self.page, email, password)
        return self

    def open(self, path: str) -> Walker:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def follow(self, name: str | re.Pattern[str]) -> Walker:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def fill(self, **answers: str) -> Walker:
        """Fill fields in by their names; text, choices and dates alike."""
        for name, value in answers.items():
            self._answer(self.page.locator(f"main [name='{name}']:not(form[method=get] *)"), value)
        return self

    def _answer(self, field: Locator, value: str) -> None:
        kind = field.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        if kind == "radio":
            name = field.first.get_attribute("name")
            self.page.locator(f"main [name='{name}'][value='{value}']").check(force=True)
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)

    def press(self, name: str | re.Pattern[str], within: str = "main") -> Walker:
        """Send a form by its button."""
        self.page.locator(within).get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
        self.submits += 1
        return self

    def reads(self, *words: str) -> Walker:
        said = self.text()
        for each in words:
            assert each in said, f"{each!r} is not on {self.page.url}:\n{said[:1500]}"
        return self

    def is_told(self, message: str, **kept: str) -> Walker:
        """The form came back: says so in title and summary, which leads to the field; what was answered is kept."""
        assert self.page.title().startswith("Error:"), self.page.title()
        summary = self.page.locator("main .summary")
        assert "There is a problem" in summary.inner_text()
        assert message in summary.inner_text(), summary.inner_text()
        for link in summary.get_by_role("link").all():
            target = link.get_attribute("href") or ""
            assert self.page.locator(f"[id='{target.removeprefix('#')}']").count() == 1, f"{target} leads nowhere"
        for name, value in kept.items():
            field = self.page.locator(f"main [name='{name}']").first
            assert field.input_value() == value, f"{name} is {field.input_value()!r} now"
        return self.looked()

    def looked(self) -> Walker:
        """Nothing on the page shuts anybody out; asked only with JavaScript, which axe is written in."""
        if self._javascript:
            wrong = violations(self.page) + cramped(self.page) + self._wrong
            assert not wrong, f"{self.page.url}: {wrong}"
        return self

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def first_time(self) -> Walker:
        """Choose the first free time of a listing."""
        self.page.locator("main [name=starts_at]").first.check(force=True)
        return self

    def last_time(self) -> Walker:
        """Choose the last of the free times shown."""
        self.page.locator("main [name=starts_at]").last.evaluate("e => e.click()")  # a bar may lie over it
        return self

    def five_lines(self) -> list[tuple[str, str]]:
        """The table of where the price goes, as written."""
        rows = self.page.locator("table.five tr").all()
        return [(row.locator("th").inner_text(), row.locator("td").inner_text()) for row in rows]

    def mailed_link(self, address: str, subject: str) -> str:
        """The link in the newest mail to somebody about something, as the outbox shows it."""
        self.open("/outbox").looked()
        letter = self.page.locator("article").filter(has_text=address).filter(
            has=self.page.get_by_role("heading", name=subject)
        ).first
        return str(letter.locator(".written a, .pre a, p a").first.get_attribute("href"))

    def close(self) -> None:
        self._context.close()
