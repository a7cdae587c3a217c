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

View = Callable[..., ResponseReturnValue]
Version = Callable[..., str]

KEPT_TOKEN = f"token-{secrets.token_hex(16)}"
_MARK = KEPT_TOKEN.encode()
_MOST_PAGES, _MOST_BYTES = 256, 128 * 1024


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
            pages = _pages()
            body = pages.get(tag)
            if body is None:
                response = make_response(view(**arguments))
                body = response.get_data()
                if response.status_code != 200 or len(body) > _MOST_BYTES:
                    response.set_data(_with_token(body))
                    return response
                pages[tag] = body
                while len(pages) > _MOST_PAGES:
                    pages.popitem(last=False)
            else:
                pages.move_to_end(tag)
            return _labelled(Response(_with_token(body), mimetype="text/html"), label)

        return answered

    return decorated


def form_token() -> str:
    """What a kept page writes as the token of its forms: the mark for visitors, the token for others."""
    if current_user.is_authenticated or get_flashed_messages():
        return str(generate_csrf())
    return KEPT_TOKEN


def _with_token(body: bytes) -> bytes:
    return body.replace(_MARK, str(generate_csrf()).encode()) if _MARK in body else body


def _labelled(response: Response, label: str) -> Response:
    response.set_etag(label, weak=True)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _tag(version: str) -> str:
    said = (version, repr(g.get("coop")), filters.locale(), _templates(), request.full_path)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _pages() -> OrderedDict[str, bytes]:
    return cast("OrderedDict[str, bytes]", current_app.extensions.setdefault("coop_kept", OrderedDict()))


@functools.cache
def _templates() -> str:
    """A digest of all templates: a release that words a page anew gives it a new version."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
