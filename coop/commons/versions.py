"""Public pages know their version: a reader who has it gets 304, and the page's own queries are not asked.

What a visitor sees of the books follows from the newest entry, rule version, decision and period, and
from the frame. Entries are never changed, so a page made once for a version may be given again to every visitor.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import cast

from flask import Response, current_app, g, get_flashed_messages, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from coop.ledger.models import EntryRow, Period
from coop.paths import TEMPLATES
from coop.policies.models import Decision, RuleVersion
from coop.web import clock, filters
from coop.web.database import session as request_session

View = Callable[..., ResponseReturnValue]
_KEPT_PAGES = 128
_KEPT_BYTES = 256 * 1024
_RECENT = 1000


def ledger_version(session: Session, *, at: dt.datetime) -> str:
    """What the books and rules stand at, in one query; a rule set for later makes a new version when it begins.

    On PostgreSQL numbers can commit out of order: a lower one that arrives late changes how many of the
    newest thousand numbers are taken.
    """
    newest = select(func.coalesce(func.max(EntryRow.id), 0)).scalar_subquery()
    recent = select(func.count()).where(EntryRow.id > newest - _RECENT).scalar_subquery()
    query: Select[tuple[int, ...]] = select(
        newest,
        recent,
        select(func.max(RuleVersion.id)).scalar_subquery(),
        select(func.count()).where(RuleVersion.in_force_from <= at).scalar_subquery(),
        select(func.max(Decision.id)).scalar_subquery(),
        select(func.max(Period.id)).scalar_subquery(),
    )
    return "-".join(str(part or 0) for part in session.execute(query).one())


def nothing_more() -> object:
    """For pages that show the books alone."""
    return None


def versioned(view: View, more: Callable[[], object] = nothing_more) -> View:
    """Give a GET page an ETag; visitors with the same version get 304, or the page as it was made before.

    `more` gives what a page shows besides the books and rules, as values whose `repr` says all of it.
    """

    @functools.wraps(view)
    def answered(*args: object, **kwargs: object) -> ResponseReturnValue:
        if current_user.is_authenticated or get_flashed_messages():
            return view(*args, **kwargs)
        tag = _tag(ledger_version(request_session, at=clock.now()), repr(more()))
        if tag in request.if_none_match:
            return _labelled(Response(status=304), tag)
        pages = _pages()
        if tag in pages:
            pages.move_to_end(tag)
            body, mimetype = pages[tag]
            return _labelled(Response(body, mimetype=mimetype), tag)
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200 and not response.is_streamed:
            _keep(pages, tag, response)
            _labelled(response, tag)
        return response

    return answered


def _labelled(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _tag(version: str, more: str) -> str:
    address = request.full_path
    said = (version, more, repr(g.get("coop")), filters.locale(), _templates(), address)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _pages() -> OrderedDict[str, tuple[bytes, str]]:
    pages = current_app.extensions.setdefault("coop_pages", OrderedDict())
    return cast("OrderedDict[str, tuple[bytes, str]]", pages)


def _keep(pages: OrderedDict[str, tuple[bytes, str]], tag: str, response: Response) -> None:
    body = response.get_data()
    if len(body) > _KEPT_BYTES:
        return
    pages[tag] = (body, response.mimetype or "text/html")
    while len(pages) > _KEPT_PAGES:
        pages.popitem(last=False)


@functools.cache
def _templates() -> str:
    """A digest of all templates: a release that words a page anew gives it a new version."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
