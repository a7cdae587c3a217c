"""Pages kept for a second in front of Flask: only those allowed, only for readers without a cookie."""

from __future__ import annotations

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from coop.web.quick import QUICK, QuickPages


class Counting:
    """An application that numbers its answers."""

    def __init__(self, **headers: str) -> None:
        self.asked = 0
        self.headers = headers
        self.status = 200

    def __call__(self, environ, start_response):
        self.asked += 1
        response = Response(f"{Request(environ).path} {self.asked}", status=self.status, headers=self.headers)
        return response(environ, start_response)


@pytest.fixture
def page():
    return Counting(**{QUICK: "1", "ETag": 'W/"a"'})


def test_a_repeated_question_is_answered_from_memory(page):
    reader = Client(QuickPages(page))
    first, second = reader.get("/ledger"), reader.get("/ledger")
    assert first.data == second.data == b"/ledger 1"
    assert QUICK not in first.headers
    assert QUICK not in second.headers


def test_another_address_host_or_language_is_another_page(page):
    reader = Client(QuickPages(page))
    reader.get("/ledger")
    for again in ({"path": "/ledger", "query_string": "a=1"}, {"path": "/ledger", "headers": {"Host": "other"}},
                  {"path": "/ledger", "headers": {"Accept-Language": "ms"}}, {"path": "/"}):
        before = page.asked
        reader.get(**again)
        assert page.asked == before + 1, again


def test_a_reader_with_a_cookie_is_always_answered_anew(page):
    site = QuickPages(page)
    Client(site).get("/ledger")
    signed_in = Client(site)
    signed_in.set_cookie("coop", "x")
    assert signed_in.get("/ledger").data == b"/ledger 2"
    assert Client(site).get("/ledger").data == b"/ledger 1", "and what they saw is kept for nobody"


def test_it_lags_by_its_seconds_and_no_more(page):
    reader = Client(QuickPages(page, seconds=0))
    assert [reader.get("/").data for _ in range(2)] == [b"/ 1", b"/ 2"]


def test_who_has_the_version_is_told_so(page):
    reader = Client(QuickPages(page))
    reader.get("/")
    again = reader.get("/", headers={"If-None-Match": 'W/"a"'})
    assert (again.status_code, again.data, page.asked) == (304, b"", 1)


@pytest.mark.parametrize("application", [Counting(), Counting(**{QUICK: "1", "Set-Cookie": "coop=1"})])
def test_what_was_not_allowed_or_sets_a_cookie_is_not_kept(application):
    reader = Client(QuickPages(application), use_cookies=False)
    assert [reader.get("/").data for _ in range(2)] == [b"/ 1", b"/ 2"]


def test_errors_and_posts_are_not_kept(page):
    reader = Client(QuickPages(page))
    page.status = 500
    reader.get("/")
    page.status = 200
    assert reader.get("/").data == b"/ 2"
    assert reader.post("/").data == b"/ 3"
