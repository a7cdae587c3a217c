"""What a reader comes across by following links from the home page."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Sequence
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask import Flask
from playwright.sync_api import APIRequestContext
from werkzeug.exceptions import HTTPException

EXAMPLES = 4
"""How many pages of one endpoint are followed: the states of a booking differ, the fiftieth does not."""

_LINK = re.compile(r'<(?:a|link)\b[^>]*\bhref="([^"]+)"|<form\b[^>]*method="get"[^>]*\baction="([^"]+)"')
_NO_PAGES = frozenset({"asset", "frame.accent", "photos.picture", "photos.drawn"})


def endpoint_of(app: Flask, path: str) -> str | None:
    """Which view answers GET there; None for no page of ours."""
    try:
        endpoint, _arguments = app.url_map.bind("").match(urlsplit(path).path, method="GET")
    except HTTPException:
        return None
    return None if endpoint in _NO_PAGES else str(endpoint)


def crawl(app: Flask, request: APIRequestContext, *, besides: Sequence[str] = ()) -> dict[str, list[str]]:
    """Paths by endpoint, in the order in which they were found, breadth first, from home and from `besides`.

    What cannot be opened is an error. Redirects are left out: they lead to a page that is found by itself.
    """
    found: dict[str, list[str]] = {}
    seen, asked, waiting = {"/", *besides}, Counter(), deque(["/", *besides])
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(app, path)
        if endpoint is None or asked[endpoint] == EXAMPLES:
            continue
        asked[endpoint] += 1
        answer = request.get(path, max_redirects=0)
        if 300 <= answer.status < 400:
            continue
        if answer.status != 200:
            raise AssertionError(f"a link leads to {path}, which answers {answer.status}")
        found.setdefault(endpoint, []).append(path)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for link, form in _LINK.findall(answer.text()):
            address = urlsplit(urljoin(f"http://here{path}", unescape(link or form)))
            beyond = address.path + (f"?{address.query}" if address.query else "")
            if address.netloc == "here" and beyond not in seen:
                seen.add(beyond)
                waiting.append(beyond)
    return found
