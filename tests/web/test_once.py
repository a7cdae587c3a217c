"""A money or vote form acts once, however often it is sent."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from flask import Blueprint, redirect

from coop.ledger import balances, chart, journal
from coop.ledger.entries import Entry, lines
from coop.web import clock
from coop.web.database import session as request_session
from coop.web.once import once


@pytest.fixture
def counting(app):
    """A site with one form that gives the fund a euro, each time it acts."""
    bp = Blueprint("counting", __name__)
    acted = []

    @bp.post("/give")
    @once
    def give():
        acted.append(1)
        number = len(acted)
        posted = lines((chart.BANK, 100, "EUR"), (chart.DONATIONS, -100, "EUR"))
        journal.post(request_session, Entry(f"gift:{number}", "donation", clock.now().date(), posted), at=clock.now())
        return redirect(f"/given/{number}", code=303)

    @bp.post("/refuse")
    @once
    def refuse():
        return "no", 422

    app.register_blueprint(bp)
    return app


KEY = "a-key-long-enough-to-count"


def test_a_second_press_gets_the_first_answer(counting, session):
    client = counting.test_client()
    first = client.post("/give", data={"form_key": KEY})
    second = client.post("/give", data={"form_key": KEY})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == "/given/1"
    assert balances.balance(session, chart.BANK) == 100


def test_a_refused_form_may_be_sent_again(counting):
    client = counting.test_client()
    assert client.post("/refuse", data={"form_key": KEY}).status_code == 422
    assert client.post("/refuse", data={"form_key": KEY}).status_code == 422


def test_parallel_presses_act_once(counting, session):
    barrier, answers = Barrier(6), []

    def press():
        barrier.wait()
        answers.append(counting.test_client().post("/give", data={"form_key": KEY}).status_code)

    threads = [Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 6
    assert balances.balance(session, chart.BANK) == 100
