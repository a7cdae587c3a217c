"""The stewards' pages, walked without a script: sheets, a list, its papers, the second signature."""

from __future__ import annotations

import re

import pytest

from coop.governance.ballots.actions import cast
from coop.governance.ballots.models import Ballot, PaperContent, PaperName
from coop.governance.proposals import actions as proposals
from tests.factories import sign_in
from tests.governance.delegation.conftest import DAY
from tests.governance.test_pages import fields


@pytest.fixture
def path(vote, clock, now):
    clock.at = now
    return f"/decisions/{vote.reference}/paper"


def form_at(page, action):
    """The hidden fields of the form that posts to `action`."""
    return fields(page[: page.index("</form>", page.index(f'action="{action}"'))])


def begin(client, path, *people):
    page = client.get(path).text
    begun = client.post(path, data={**fields(page), "people": [person.id for person in people]})
    assert begun.status_code == 303
    return begun.headers["Location"]


def enter(client, here, **said):
    sent = form_at(client.get(here).text, f"{here}/ballots")
    assert client.post(f"{here}/ballots", data={**sent, **said}).status_code == 303
    return sent


def test_only_stewards_come_here(client, session, members, path):
    sign_in(client, members[1])
    for below in ("", "/sheet", "/roll", "/1"):
        assert client.get(f"{path}{below}").status_code in (302, 303, 403, 404)
    assert path not in client.get(path.removesuffix("/paper")).text


def test_a_list_is_begun_entered_and_signed(client, session, members, second, path):
    sign_in(client, members[0])
    assert path in client.get(path.removesuffix("/paper")).text
    assert members[1].display_name in client.get(f"{path}/roll").text
    here = begin(client, path, members[1], members[2], members[3])
    assert "Mix the papers" in client.get(here).text
    sent = enter(client, here, choice="yes")
    again = client.post(f"{here}/ballots", data={**sent, "choice": "yes"})  # a double press enters it once
    assert (again.status_code, session.query(PaperContent).count()) == (303, 1)
    enter(client, here, choice="no")
    page = client.get(here).text
    assert "2 of 3 papers" in page
    sign_in(client, second)
    assert "is still entering these papers" in client.get(here).text
    assert path not in client.get("/desk").text
    sign_in(client, members[0])
    enter(client, here, spoiled="1")
    page = client.get(here).text
    assert "Blank or spoiled" in page
    assert "A second steward has to sign" in page
    assert f"{here}/signature" not in page
    assert here not in client.get("/desk").text

    sign_in(client, second)
    assert here in client.get("/desk").text
    page = client.get(here).text
    assert "This list waits for your signature." in page
    assert client.post(f"{here}/signature", data=form_at(page, f"{here}/signature")).status_code == 303
    assert session.query(Ballot).count() == 2
    page = client.get(here).text
    assert "2 ballots are in the box." in page
    assert "1 paper was blank or spoiled." in page
    assert here not in client.get("/desk").text


def test_what_was_signed_was_seen(client, session, members, second, path):
    sign_in(client, members[0])
    here = begin(client, path, members[1])
    enter(client, here, choice="yes")
    sign_in(client, second)
    seen = form_at(client.get(here).text, f"{here}/signature")
    sign_in(client, members[0])
    taken = form_at(client.get(here).text, f"{here}/ballots/1/removal")
    assert client.post(f"{here}/ballots/1/removal", data=taken).status_code == 303
    enter(client, here, choice="no")
    sign_in(client, second)
    client.post(f"{here}/signature", data=seen)
    assert session.query(Ballot).count() == 0
    assert "The list has changed since you looked" in client.get(here).text


def test_who_began_a_list_does_not_sign_it_by_hand_either(client, session, members, path):
    sign_in(client, members[0])
    here = begin(client, path, members[1])
    enter(client, here, choice="yes")
    page = client.get(here).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    client.post(f"{here}/signature", data={"csrf_token": token})
    assert session.query(Ballot).count() == 0


