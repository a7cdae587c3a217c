"""Making an attempt, and carrying it out: committed before the call, answered after it, resumable anywhere."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.db.session import retrying, transaction
from coop.money.cards.interface import Refused, Unreachable
from coop.money.locks import lock
from coop.money.stripe.attempts.models import Attempt, AttemptAnswer, CardMode
from coop.money.stripe.client import Fields, Gateway

KEY_LASTS = dt.timedelta(hours=23)
"""Stripe forgets a key after a day; then it is asked what came of it before it is asked to do it again."""
AGAIN_AFTER = dt.timedelta(minutes=1)
"""An attempt younger than this may still be under way in another process."""
NOT_WANTED = "not wanted any more"
"""Our own word, where the others are Stripe's."""


class OtherMode(RuntimeError):
    """Test cards and live ones in one database."""


@dataclass(frozen=True)
class Deed:
    """How an attempt is carried out.

    `call(gateway, attempt)` asks, under the attempt's key, and returns the object; `record(session, attempt, object,
    at)` writes down what came of it, in the same transaction as the answer; `refused(session, attempt, code, at)` does
    when Stripe says no. `find(gateway, attempt)` looks for what an old attempt may have made. `still(session, attempt)`
    says, right before it is asked, whether it is still wanted: if not, it is only looked for.
    """

    call: Callable[[Gateway, Attempt], Fields]
    record: Callable[[Session, Attempt, Fields, dt.datetime], None]
    refused: Callable[[Session, Attempt, str, dt.datetime], None] = lambda *_: None
    find: Callable[[Gateway, Attempt], Fields | None] = lambda *_: None
    still: Callable[[Session, Attempt], bool] = lambda *_: True


def begin_mode(session: Session, *, is_live: bool, at: dt.datetime) -> None:
    """Note that the cards of this database are live or not; raises OtherMode when they are the other."""
    if session.get(CardMode, 1) is None:
        lock(session, "card-mode")
    if session.get(CardMode, 1, populate_existing=True) is None:
        session.add(CardMode(id=1, is_live=is_live, since=at))
        session.flush()
    expect_mode(session, is_live=is_live)


def expect_mode(session: Session, *, is_live: bool) -> None:
    """Raise OtherMode when the cards of this database are of the other kind."""
    mode = session.get(CardMode, 1)
    if mode is not None and mode.is_live != is_live:
        words = ("live cards", "test cards")
        raise OtherMode(
            f"COOP_STRIPE_SECRET_KEY: this database has {words[not mode.is_live]} in its books, and the key is for "
            f"{words[mode.is_live]}"
        )


def make(
    session: Session, *, deed: str, subject: str, parameters: dict[str, Any], is_live: bool, at: dt.datetime
) -> Attempt:
    """Write an attempt down; the caller commits, then `perform`s it. Raises OtherMode."""
    begin_mode(session, is_live=is_live, at=at)
    attempt = Attempt(
        key=f"coop-{secrets.token_hex(16)}", deed=deed, subject=subject, parameters=parameters, is_live=is_live,
        made_at=at,
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    return attempt


def perform(engine: Engine, gateway: Gateway, deed: Deed, attempt_id: int, *, at: dt.datetime) -> Fields | None:
    """Carry an attempt out and record its answer; None when it was answered before.

    Raises Unreachable, leaving the attempt open, and Refused, having recorded that.
    """
    with transaction(engine, write=False) as session:
        attempt = session.get_one(Attempt, attempt_id)
        if session.get(AttemptAnswer, attempt_id) is not None:
            return None
        is_wanted = deed.still(session, attempt)
    if attempt.is_live != gateway.is_live:
        raise Unreachable("this attempt was made with the other kind of key")
    try:
        made = deed.find(gateway, attempt) if at - attempt.made_at > KEY_LASTS or not is_wanted else None
        if made is None and not is_wanted:
            raise Refused(NOT_WANTED)
        made = made or _called(gateway, deed, attempt, at)
    except Refused as error:
        code = error.code
        retrying(engine, lambda session: _answer(session, deed, attempt_id, None, code, at))
        raise
    answer = made
    retrying(engine, lambda session: _answer(session, deed, attempt_id, answer, "", at))
    return made


def _called(gateway: Gateway, deed: Deed, attempt: Attempt, at: dt.datetime) -> Fields:
    """What Stripe answers. A key that was answered by a failure answers so for a day, though the thing may be done:
    when an attempt fails again, what it may have made is looked for.
    """
    try:
        return deed.call(gateway, attempt)
    except Unreachable:
        made = deed.find(gateway, attempt) if at - attempt.made_at >= AGAIN_AFTER else None
        if made is None:
            raise
        return made


def _answer(
    session: Session, deed: Deed, attempt_id: int, made: Fields | None, code: str, at: dt.datetime
) -> None:
    lock(session, f"attempt:{attempt_id}")
    if session.get(AttemptAnswer, attempt_id) is not None:
        return
    attempt = session.get_one(Attempt, attempt_id)
    session.add(
        AttemptAnswer(attempt_id=attempt_id, object_id=str(made["id"]) if made else "", refused=code, answered_at=at)
    )
    session.flush()
    if made is None:
        deed.refused(session, attempt, code, at)
    else:
        deed.record(session, attempt, made, at)
