"""A contested vote, from its opening to the archive that anybody downloads, walked with and without JavaScript."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil

import pytest
from sqlalchemy import select

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.proposals import actions as proposals
from coop.people.persons.models import Person
from tests.browser.conftest import _served
from tests.browser.walker import Walker
from tests.conftest import absent
from tests.governance.belenios.holding import hold

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

SECOND = "Bruno Cossutta"


@pytest.fixture
def contested(seeded_demo, tmp_path):
    """A demo of one's own in which the member has put something before the others four days ago."""
    if shutil.which("belenios-tool") is None:
        absent("belenios-tool is not installed")
    for demo in _served(seeded_demo, tmp_path / "demo"):
        engine, at = make_engine(f"sqlite:///{demo.folder / 'coop.sqlite3'}"), dt.datetime.now(dt.UTC)
        with transaction(engine) as session:
            author = session.execute(select(Person).where(Person.email == demo.people["member"][0])).scalar_one()
            made = proposals.propose(
                session, kind="resolve", title="Leave the old wholesaler", text="We buy elsewhere.", payload={},
                author=author, at=at - dt.timedelta(days=9),
            )  # fmt: skip
            path = f"/decisions/{made.reference}"
        engine.dispose()
        yield demo, path


def shot(walker: Walker, name: str) -> None:
    """Keep a picture for whoever wants to look: COOP_TEST_SHOTS names a folder."""
    folder = os.environ.get("COOP_TEST_SHOTS")
    if folder:
        for width in (360, 1280):
            walker.page.set_viewport_size({"width": width, "height": 900})
            walker.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        walker.page.set_viewport_size({"width": 360, "height": 900})


def test_a_contested_vote_is_held_in_belenios(browser, contested, javascript, tmp_path):
    demo, path = contested

    def somebody(who=""):
        walker = Walker(browser, demo, javascript=javascript)
        return walker.signed_in(*(demo.people.get(who) or demo.login(who))) if who else walker

    member = somebody("member").open(f"{path}/opening").looked()
    member.page.locator("main summary").filter(has_text="contested").click()
    shot(member, "1-opening")
    member.follow("Hold it in Belenios").reads("will be held in Belenios", "What it needs").looked()
    shot(member, "2-held")
    member.press("Open the vote, to be held in Belenios").reads("Held in Belenios until", "Its address is not here yet")
    member.looked()

    steward = somebody("steward").open("/desk").looked().reads("Members have to be told where it is held.")
    steward.follow(re.compile("Vote in Belenios")).looked()
    template = json.loads(steward.page.request.get(f"{path}/belenios/election.json").text())
    voters = steward.page.request.get(f"{path}/belenios/voters.txt").text().splitlines()
    votes = [[1, 0, 0]] * (len(voters) - 3) + [[0, 1, 0], [0, 0, 1]]
    election = hold(tmp_path / "election", template, voters=len(voters), votes=votes)
    shot(steward, "3-steward-open")
    steward.fill(address="http://vote.example.org/").press("Tell them").is_told("https://")
    steward.fill(address=election.address).press("Tell them").reads(election.address).looked()
    member.open(path).reads(election.address).looked()
    shot(member, "4-member-open")

    demo.put_forward(hours=24 * 7 + 1)
    somebody().open(path).reads("the result is still to come from Belenios").looked()
    steward = somebody("steward").open(f"{path}/belenios").looked()
    shot(steward, "5-steward-bring-in")
    steward.press("Check it and bring it in").is_told("Choose the archive")
    forged = tmp_path / "forged.bel"
    forged.write_bytes(election.data.replace(b'"height":1,', b'"height":3,'))
    steward.page.locator("main [name=archive]").set_input_files(forged)
    steward.press("Check it and bring it in").is_told("was changed")
    shot(steward, "6-refused")
    steward.page.locator("main [name=archive]").set_input_files(election.folder / f"{election.name}.bel")
    steward.press("Check it and bring it in").reads("A second steward has to confirm", "What was brought in").looked()
    assert steward.page.get_by_role("button", name="It is the election").count() == 0

    second = somebody(SECOND).open("/desk").reads("A result waits for your word.").looked()
    second.follow(re.compile("Vote in Belenios")).looked()
    shot(second, "7-second")
    second.press("Refuse this result").is_told("Say what is wrong")
    second.press("It is the election members voted in").reads("The result is confirmed.").looked()

    anyone = somebody().open(path).reads("Adopted.", "Check it yourself", f"{len(votes)} of {len(voters)}").looked()
    shot(anyone, "8-outcome")
    fetched = anyone.page.request.get(f"{path}/election.bel")
    assert fetched.body() == election.data