def test_bad_input_is_told_and_nothing_is_lost(client, session, members, vote, path, now):
    sign_in(client, members[0])
    page = client.get(path).text
    none = client.post(path, data=fields(page))
    assert none.status_code == 422
    assert "Tick who handed in a ballot" in none.text
    cast(session, vote, person=members[1], content="yes", at=now)
    session.commit()
    late = client.post(path, data={**fields(none.text), "people": [members[1].id, members[2].id]})
    assert late.status_code == 409
    assert "Bo Builder: has voted already" in late.text
    assert re.search(rf'value="{members[2].id}" checked', late.text)
    assert session.query(PaperName).count() == 0
    here = begin(client, path, members[2])
    sent = form_at(client.get(here).text, f"{here}/ballots")
    empty = client.post(f"{here}/ballots", data=sent)
    assert empty.status_code == 422
    assert "Choose yes, no or abstain" in empty.text
    why = client.post(f"{here}/discard", data={**form_at(empty.text, f"{here}/discard"), "why": ""})
    assert why.status_code == 422
    assert "Say what was wrong" in why.text
    done = client.post(f"{here}/discard", data={**form_at(why.text, f"{here}/discard"), "why": "Read wrongly."})
    assert done.status_code == 303
    assert "Read wrongly." in client.get(here).text


SHEETS = {
    "yes-no": "Tick one.", "consent": "A block needs its reason", "approval": "Tick as many as you like.",
    "score": "points from 0 to 5", "schulze": "Two can have the same rank.",
}  # fmt: skip


@pytest.mark.parametrize("method", SHEETS)
def test_every_method_has_its_sheet(client, session, members, now, clock, method):
    clock.at = now
    options = {} if method in ("yes-no", "consent") else {"options": ["On Mondays", "On Fridays"]}
    proposal = proposals.propose(session, kind="resolve", title="When?", text="Once a week.", author=members[1],
                                 at=now - 4 * DAY, payload={"method": method, **options})  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    session.commit()
    sign_in(client, members[0])
    page = client.get(f"/decisions/{proposal.reference}/paper/sheet").text
    assert SHEETS[method] in page
    assert ("On Fridays" in page) == bool(options)
    assert "Write nothing else: no name, no sign. Fold it." in page


def test_a_split_and_an_election_have_their_sheets(client, session, members, distribution, call, now, clock):
    sign_in(client, members[0])
    clock.at = now + 4 * DAY
    page = client.get(f"/decisions/{distribution.reference}/paper/sheet").text
    assert "in steps of 5%, so that they make 100% together." in page
    assert "____ %" in page
    proposal = call(members[1], members[2], seats=2)
    proposals.open_vote(session, proposal, at=now)
    session.commit()
    page = client.get(f"/decisions/{proposal.reference}/paper/sheet").text
    assert "Bo Builder" in page
    assert "Two can have the same rank." not in page


def test_a_blocks_reason_is_kept_apart_from_why_a_list_is_thrown_away(client, session, members, second, now, clock):
    clock.at = now
    proposal = proposals.propose(session, kind="resolve", title="Merge", text="We merge.", author=members[1],
                                 at=now - 4 * DAY, payload={"method": "consent"})  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    session.commit()
    sign_in(client, members[0])
    here = begin(client, f"/decisions/{proposal.reference}/paper", members[1])
    page = client.get(here).text
    assert page.count('id="reason"') == page.count('id="why"') == 1
    sent = form_at(page, f"{here}/ballots")
    short = client.post(f"{here}/ballots", data={**sent, "choice": "block"})
    assert (short.status_code, "A block needs a reason" in short.text) == (422, True)
    enter(client, here, choice="block", reason="It does harm.")
    assert "It does harm." in client.get(here).text


def test_members_see_where_their_paper_stands(client, session, members, second, vote, table, path):
    number = table.begin(vote, members[1], members[2])
    sign_in(client, members[1])
    ballot = path.replace("/paper", "/ballot")
    page = client.get(ballot).text
    assert "You are listed as having voted on paper." in page
    assert 'name="choice"' not in page
    assert "You voted on paper" in client.get(path.removesuffix("/paper")).text
    table.enter(vote, number, "yes", "no")
    table.sign(vote, number)
    page = client.get(ballot).text
    assert "You have voted on paper." in page
    assert "yours cannot be changed, nor looked up" in page
    assert 'name="receipt"' not in page
    sign_in(client, members[3])
    page = client.get(ballot).text
    assert 'name="choice"' in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    sign_in(client, members[1])
    refused = client.post(ballot, data={**fields(page), "csrf_token": token, "choice": "yes"})
    assert refused.status_code in (400, 409)
    assert session.query(Ballot).count() == 2
