"""A co-op that takes cards of the make-believe processor, for tests; import the fixtures into a conftest.

The processor stands on loopback, its clock at the test's `now`; what it tells waits until `tell(...)` delivers it.
"""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from flask.testing import FlaskClient

from coop.config import Settings
from coop.demo.cards.server import CardServer
from coop.factory import create_app
from coop.market.paying.chores import book_what_was_paid
from coop.money.fund.actions import record_donation as donate
from coop.money.stripe import chores, work
from coop.money.stripe.client import close_all, gateway
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from coop.web.database import db
from tests.compiled import compiled_once

GOOD, DECLINED, ASKS_OWNER = "4242424242424242", "4000000000000002", "4000002500003155"


@pytest.fixture
def cards(now):
    told = "http://127.0.0.1:9/webhooks/stripe"
    with CardServer(now=int(now.timestamp()), hold=True, seed="tests", webhook=told) as server:
        yield server
        close_all()


@pytest.fixture
def card_settings(cards, database_url, tmp_path):
    return Settings(
        mode="test", database_url=database_url, data_dir=tmp_path / "var", secret_key="k" * 32, password_salt="s" * 16,
        totp_secret="t" * 32, rate_limits=False, stripe_secret_key=cards.key, stripe_webhook_secret=cards.secret,
        stripe_api_base=cards.url,
    )  # fmt: skip


@pytest.fixture
def account(card_settings):
    """The co-op's account at the processor."""
    return gateway(card_settings)


@pytest.fixture
def app(card_settings, session, coop, clock):
    """As in the root conftest, with cards."""
    site = compiled_once(create_app(card_settings))
    site.config["WTF_CSRF_ENABLED"] = False

    class Browser(FlaskClient):
        def open(self, *args, **kwargs):
            session.commit()
            return super().open(*args, **kwargs)

    site.test_client_class = Browser
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def cushion(session, coop, now):
    """100.00 given to the fund: what a processor takes of a payment is its expense before any fee is earned."""
    donate(session, giver="", amount_cents=10_000, received_on=now.date(), recorded_by=None, at=now)
    session.commit()


@pytest.fixture
def rule(session, coop, now):
    """`rule("cards.fee_bearer", "worker")`: as if the founders had set it so."""

    def run(name, value):
        set_rule(session, name, value, in_force_from=now - dt.timedelta(days=1),
                 decision=decision_by_reference(session, "charter"), at=now)  # fmt: skip
        session.commit()

    return run


@pytest.fixture
def settle(engine, session, account, card_settings, clock):
    """`settle()`: what the worker does about cards within a minute, twice, as one thing follows from another."""

    def run() -> None:
        session.commit()
        for _ in range(2):
            chores.settle(engine, account, clock.at)
            book_what_was_paid(engine, card_settings, clock.at)
            work.look_at_pages(engine, account, at=clock.at)
            work.look_at_authorisations(engine, account, at=clock.at)
        session.expire_all()

    return run


@pytest.fixture
def tell(cards, app, session, clock):
    """`tell(order="newest")`: deliver what waits to the site; returns the statuses it answered."""

    def run(order="oldest", *, seed=None, times=1, age=0):
        session.commit()
        visitor = app.test_client()

        def to(_url, body, headers):
            answer = visitor.post("/webhooks/stripe", data=body, headers=headers)
            answer.close()
            return answer.status_code

        ago = int(time.time()) - int(clock.at.timestamp()) + age  # it signs by the real clock
        done = cards.deliver_all(order, seed=seed, times=times, age=ago, to=to)
        session.expire_all()
        return done

    return run


def page_of(location: str) -> str:
    """The session of a payment page's address."""
    return re.search(r"/c/pay/(cs_test_\w+)", location).group(1)
