"""Pages kept by version: a visitor who has the version gets 304; another gets the page as it was made before.

Only visitors who are not signed in; a page made for one of them is the same for all, but for the token of its
forms, which is put in as the page leaves (`KEPT_TOKEN` stands in its place).
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import cast

from flask import Response, current_app, g, get_flashed_messages, make_response, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from coop.paths import TEMPLATES
from coop.web import filters
from coop.web.quick import QUICK

View = Callable[..., ResponseReturnValue]
Version = Callable[..., str]
Page = tuple[bytes, str]

KEPT_TOKEN = f"token-{secrets.token_hex(16)}"
_MARK = KEPT_TOKEN.encode()
_MOST_PAGES, _MOST_BYTES = 256, 256 * 1024


def kept(version: Version) -> Callable[[View], View]:
    """Keep a GET view's pages for as long as `version(**the view's arguments)` says the same."""

    def decorated(view: View) -> View:
        @functools.wraps(view)
        def answered(**arguments: object) -> ResponseReturnValue:
            if current_user.is_authenticated or get_flashed_messages():
                return view(**arguments)
            tag = _tag(version(**arguments))
            # The token in a reader's copy is that of the reader's cookie; another cookie needs another copy.
            label = hashlib.sha256(f"{tag}{cookie.get('csrf_token', '')}".encode()).hexdigest()[:32]
            if request.if_none_match.contains_weak(label):
                return _labelled(Response(status=304), label)
            page = _pages().get(tag)
            if page is None:
                response = make_response(view(**arguments))
                if response.is_streamed:
                    return response
                page = response.get_data(), response.mimetype or "text/html"
                if response.status_code != 200 or len(page[0]) > _MOST_BYTES:
                    response.set_data(_with_token(page[0]))
                    return response
            _keep(tag, page)
            return _labelled(Response(_with_token(page[0]), mimetype=page[1]), label)

        return answered

    return decorated


def form_token() -> str:
    """What a kept page writes as the token of its forms: the mark for visitors, the token for others."""
    if current_user.is_authenticated or get_flashed_messages():
        return str(generate_csrf())
    return KEPT_TOKEN


def _with_token(body: bytes) -> bytes:
    return body.replace(_MARK, str(generate_csrf()).encode()) if _MARK in body else body


def _keep(tag: str, page: Page) -> None:
    pages = _pages()
    pages[tag] = page
    pages.move_to_end(tag)
    while len(pages) > _MOST_PAGES:
        pages.popitem(last=False)


def _labelled(response: Response, label: str) -> Response:
    response.set_etag(label, weak=True)
    response.headers[QUICK] = "1"
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _tag(version: str) -> str:
    said = (version, repr(g.get("coop")), filters.locale(), _templates(), request.full_path)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _pages() -> OrderedDict[str, Page]:
    return cast("OrderedDict[str, Page]", current_app.extensions.setdefault("coop_kept", OrderedDict()))


@functools.cache
def _templates() -> str:
    """A digest of all templates: a release that words a page anew gives it a new version."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
