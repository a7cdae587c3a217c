"""A member who has not voted yet does so on a phone, and later reads what came of it: for the fund, for them, and why.

They know no address: after signing in they follow what the pages show them.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.closing.chores import close_votes
from coop.governance.electorate.models import Opening
from coop.governance.enactment.chores import enact_decisions
from tests.browser.conftest import _served
from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOT_VOTED = """
SELECT o.proposal_id FROM vote_openings o JOIN vote_rolls r ON r.proposal_id = o.proposal_id
JOIN people p ON p.id = r.person_id
WHERE o.method = 'independent-markets' AND o.closes_at > datetime('now')
AND NOT EXISTS (SELECT 1 FROM voter_marks m WHERE m.person_id = p.id AND m.proposal_id = o.proposal_id) AND p.email = ?
"""


@pytest.fixture
def own_site(javascript, seeded_demo, tmp_path):
    """A demo of one's own, whose clock this walk puts forward."""
    yield from _served(seeded_demo, tmp_path / "demo")


def weeks_pass(site, proposal_id: int) -> None:
    """The vote closes and is carried out, as the worker does it; the site's clock shows a later hour."""
    engine = make_engine(f"sqlite:///{site.folder / 'coop.sqlite3'}")
    with transaction(engine, write=False) as session:
        opening = session.get_one(Opening, proposal_id)
        over = opening.closes_at + dt.timedelta(hours=opening.grace_hours)
    assert close_votes(engine, None, over) >= 1
    assert enact_decisions(engine, None, over) >= 1
    engine.dispose()
    now = dt.datetime.now(dt.UTC)
    site.put_forward(hours=int((over - now).total_seconds() // 3600) + 2)


def test_a_newcomer_votes_in_two_submits_and_finds_what_came_of_it_and_why(browser, own_site, javascript):
    email, password = own_site.people["member"]
    ((proposal_id,),) = own_site.rows(NOT_VOTED, email)
    member = Walker(browser, own_site, javascript=javascript).signed_in(email, password)
    member.submits = 0
    member.open("/").follow(re.compile("Share out the surplus of the second period")).looked()
    member.follow(re.compile("^Vote$")).looked()
    shares = [field.get_attribute("name") for field in member.page.locator("[data-split]").all()]
    member.fill(**dict(zip(shares, ["50", "50", *["0"] * len(shares)], strict=False)))
    member.press("Cast my ballot").reads("Your ballot is counted", "Keep this code").looked()
    assert member.submits <= 2
    code = member.page.locator("code.receipt").inner_text()
    weeks_pass(own_site, proposal_id)
    member.page.get_by_role("link", name="Decisions", exact=True).first.click()
    member.follow("Share out the surplus of the second period").looked()
    member.reads("What each use gets", "Surplus", "Your dividend", "kept in your capital account")
    cents = own_site.rows("SELECT surplus_cents FROM distributions ORDER BY id DESC LIMIT 1")[0][0]
    member.reads(f"€{cents // 100:,}.{cents % 100:02d}")
    member.follow("Check a receipt code").fill(receipt=code).press("Check").reads("Your ballot is there.").looked()
    member.page.go_back()
    member.page.go_back()
    member.follow("How that works").looked()
    member.close()
