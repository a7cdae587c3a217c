"""The same page for many visitors at once: kept for a second in front of Flask.

Only answers that a view allowed (`coop.web.kept`), only to readers who send no cookie at all, and only when the answer
sets none: such a page is the same for everybody. It lags by a second at most; whoever does anything here has a cookie
and sees everything at once.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

QUICK = "X-Coop-Quick"
"""Set inside by a view whose page may be kept; never leaves the house."""

_MOST_PAGES = 512

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    status: str
    headers: list[tuple[str, str]]
    etag: str
    body: bytes


class QuickPages:
    """WSGI middleware that answers a repeated question from memory for `seconds`."""

    def __init__(self, application: Application, *, seconds: float = 1.0) -> None:
        self._application = application
        self._seconds = seconds
        self._pages: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_COOKIE"):
            return self._application(environ, _without_mark(start_response))
        key = (
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST", ""),
            str(environ["wsgi.url_scheme"]),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            environ.get("HTTP_ACCEPT", "") if environ.get("PATH_INFO", "").startswith("/api/") else "",
        )
        page = self._pages.get(key)
        if page is None or page.until <= time.monotonic():
            return self._asked(key, environ, start_response)
        if page.etag and environ.get("HTTP_IF_NONE_MATCH") == page.etag:
            start_response("304 NOT MODIFIED", [header for header in page.headers if header[0] != "Content-Length"])
            return []
        start_response(page.status, page.headers)
        return [page.body]

    def _asked(self, key: tuple[str, ...], environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said.append((status, headers))
            return _without_mark(start_response)(status, headers, exc_info)

        answer = self._application(environ, listen)
        status, headers = said[-1] if said else ("", [])
        names = {name for name, _ in headers}
        if not status.startswith("200") or QUICK not in names or "Set-Cookie" in names:
            return answer
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close:
                close()
        plain = [header for header in headers if header[0] != QUICK]
        etag = next((value for name, value in plain if name == "ETag"), "")
        self._pages[key] = _Kept(time.monotonic() + self._seconds, status, plain, etag, body)
        self._pages.move_to_end(key)
        while len(self._pages) > _MOST_PAGES:
            self._pages.popitem(last=False)
        return [body]


def _without_mark(start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        plain = [header for header in headers if header[0] != QUICK]
        return start_response(status, plain, exc_info) if exc_info else start_response(status, plain)

    return start
