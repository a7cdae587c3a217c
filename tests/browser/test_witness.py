"""The pages of a witness, with a log that holds, one that does not, and a steward who answers."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.commons.witness import cosigning
from coop.commons.witness.looking import add, look_at_all
from coop.db.engine import make_engine
from coop.ledger.log.notes import TreeHead, signed
from coop.verify.notes import read_verifier
from tests.browser import chromium
from tests.browser.conftest import _served
from tests.browser.look import Reader
from tests.commons.witness.sister import ORIGIN, sister_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALARM = "/witness/alarms/1"


@pytest.fixture
def watching_demo(seeded_demo, tmp_path):
    """A demo of one's own that watches two logs, one of which showed less than it had signed."""
    for demo in _served(seeded_demo, tmp_path / "demo"):
        engine, key_file = make_engine(f"sqlite:///{demo.folder / 'coop.sqlite3'}"), demo.folder / "witness.key"
        key, at = cosigning.key_of(key_file, "coop.example"), dt.datetime.now(dt.UTC)
        with sister_site() as sister, sister_site() as other:
            for site in (sister, other):
                add(engine, site.address, read_verifier(site.verifier), allow_insecure=False, witness=key, at=at)
            sister.checkpoint = signed(TreeHead(ORIGIN, 9, bytes(32)).text(), [sister.signer])
            look_at_all(engine, key_file, at=at)
        engine.dispose()
        yield demo


def test_the_pages_of_a_witness_are_open_to_everybody(browser, watching_demo):
    context = chromium.context_of(browser, watching_demo.url, width=360)
    reader, wrong = Reader(context), []
    page = reader.page
    chromium.sign_in(page, *watching_demo.people["steward"])
    page.wait_for_load_state()
    for path in ("/witness", "/witness/1", ALARM, f"/desk{ALARM}", "/log"):
        wrong += reader.look_at(path, with_axe=True)
    page.goto(f"/desk{ALARM}")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("There is a problem").wait_for()
    page.get_by_label("What you found out").fill("They restored Monday's backup; their minutes say so.")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("A steward answered it").wait_for()
    wrong += reader.look_at(ALARM, with_axe=True)
    context.close()
    assert wrong == []
