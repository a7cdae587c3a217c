"""The pages of a round, walked without a script: the fund, a proposal, projects, the ballot, the result."""

from __future__ import annotations

import re

import pytest

from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.ideas.queries import ideas_of, projects_of
from coop.governance.tallies.files import formats
from tests.factories import make_person, sign_in
from tests.governance.rounds.conftest import DAY
from tests.governance.test_pages import fields

WORDS = {"title": "Raised beds", "text": "Vegetables for **everybody**.", "cost_cents": "300", "carried_out_by": "Cy"}


def text_of(answer):
    """What a reader reads, without markup and in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_round_is_proposed_with_its_effect_shown_before(client, session, members, filled, now, clock):
    sign_in(client, members[1])
    assert "/decisions/new/projects" in client.get("/decisions/new").text
    page = client.get("/decisions/new/projects?fund=projects").text
    assert "€1,500.00 free" in page
    sent = {**fields(page), "title": "For the quarter", "text": "Ideas?", "fund": "projects", "amount": "1000"}
    seen = client.post("/decisions/new/projects", data={**sent, "look": "1"})
    assert "Neighbourhood projects: free for other purposes €1,500.00 €500.00" in text_of(seen)
    assert "Part of each who votes, you among them, if all do - €200.00" in text_of(seen)
    made = client.post("/decisions/new/projects", data=sent)
    assert made.status_code == 303
    discussion = client.get(made.headers["Location"]).text
    assert "Propose a project" in discussion
    assert "For the quarter" in client.get("/funds/projects").text


@pytest.mark.parametrize(("sent", "said"), [
    ({"amount": "1500.01"}, "at most €1,500.00"),
    ({"amount": "0"}, "at most €1,500.00"),
    ({"amount": "much"}, "Enter an amount of money"),
    ({"amount": ""}, "Enter an amount"),
    ({"fund": "reserve"}, "Not a valid choice"),
    ({"fund": "education"}, "at most €0.00"),
])  # fmt: skip
def test_a_round_of_more_than_there_is_is_told_so(client, members, filled, clock, sent, said):
    sign_in(client, members[1])
    page = client.get("/decisions/new/projects").text
    whole = {**fields(page), "title": "T", "text": "t", "fund": "projects", "amount": "1000", **sent}
    answer = client.post("/decisions/new/projects", data=whole)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_second_round_of_the_same_fund_waits(client, members, discussed, clock):
    sign_in(client, members[1])
    page = client.get("/decisions/new/projects").text
    sent = {**fields(page), "title": "T", "text": "t", "fund": "projects", "amount": "10"}
    assert "Another round of this fund is under way" in client.post("/decisions/new/projects", data=sent).text


def test_a_project_is_proposed_changed_and_taken_back(client, session, members, discussed, now, clock):
    clock.at = now - DAY
    path = f"/decisions/{discussed.reference}/projects"
    sign_in(client, members[1])
    page = client.get(path).text
    assert "the equal part of each of us is €300.00" in page
    assert client.post(path, data={**fields(page), **WORDS}).status_code == 303
    assert "Raised beds" in client.get(path).text
    mine = ideas_of(session, discussed.id)[-1].idea.id
    one = client.get(f"{path}/{mine}").text
    assert "<strong>everybody</strong>" in one
    changed = client.post(f"{path}/{mine}", data={**fields(one), **WORDS, "cost_cents": "310"})
    assert changed.status_code == 303
    assert "Raised beds, €300.00" in client.get(f"{path}/{mine}").text
    sign_in(client, members[2])
    theirs = client.get(f"{path}/{mine}").text
    assert "Take it back" not in theirs
    refused = client.post(f"{path}/{mine}", data={**fields(client.get(path).text), **WORDS})
    assert refused.status_code == 422
    assert "Only who proposed a project can change it" in refused.text
    sign_in(client, members[1])
    one = client.get(f"{path}/{mine}").text
    assert client.post(f"{path}/{mine}/withdrawal", data=fields(one)).status_code == 303
    assert "Taken back" in client.get(path).text
    assert "Raised beds" not in client.get(f"/decisions/{discussed.reference}").text


@pytest.mark.parametrize(("sent", "said"), [
    ({"title": ""}, "Give it a name"),
    ({"title": "x" * 81}, "At most 80 letters"),
    ({"title": "for  40000"}, "same name"),
    ({"text": " "}, "Say what it is for"),
    ({"cost_cents": "0"}, "more than nothing"),
    ({"cost_cents": "-5"}, "Enter an amount of money"),
    ({"cost_cents": "1500.01"}, "more than the whole round"),
    ({"carried_out_by": ""}, "Say who spends it"),
])  # fmt: skip
def test_what_is_wrong_with_a_project_is_said(client, members, discussed, now, clock, sent, said):
    clock.at = now - DAY
    path = f"/decisions/{discussed.reference}/projects"
    sign_in(client, members[1])
    answer = client.post(path, data={**fields(client.get(path).text), **WORDS, **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert "<title>Error:" in answer.text


def test_nothing_comes_in_once_voting_is_open(client, session, members, round_, now, clock):
    clock.at = now
    path = f"/decisions/{round_.reference}/projects"
    sign_in(client, members[2])
    page = client.get(path).text
    assert "Propose it" not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    for target in (path, f"{path}/{ideas_of(session, round_.id)[0].idea.id}"):
        refused = client.post(target, data={**WORDS, "csrf_token": token, "form_key": "k" * 32 + target[-1]})
        assert refused.status_code == 422
        assert "takes no more projects" in refused.text


def test_strangers_read_no_names(client, session, discussed, now, clock):
    clock.at = now - DAY
    path = f"/decisions/{discussed.reference}"
    public = client.get(path).text
    assert "For 40000" in public
    assert "Cy Cyclist" not in public
    sign_in(client, make_person(session, "Vera Visitor"))
    assert client.get(f"{path}/projects").status_code == 403
    assert client.get(f"{path}/projects/1").status_code == 403


def test_pages_of_no_round_are_not_found(client, members, resolution, discussed, now, clock):
    sign_in(client, members[1])
    assert client.get(f"/decisions/{resolution.reference}/projects").status_code == 404
    assert client.get(f"/decisions/{discussed.reference}/projects/99").status_code == 404
    assert client.get("/funds/reserve").status_code == 404
    assert client.get("/projects/JNONE").status_code == 404


def test_the_ballot_ticks_projects_at_their_cost(client, session, members, round_, now, clock):
    clock.at = now
    path = f"/decisions/{round_.reference}/ballot"
    sign_in(client, members[1])
    page = client.get(path)
    assert "There is €1,500.00 to give away" in page.text
    assert "€400.00" in page.text
    nothing = client.post(path, data=fields(page.text))
    assert nothing.status_code == 422
    assert "Tick at least one project" in nothing.text
    keys = {one.version.cost_cents: key for key, one in projects_of(session, round_.id).items()}
    ticked = [keys[40_000], keys[90_000]]
    cast = client.post(path, data={**fields(page.text), "approved": ticked})
    assert cast.status_code == 200
    assert "For 40000" in cast.text


def test_a_sheet_of_paper_has_the_projects_at_their_cost(client, members, round_, now, clock):
    clock.at = now
    sign_in(client, members[0])
    page = text_of(client.get(f"/decisions/{round_.reference}/paper/sheet"))
    assert "Tick as many as you like." in page
    assert "☐ For 40000: €400.00" in page


def test_the_result_shows_its_working_and_can_be_taken_along(client, session, members, voted, now, clock):
    clock.at = now + 7 * DAY
    path = f"/decisions/{voted.reference}"
    page = text_of(client.get(path))
    assert "Funded: For" in page
    assert "Of €1,500.00, €1,000.00 is given to projects and €500.00 stays in the fund" in page
    assert "How many want each project" in page
    assert "What those who want it paid from their parts" in page
    answer = client.get(f"{path}/ballots.pb")
    election = formats.read(answer.data, "pb")
    assert (election.profile.budget, sorted(election.profile.costs)) == (1_500, [400, 600, 900])  # no part cents
    assert election.profile.voters == 4
    assert client.get(f"{path}/count.csv").status_code == 200
    assert client.get(f"{path}/ballots.blt").status_code == 404


def test_a_round_nobody_votes_in_funds_nothing(client, session, members, round_, now, clock):
    clock.at = now + 7 * DAY
    close_due(session, at=clock.at)
    enact_due(session, at=now + 9 * DAY)
    session.commit()
    clock.at = now + 9 * DAY
    page = text_of(client.get(f"/decisions/{round_.reference}"))
    assert "No project is funded." in page
    assert "No project was funded: the money stays in the fund." in page
    assert "Free for other purposes €1,500.00" in text_of(client.get("/funds/projects"))


def test_the_funds_tell_what_is_kept_and_promised(client, session, members, voted, now, clock):
    clock.at = now
    assert "Together €1,500.00 0.00 0.00 1,500.00" in text_of(client.get("/funds"))
    assert "Kept for votes under way €1,500.00" in text_of(client.get("/funds/projects"))
    close_due(session, at=now + 7 * DAY)
    enact_due(session, at=now + 9 * DAY)
    session.commit()
    page = text_of(client.get("/funds/projects"))
    assert "Promised to projects €1,000.00" in page
    assert "Free for other purposes €500.00" in page
    assert "For 60000" in client.get("/projects").text
    assert "The money is promised to" in client.get(f"/decisions/{voted.reference}").text
