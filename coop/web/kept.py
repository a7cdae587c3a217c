"""Pages kept by version: a visitor who has the version gets 304; another gets the page as it was made before.

Only for visitors who are not signed in: a page made for one of them is the same for all. A form on such a page is one
that visitors may send without a token (`coop.web.visitors`).
"""

from __future__ import annotations

import functools
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import cast

from flask import Response, current_app, g, get_flashed_messages, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coop.paths import TEMPLATES
from coop.web import filters
from coop.web.quick import QUICK

View = Callable[..., ResponseReturnValue]
Version = Callable[..., str]
Page = tuple[bytes, str, str]
"""Its body, its type, and its `Link` header, empty where it has none."""

_MOST_PAGES, _MOST_BYTES = 256, 256 * 1024


def kept(version: Version) -> Callable[[View], View]:
    """Keep a GET view's pages for as long as `version(**the view's arguments)` says the same."""

    def decorated(view: View) -> View:
        @functools.wraps(view)
        def answered(**arguments: object) -> ResponseReturnValue:
            if current_user.is_authenticated or get_flashed_messages():
                return view(**arguments)
            response = answer(_tag(version(**arguments)), lambda: view(**arguments))
            if "ETag" in response.headers:
                response.vary.update(("Accept-Language", "Cookie"))
            return response

        return answered

    return decorated


def answer(tag: str, make: Callable[[], ResponseReturnValue], *, shelf: str = "coop_kept") -> Response:
    """304 for a reader who has what the tag names; else the page kept under it, or made now and kept.

    What must not be kept (a stream, an error, a long one) comes back as it was made, without a tag.
    """
    if request.if_none_match.contains_weak(tag):
        return _labelled(Response(status=304), tag)
    pages = cast("OrderedDict[str, Page]", current_app.extensions.setdefault(shelf, OrderedDict()))
    page = pages.get(tag)
    if page is None:
        response = make_response(make())
        if response.is_streamed:
            return response
        page = response.get_data(), response.mimetype or "text/html", response.headers.get("Link", "")
        if response.status_code != 200 or len(page[0]) > _MOST_BYTES:
            return response
    pages[tag] = page
    pages.move_to_end(tag)
    while len(pages) > _MOST_PAGES:
        pages.popitem(last=False)
    body, mimetype, links = page
    return _labelled(Response(body, mimetype=mimetype, headers={"Link": links} if links else None), tag)


def _labelled(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers[QUICK] = "1"
    return response


def _tag(version: str) -> str:
    said = (version, repr(g.get("coop")), filters.locale(), _templates(), request.full_path)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


@functools.cache
def _templates() -> str:
    """A digest of all templates: a release that words a page anew gives it a new version."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
