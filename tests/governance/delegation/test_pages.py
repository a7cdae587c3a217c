"""The pages, walked without a script: asking, accepting, voting for others, taking back; and who sees what."""

from __future__ import annotations

import datetime as dt
import re

from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close_due
from coop.governance.delegation import queries
from coop.governance.proposals import actions as proposals
from tests.factories import make_person, sign_in
from tests.governance.delegation.conftest import allow
from tests.governance.test_pages import fields

DAY = dt.timedelta(days=1)


def give(client, delegator, delegate, reference):
    """Ask for it on the page as one and accept it as the other."""
    sign_in(client, delegator)
    page = client.get(f"/my/delegation?decision={reference}").text
    sent = client.post("/my/delegation", data={**fields(page), "delegate": delegate.id, "vote": reference})
    assert sent.status_code == 303
    assert "is told, and votes for you only after accepting" in client.get("/my/delegation").text
    sign_in(client, delegate)
    page = client.get("/my/delegation").text
    action = re.search(r'action="(/my/delegation/\d+/answer)"', page)[1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert client.post(action, data={"csrf_token": token, "accepts": "yes"}).status_code == 303
    assert delegator.display_name in client.get("/my/delegation").text


def test_a_vote_is_given_carried_and_overridden(client, session, members, vote, now, clock):
    clock.at = now
    path = f"/decisions/{vote.reference}/ballot"
    give(client, members[1], members[0], vote.reference)
    give(client, members[2], members[0], vote.reference)
    sign_in(client, members[0])
    page = client.get(path).text
    assert re.search(r'name="carried"[^>]*checked|checked[^>]*name="carried"', page)
    assert "2 members gave you their votes" in page
    assert "Fill in the paper for those whose votes I carry alike" in page
    sent = {**fields(page.split("The paper for others is not filled in")[0]), "choice": "yes", "carried": "y"}
    done = client.post(path, data=sent)
    own, paper = re.findall(r'class="receipt">([^<]+)<', done.text)
    again = client.post(path, data=sent)
    assert re.findall(r'class="receipt">([^<]+)<', again.text) == [own, paper]
    assert "The paper for others is filled in." in client.get(path).text
    for_others = client.get(f"{path}/carried").text
    assert "What it says now" in for_others
    # What is there already is not written over unasked.
    assert not re.search(r'name="carried"[^>]*checked|checked[^>]*name="carried"', client.get(path).text)
    filled = client.post(f"{path}/carried", data={**fields(for_others), "choice": "no"})
    assert "laid ready" in filled.text
    paper = re.search(r'class="receipt">([^<]+)<', filled.text)[1]

    sign_in(client, members[1])
    page = client.get(path).text
    assert "Ada Steward votes for you unless you vote yourself." in page
    assert client.post(path, data={**fields(page), "choice": "yes"}).status_code == 200
    shown = client.get(f"/decisions/{vote.reference}").text
    assert "2 of them have given their votes to other members." in shown
    assert "1 of them through a delegate." in shown

    clock.at = now + 7 * DAY
    close_due(session, at=clock.at)
    session.commit()
    assert sorted(content for _hash, content in contents(session, vote.id)) == ["no", "yes", "yes"]
    sign_in(client, members[2])
    assert "You did not vote yourself: a ballot was cast for you." in client.get(f"/decisions/{vote.reference}").text
    sign_in(client, members[0])
    check = f"/decisions/{vote.reference}/receipt"
    opened = client.post(check, data={**fields(client.get(check).text), "receipt": paper}).text
    assert "1 ballot was cast from it and counted." in opened


def test_a_paper_is_thrown_away_on_its_page(client, session, members, vote, hands, now, clock):
    clock.at = now
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    sign_in(client, members[0])
    page = client.get(f"/decisions/{vote.reference}/ballot/carried").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    gone = client.post(f"/decisions/{vote.reference}/ballot/carried/removal", data={"csrf_token": token})
    assert gone.status_code == 303
    assert "The paper for others is not filled in." in client.get(f"/decisions/{vote.reference}/ballot").text


def test_a_block_is_refused_at_its_box_and_nothing_is_cast(client, session, members, two_each, hands, now, clock):
    clock.at = now
    proposal = proposals.propose(
        session, kind="resolve", title="Merge", text="We merge.", author=members[1], at=now - 4 * DAY,
        payload={"method": "consent"},
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    hands.give(members[1], members[0], proposal)
    sign_in(client, members[0])
    path = f"/decisions/{proposal.reference}/ballot"
    sent = {**fields(client.get(path).text.split("The paper for others")[0]), "choice": "block", "reason": "No."}
    refused = client.post(path, data={**sent, "carried": "y"})
    assert refused.status_code == 422
    assert "A block is nobody" in refused.text
    assert contents(session, proposal.id) == []
    assert client.post(path, data=sent).status_code == 200
    blocked = client.post(f"{path}/carried", data={**sent, "choice": "block"})
    assert blocked.status_code == 409


def test_a_term_is_given_with_its_last_day_and_taken_back(client, session, members, two_each, now, clock):
    clock.at = now
    sign_in(client, members[1])
    page = client.get("/my/delegation").text
    sent = {**fields(page), "delegate": members[0].id, "vote": ""}
    short = client.post("/my/delegation", data=sent)
    assert short.status_code == 422
    assert "Choose one vote here, or the last day below" in short.text
    until = {"until": "2026-05-31"}
    assert client.post("/my/delegation", data={**sent, **fields(short.text), **until}).status_code == 303
    page = client.get("/my/delegation").text
    assert "For all votes until 31 May 2026" in page
    action = re.search(r'action="(/my/delegation/\d+/end)"', page)[1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert client.post(action, data={"csrf_token": token}).status_code == 303
    assert queries.of_person(session, members[1].id, at=now) == []


def test_nobody_reads_or_ends_what_is_between_two_others(client, session, members, vote, hands, now, clock):
    clock.at = now
    shown = hands.give(members[1], members[2], vote)
    waiting = hands.ask(members[3], members[2], vote)
    sign_in(client, members[4])
    page = client.get("/my/delegation").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    for number in (shown.delegation.id, waiting.id):
        for deed in ("answer", "end"):
            denied = client.post(f"/my/delegation/{number}/{deed}", data={"csrf_token": token, "accepts": "yes"})
            assert denied.status_code == 404
    assert client.get(f"/decisions/{vote.reference}/ballot/carried").status_code == 404
    public = client.get(f"/decisions/{vote.reference}").text
    assert "1 of them has given their vote to another member." in public
    assert "Cy Cyclist" not in public
    sign_in(client, members[3])
    assert client.post(f"/my/delegation/{waiting.id}/answer",
                       data={"csrf_token": token, "accepts": "yes"}).status_code != 303  # fmt: skip
    assert not queries.by_id(session, waiting.id).is_accepted


def test_where_the_rule_lets_nobody_carry_the_page_says_so(client, session, members, now, clock):
    clock.at = now
    sign_in(client, members[1])
    assert "By our rules everyone votes for themselves." in client.get("/my/delegation").text
    assert "/my/delegation" not in client.get("/my/membership").text
    allow(session, 1, at=now)
    assert 'href="/my/delegation"' in client.get("/my/membership").text
    sign_in(client, make_person(session, "Vera Visitor"))
    assert client.get("/my/delegation").status_code in (302, 303, 403)


def test_nobody_is_chosen_by_a_slip(client, session, members, vote, now, clock):
    clock.at = now
    sign_in(client, members[1])
    page = client.get(f"/my/delegation?decision={vote.reference}").text
    sent = client.post("/my/delegation", data={**fields(page), "vote": vote.reference, "delegate": 0})
    assert sent.status_code == 422
    assert "Choose a member" in sent.text
    assert queries.of_person(session, members[1].id, at=now) == []
