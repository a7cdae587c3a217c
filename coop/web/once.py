"""Money and vote forms act once: after a crash or a double press the first answer is given again."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from coop.web import clock
from coop.web.database import session
from coop.web.models import FormAnswer

FIELD = "form_key"


def form_key() -> str:
    """A fresh key for a form about to be rendered; a global of the templates."""
    return secrets.token_urlsafe(24)


def once(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Let a POST view act once per form key; a repeated one is redirected to where the first one went.

    The key is written before the view runs: a parallel second request waits on it, then finds the answer.
    A form without a key is refused by the view's own form, which declares the field.
    """

    @functools.wraps(view)
    def answered(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        key = request.form.get(FIELD, "")
        if not 16 <= len(key) <= 64:
            return view(*args, **kwargs)
        given = session.get(FormAnswer, key)
        if given is None:
            try:
                answer = FormAnswer(key=key, answered_at=clock.now())
                session.add(answer)
                session.flush()
            except IntegrityError:
                session.rollback()
                given = session.get(FormAnswer, key)
        if given is not None:
            return redirect(given.location or request.path, code=303)
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            answer.location = response.headers.get("Location", "")
            session.flush()
        return response

    return answered
