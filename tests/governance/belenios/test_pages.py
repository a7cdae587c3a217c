"""The pages of a vote held in Belenios, walked without a script: opening, address, archive, confirmation, audit."""

from __future__ import annotations

import io
import json

import pytest

from coop.governance import belenios_tool
from coop.governance.belenios import queries
from coop.governance.closing.models import Outcome
from coop.governance.electorate.queries import opening_of
from tests.factories import sign_in
from tests.governance.conftest import DAY


@pytest.fixture
def path(vote, clock, now):
    clock.at = now
    return f"/decisions/{vote.reference}"


def upload(client, path, data):
    return client.post(f"{path}/belenios/archive", data={"archive": (io.BytesIO(data), "election.bel")},
                       content_type="multipart/form-data")  # fmt: skip


def test_a_vote_is_opened_to_be_held_in_belenios(client, session, belenios, resolution, members, second, clock, now):
    clock.at = now
    sign_in(client, members[1])
    path = f"/decisions/{resolution.reference}/opening"
    assert "Is this vote contested?" in client.get(path).text
    page = client.get(f"{path}?held=belenios").text
    assert "will be held in Belenios" in page
    assert "the server of Belenios learns your mail address" in page
    client.post(path, data={"held": "belenios"})
    assert opening_of(session, resolution.id).terms["held"] == "belenios"
    page = client.get(f"/decisions/{resolution.reference}").text
    assert "Held in Belenios until" in page
    assert "Its address is not here yet" in page
    assert client.get(f"/decisions/{resolution.reference}/ballot").status_code == 303
    assert client.post(f"/decisions/{resolution.reference}/ballot", data={"choice": "yes"}).status_code == 409
    assert client.get(f"/decisions/{resolution.reference}/paper").status_code in (403, 404)


def test_without_the_program_no_vote_is_sent_there(client, session, resolution, members, clock, now, monkeypatch):
    monkeypatch.setattr(belenios_tool, "PROGRAM", "no-such-program")
    clock.at = now
    sign_in(client, members[1])
    path = f"/decisions/{resolution.reference}/opening"
    assert "belenios-tool is not installed" in client.get(path).text
    client.post(path, data={"held": "belenios"})
    assert opening_of(session, resolution.id) is None


def test_stewards_get_the_question_and_the_voters_and_nobody_else_does(client, members, path):
    for reader in (None, members[2]):
        if reader:
            sign_in(client, reader)
        for page in ("/belenios", "/belenios/election.json", "/belenios/voters.txt", "/election.bel"):
            assert client.get(path + page).status_code in (302, 303, 403, 404)
    sign_in(client, members[0])
    said = json.loads(client.get(f"{path}/belenios/election.json").text)
    asked = {"question": "Meet on Mondays", "answers": ["Yes", "No", "Abstain"], "min": 1, "max": 1}
    assert said["questions"] == [asked]
    assert said["description"].endswith(path)
    lines = client.get(f"{path}/belenios/voters.txt").text.splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 6
    assert members[2].email in lines


def test_two_stewards_bring_a_result_in_and_anybody_fetches_the_archive(
    app, session, members, second, vote, path, election, clock, hands
):
    one, other, anyone = app.test_client(), app.test_client(), app.test_client()
    sign_in(one, members[0])
    sign_in(other, second)
    assert "Members have to be told where it is held" in one.get("/desk").text
    wrong = one.post(f"{path}/belenios/address", data={"address": "http://x.example/"})
    assert wrong.status_code == 422
    assert "begins with https://" in wrong.text
    one.post(f"{path}/belenios/address", data={"address": election.address})
    member = app.test_client()
    sign_in(member, members[3])
    assert f'href="{election.address}"' in member.get(path).text
    assert upload(one, path, election.data).status_code == 422

    clock.at = hands.after
    assert one.get(f"{path}/belenios/voters.txt").status_code == 404  # nobody needs it any more
    assert "still to come from Belenios" in anyone.get(path).text
    assert "its result has to be brought in" in one.get("/desk").text
    refused = upload(one, path, election.data[:-1] + b"x")
    assert refused.status_code == 422
    assert "no archive of Belenios" in refused.text
    assert "Choose the archive" in one.post(f"{path}/belenios/archive", data={}).text
    assert upload(one, path, election.data).status_code == 303
    assert anyone.get(f"{path}/election.bel").status_code == 404
    assert "a second has to confirm it" in anyone.get(path).text
    assert "you brought this result in" in one.get(f"{path}/belenios").text

    assert "A result waits for your word" in other.get("/desk").text
    page = other.get(f"{path}/belenios").text
    made = queries.imports(session, vote.id)[0].record
    assert made.sha256 in page
    assert other.get(f"{path}/election.bel").data == election.data
    assert other.post(f"{path}/belenios/{made.id}/refusal", data={}).status_code == 422
    one.post(f"{path}/belenios/{made.id}/confirmation", data={"seen": made.sha256})
    assert queries.confirmed(session, vote.id) is None
    other.post(f"{path}/belenios/{made.id}/confirmation", data={"seen": made.sha256})
    session.expire_all()
    assert queries.confirmed(session, vote.id).id == made.id

    page = anyone.get(path).text  # before anybody wrote it down
    assert "Counted just now" in page
    hands.close()
    assert session.get(Outcome, vote.id).passed
    page = anyone.get(path).text
    assert "Adopted." in page
    assert made.sha256 in page
    assert "belenios-tool election verify" in page
    assert "5 of 6" in page
    fetched = anyone.get(f"{path}/election.bel")
    assert fetched.data == election.data
    assert f'filename="{election.name}.bel"' in fetched.headers["Content-Disposition"]
    assert anyone.get(f"{path}/ballots.csv").status_code == 404
    said = anyone.get(f"/api/v1{path}").json
    assert said["outcome"]["archive"]["sha256"] == made.sha256
    assert said["vote"]["choice"]["held"] == "belenios"


def test_a_refused_result_is_listed_with_its_reason(client, second, vote, path, election, clock, hands):
    hands.announce(vote, election.address)
    made = hands.bring_in(vote, election.data)
    clock.at = hands.after
    sign_in(client, second)
    client.post(f"{path}/belenios/{made.id}/refusal", data={"why": "Fetched another one myself."})
    page = client.get(f"{path}/belenios").text
    assert "Fetched another one myself." in page
    assert "Check it and bring it in" in page


def test_a_lapsed_vote_says_so_plainly(client, session, vote, path, clock, hands, now):
    clock.at = now + 21 * DAY
    for _written in (False, True):
        page = client.get(path).text
        assert "ended without an outcome" in page
        assert "Adopted" not in page
        hands.close(at=clock.at)
    assert "Without outcome" in client.get("/decisions").text


def test_where_the_program_is_missing_the_stewards_page_says_so(client, members, path, clock, hands, monkeypatch):
    monkeypatch.setattr(belenios_tool, "PROGRAM", "no-such-program")
    clock.at = hands.after
    sign_in(client, members[0])
    page = client.get(f"{path}/belenios").text
    assert "belenios-tool is not installed on this server" in page
    assert 'type="file"' not in page


def test_stewards_see_every_address_that_members_were_sent_to(client, second, vote, path, election, hands):
    first = election.address.replace("vote.", "votes.")
    hands.announce(vote, first)
    hands.announce(vote, election.address)
    sign_in(client, second)
    page = client.get(f"{path}/belenios").text
    assert page.index(first) < page.rindex(election.address)
    page = client.get(path).text
    assert "Members were told another address in Belenios." in page
    assert first not in page
