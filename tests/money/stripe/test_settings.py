"""Keys are whole, of one kind, and named when they are not."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from coop.config import Settings
from coop.factory import create_app
from coop.money.provider import check_mode
from coop.money.stripe.attempts.actions import OtherMode, begin_mode, make
from coop.money.stripe.attempts.models import Attempt
from tests.factories import NOW

BASE = {"mode": "production", "secret_key": "k" * 32, "password_salt": "s" * 16, "totp_secret": "t" * 32}
HOOK = {"stripe_webhook_secret": "whsec_1"}


def test_none_is_offline():
    assert not Settings(**BASE).takes_cards


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"stripe_secret_key": "sk_test_1"}, "COOP_STRIPE_WEBHOOK_SECRET"),
        ({"stripe_secret_key": "sk_test_1", "stripe_webhook_secret": "sk_test_1"}, "COOP_STRIPE_WEBHOOK_SECRET"),
        ({"stripe_secret_key": "pk_live_1", **HOOK}, "COOP_STRIPE_SECRET_KEY"),
        (HOOK, "COOP_STRIPE_SECRET_KEY"),
        ({"stripe_secret_key": "sk_live_1", "mode": "demo", **HOOK}, "live key"),
        ({"stripe_secret_key": "sk_live_1", "mode": "test", **HOOK}, "live key"),
        ({"stripe_secret_key": "sk_live_1", "stripe_api_base": "http://127.0.0.1:1", **HOOK}, "live key"),
        ({"stripe_secret_key": "sk_test_1", "stripe_api_base": "http://a.example", **HOOK}, "COOP_STRIPE_API_BASE"),
    ],
)
def test_what_is_missing_or_mixed_is_named_at_the_start(given, named):
    with pytest.raises(ValidationError, match=named):
        Settings(**{**BASE, **given})


def test_both_kinds_of_key_are_taken():
    assert Settings(**BASE, stripe_secret_key="sk_test_1", **HOOK).cards_are_test
    live = Settings(**BASE, stripe_secret_key="rk_live_1", **HOOK)
    assert live.takes_cards
    assert not live.cards_are_test


def test_the_database_remembers_which_kind_it_has(engine, session, coop, database_url, tmp_path):
    begin_mode(session, is_live=False, at=NOW)
    make(session, deed="refund", subject="booking:A1", parameters={}, is_live=False, at=NOW)
    session.commit()
    with pytest.raises(OtherMode, match="COOP_STRIPE_SECRET_KEY"):
        make(session, deed="refund", subject="booking:A1", parameters={}, is_live=True, at=NOW)
    session.rollback()
    row = {"key": "k", "deed": "refund", "subject": "booking:A1", "parameters": {}, "is_live": True, "made_at": NOW}
    with pytest.raises(DBAPIError, match="never mix"):
        session.execute(insert(Attempt), [row])
    session.rollback()
    live = Settings(**BASE, stripe_secret_key="sk_live_1", database_url=database_url, data_dir=tmp_path / "v", **HOOK)
    with pytest.raises(OtherMode):
        check_mode(engine, live)
    with pytest.raises(OtherMode):
        create_app(live)
