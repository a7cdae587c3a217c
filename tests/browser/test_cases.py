"""The pages of a complaint, as the one who complains, the one complained about and a steward open them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

import coop.market.disputes.dealings  # noqa: F401  tells who worked for whom
from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.cases import actions
from coop.people.persons.models import Person
from tests.browser import chromium
from tests.browser.conftest import _served
from tests.browser.look import Reader

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def troubled_demo(seeded_demo, tmp_path):
    """A demo of one's own in which the client complains about the member."""
    for demo in _served(seeded_demo, tmp_path / "demo"):
        engine, at = make_engine(f"sqlite:///{demo.folder / 'coop.sqlite3'}"), dt.datetime.now(dt.UTC)
        with transaction(engine) as session:
            client, member = (
                session.execute(select(Person).where(Person.email == demo.people[role][0])).scalar_one()
                for role in ("client", "member")
            )
            case = actions.file(
                session, complainant=client, respondent=member, text="He shouted at me.", is_urgent=True, at=at
            )
            reference = case.reference
        engine.dispose()
        yield demo, reference


def test_the_pages_of_a_case_are_open_to_everybody_it_concerns(browser, troubled_demo):
    demo, reference = troubled_demo
    pages = {
        "client": (f"/cases/{reference}", "/my/cases", "/cases/new", "/cases"),
        "member": (f"/cases/{reference}", "/my/panel"),
        "steward": ("/desk/cases", f"/cases/{reference}", f"/desk/cases/{reference}/pause"),
    }
    wrong = []
    for role, paths in pages.items():
        context = chromium.context_of(browser, demo.url, width=360)
        reader = Reader(context)
        chromium.sign_in(reader.page, *demo.people[role])
        reader.page.wait_for_load_state()
        for path in paths:
            wrong += reader.look_at(path, with_axe=True)
        if role == "member":
            reader.page.goto(f"{demo.url}/cases/{reference}")
            reader.page.get_by_role("button", name="Send the answer").click()
            reader.page.get_by_text("There is a problem").wait_for()
            reader.page.get_by_label("Your answer").fill("I did not.")
            reader.page.get_by_role("button", name="Send the answer").click()
            reader.page.get_by_text("The other side answered").wait_for()
        context.close()
    assert wrong == []
