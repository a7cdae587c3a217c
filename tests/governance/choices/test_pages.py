"""Choosing among options on the site: proposed, shown before, cast without a script, counted step by step."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

import pytest

from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.tallies.files import formats
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.methods import METHODS, Terms
from tests.factories import sign_in
from tests.governance.test_pages import fields

DAY = dt.timedelta(days=1)

BALLOTS = {
    "approval": ({"approved": ["1", "3"]}, "1,3", "Approved"),
    "score": ({"option_1": "5", "option_3": "2"}, "1=5,3=2", "No points"),
    "schulze": ({"option_2": "1", "option_1": "2", "option_3": "2"}, "2>1=3", "Not ranked"),
    "consent": ({"choice": "block", "reason": "It would\nharm us"}, "block: It would harm us", "It would harm us"),
}


@pytest.mark.parametrize("method", BALLOTS)
def test_a_member_votes_changes_and_finds_the_ballot(session, client, members, put, now, clock, method):
    proposal = put(method)
    sent, written, said = BALLOTS[method]
    path = f"/decisions/{proposal.reference}/ballot"
    sign_in(client, members[2])
    hidden = fields(client.get(path).text)
    empty = client.post(path, data=hidden)
    assert empty.status_code == 422
    assert "There is a problem" in empty.text
    done = client.post(path, data={**fields(empty.text), **sent})
    assert done.status_code == 200
    assert said in done.text
    code = re.search(r'class="receipt">([^<]+)<', done.text)[1]
    assert [content for _hash, content in contents(session, proposal.id)] == [written]

    other = {"choice": "agree"} if method == "consent" else {"abstain": "y"}
    again = client.post(path, data={**fields(client.get(path).text), **other})
    assert "You have voted already" in again.text
    changed = client.post(path, data={**fields(client.get(path).text), **other, "receipt": code})
    assert "Your ballot was changed" in changed.text
    session.expire_all()
    assert [content for _hash, content in contents(session, proposal.id)] == [
        "agree" if method == "consent" else "abstain"
    ]


def test_what_cannot_be_cast_says_why(client, members, put, clock):
    sign_in(client, members[2])
    methods = ("approval", "schulze", "consent")
    approval, ranked, consent = (f"/decisions/{put(one).reference}/ballot" for one in methods)
    both = client.post(approval, data={**fields(client.get(approval).text), "approved": "1", "abstain": "y"})
    assert "You abstain and choose at once" in both.text
    odd = client.post(ranked, data={**fields(client.get(ranked).text), "option_1": "17"})
    assert odd.status_code == 422
    unknown = client.post(approval, data={**fields(client.get(approval).text), "approved": "17"})
    assert unknown.status_code == 422
    bare = client.post(consent, data={**fields(client.get(consent).text), "choice": "block"})
    assert "A block needs a reason" in bare.text


@pytest.mark.parametrize("method", ["approval", "score", "schulze"])
def test_it_is_proposed_with_options_and_its_arithmetic_is_shown_before(client, members, now, clock, method):
    sign_in(client, members[1])
    page = "/decisions/new/resolve"
    data = {"title": "When?", "text": "We meet.", "method": method, "options": "On Mondays"}
    few = client.post(page, data={**fields(client.get(page).text), **data})
    assert few.status_code == 422
    assert "Give from 2 to 8 options" in few.text
    same = client.post(page, data={**fields(few.text), **data, "options": "Monday\nmonday "})
    assert "Two of the options are the same" in same.text
    made = client.post(page, data={**fields(same.text), **data, "options": "On Mondays\n\n  On Fridays\n"})
    assert made.status_code == 303
    base = made.headers["Location"].removesuffix("/discussion")
    assert "On Fridays" in client.get(base).text
    edit = client.get(base + "/edit").text
    assert "On Mondays\nOn Fridays" in edit
    clock.at = now + 4 * DAY
    opening = client.get(base + "/opening").text
    assert "Leaving things as they are is one of the options" in opening
    assert "stands only if more ballots prefer it" in opening
    client.post(base + "/opening", data=fields(opening))
    assert "Leave it as it is" in client.get(base + "/ballot").text


@pytest.mark.parametrize(("method", "ballots"), [
    ("approval", ({"1": 1, "2": 1}, {"2": 1}, {"0": 1}, {"2": 1, "3": 1})),
    ("score", ({"1": 5, "2": 1}, {"2": 5}, {"0": 1}, {"2": 4, "3": 5})),
    ("schulze", ({"1": 1, "2": 2}, {"2": 1}, {"0": 1}, {"2": 1, "3": 1, "1": 2})),
])  # fmt: skip
def test_the_result_shows_its_working_and_is_taken_along(session, client, voted, now, clock, method, ballots):
    proposal = voted(method, *ballots)
    base = f"/decisions/{proposal.reference}"
    clock.at = now + 7 * DAY
    for page in ("/ballots.csv", "/count.csv"):
        assert client.get(base + page).status_code == 200
    counted_now = client.get(base).text
    assert "Decided: On Fridays" in counted_now
    assert "First: each option against leaving things as they are" in counted_now
    close_due(session, at=now + 8 * DAY)
    enact_due(session, at=now + 9 * DAY)
    session.commit()
    clock.at = now + 9 * DAY
    page = client.get(base).text
    assert "Adopted: On Fridays. 4 of 5 members voted" in client.get("/decisions").text
    head = re.search(r"mailed to everyone who could vote: <code>([0-9a-f]{64})", page)[1]
    form = "blt" if method == "schulze" else "csv"
    file = client.get(base + (f"/ballots.{form}" if form == "blt" else "/count.csv"))
    election = formats.read(file.data, form)
    outcome = METHODS[method].run(election, Terms(Lots(head), scale=(0, 5), quorum=Fraction(0)))
    assert outcome.ranking[0] == "2"
    assert client.get(base + "/ballots.toi").status_code == (200 if method == "schulze" else 404)
    assert client.get(base + "/ballots.soi").status_code == 404


def test_a_blocked_proposal_tells_the_reason_and_no_name(session, client, members, voted, now, clock):
    proposal = voted("consent", "agree", "agree", "block: The hall is closed on Mondays")
    clock.at = now + 7 * DAY
    page = client.get(f"/decisions/{proposal.reference}").text
    assert "Somebody blocked it." in page
    assert "The hall is closed on Mondays" in page
    assert all(person.display_name not in page for person in members)
    assert "block,The hall is closed on Mondays,1" in client.get(f"/decisions/{proposal.reference}/count.csv").text


def test_ballots_are_nobodys_business_while_voting_is_open(client, voted, clock):
    base = f"/decisions/{voted('schulze', {'1': 1}).reference}"
    for page in ("/ballots.blt", "/ballots.toi", "/count.csv", "/ballots.csv"):
        assert client.get(base + page).status_code == 404
