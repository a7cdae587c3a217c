"""The pages of a decision, walked as a member, a stranger and a visitor would."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from tests.factories import make_person, sign_in

DAY = dt.timedelta(days=1)


def fields(page):
    """The hidden fields of the last form on a page."""
    form = page.rsplit("<form", 1)[1]
    return dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)) | dict(
        re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="hidden"[^>]*value="([^"]*)"', form)
    )


def test_a_member_votes_in_two_submits_and_sees_the_receipt_once(client, members, distribution, now, clock):
    clock.at = now + 4 * DAY
    sign_in(client, members[2])
    path = f"/decisions/{distribution.reference}/ballot"
    hidden = fields(client.get(path).text)

    short = client.post(path, data={**hidden, "dividends": "40", "reserve": "45"})
    assert short.status_code == 422
    assert "Your shares make 85% together. Still to give: 15%." in short.text
    assert '<option selected value="40">' in short.text

    sent = {**fields(short.text), "dividends": "40", "reserve": "60"}
    done = client.post(path, data=sent)
    assert done.status_code == 200
    code = re.search(r'class="receipt">([^<]+)<', done.text)[1]

    again = client.post(path, data=sent)
    assert code in again.text
    assert code not in client.get(path).text
    assert code not in client.get(f"/decisions/{distribution.reference}").text

    refused = client.post(path, data={**fields(client.get(path).text), "dividends": "100"})
    assert refused.status_code == 422
    assert "You have voted already" in refused.text
    changed = client.post(path, data={**fields(client.get(path).text), "dividends": "100", "receipt": code.lower()})
    assert "Your ballot was changed" in changed.text

    new = re.search(r'class="receipt">([^<]+)<', changed.text)[1]
    page = f"/decisions/{distribution.reference}/receipt"
    assert "Your ballot is there" in client.post(page, data={**fields(client.get(page).text), "receipt": new}).text
    assert "opens no ballot" in client.post(page, data={**fields(client.get(page).text), "receipt": code}).text


def test_anyone_reads_a_decision_and_nobody_is_named(session, client, members, distribution, now, clock):
    for person, use in zip(members, ("dividends", "reserve", "reserve", "projects"), strict=False):
        cast(session, distribution, person=person, content={use: 100}, at=now + 4 * DAY)
    session.commit()
    clock.at = now + 10 * DAY  # nothing has run
    page = client.get(f"/decisions/{distribution.reference}")
    assert page.status_code == 200
    assert "Counted just now" in page.text
    for person in members:
        assert person.display_name not in page.text

    close_due(session, at=now + 11 * DAY)
    enact_due(session, at=now + 11 * DAY)
    session.commit()
    page = client.get(f"/decisions/{distribution.reference}").text
    assert "Carried out" in page
    assert "/ledger/entries/" in page
    assert "Your dividend" not in page
    sign_in(client, members[3])
    clock.at = now + 12 * DAY
    assert "Your dividend" in client.get(f"/decisions/{distribution.reference}").text


def test_ballots_are_not_published_before_the_vote_is_over(client, session, members, open_resolution, now, clock):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    session.commit()
    base = f"/decisions/{open_resolution.reference}"
    for page in ("/ballots.csv", "/hashes.txt"):
        assert client.get(base + page).status_code == 404
    clock.at = now + 7 * DAY
    assert client.get(base + "/ballots.csv").text.endswith(",yes\r\n")
    assert client.get(base + "/hashes.txt").status_code == 200


@pytest.mark.parametrize("page", ["/decisions", "/decisions/charter", "/decisions/how-splits-are-counted",
                                  "/feeds/decisions.atom"])
def test_public_pages_open_for_visitors(client, coop, page, clock):
    assert client.get(page).status_code == 200


def test_a_draft_is_its_authors_alone(client, members, now, clock):
    sign_in(client, members[1])
    page = "/decisions/new/resolve"
    answer = client.post(page, data={**fields(client.get(page).text), "title": "T", "text": "X", "as_draft": "1"})
    assert answer.status_code == 303
    mine = answer.headers["Location"]
    assert client.get(mine).status_code == 200
    assert client.get(mine.removesuffix("/discussion")).status_code == 404
    sign_in(client, members[2])
    assert client.get(mine).status_code == 404


def test_a_proposal_is_written_discussed_amended_and_opened(client, members, now, clock):
    sign_in(client, members[1])
    page = "/decisions/new/set-rule"
    bad = client.post(page, data={**fields(client.get(page).text), "title": "Fee", "text": "Why not",
                                  "rule": "fee.rate", "value": "50%"})
    assert bad.status_code == 422
    assert "above" in bad.text
    made = client.post(page, data={**fields(bad.text), "title": "Fee", "text": "Lower it a bit",
                                   "rule": "fee.rate", "value": "4%"})
    talk = made.headers["Location"]
    base = talk.removesuffix("/discussion")
    said = client.post(talk, data={**fields(client.get(talk).text), "stance": "reason_for", "text": "It is **fair**"})
    assert said.status_code == 303
    assert "<strong>fair</strong>" in client.get(talk).text
    edit = client.get(base + "/edit").text
    assert 'value="1/25"' in edit
    client.post(base + "/edit", data={**fields(edit), "title": "Fee", "text": "Lower it a lot", "rule": "fee.rate",
                                      "value": "3%", "reason": "More is better"})
    assert "<del>bit</del><ins>lot</ins>" in client.get(talk).text
    early = client.post(base + "/opening", data=fields(client.get(base + "/opening").text), follow_redirects=True)
    assert "at least 3 days of discussion" in early.text
    clock.at = now + 3 * DAY
    opened = client.post(base + "/opening", data=fields(client.get(base + "/opening").text), follow_redirects=True)
    assert "Open for votes until" in opened.text


def test_only_members_discuss(client, session, resolution, clock):
    sign_in(client, make_person(session, "Vera Visitor"))
    assert client.get(f"/decisions/{resolution.reference}/discussion").status_code == 403
    assert client.get(f"/decisions/{resolution.reference}").status_code == 200
