"""The stewards' pages, walked without a script: sheets, a list, its ballots, the second signature."""

from __future__ import annotations

import re

import pytest

from coop.governance.ballots.models import Ballot
from coop.governance.proposals import actions as proposals
from tests.factories import sign_in
from tests.governance.test_pages import fields


@pytest.fixture
def vote(session, resolution, now):
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    return resolution


def test_only_stewards_come_here(client, session, members, vote, now, clock):
    clock.at = now
    sign_in(client, members[1])
    for path in ("", "/sheet", "/roll", "/1"):
        assert client.get(f"/decisions/{vote.reference}/paper{path}").status_code in (302, 303, 403, 404)


def test_a_list_is_begun_entered_and_thrown_away(client, session, members, vote, now, clock):
    clock.at = now
    sign_in(client, members[0])
    path = f"/decisions/{vote.reference}/paper"
    assert path in client.get(f"/decisions/{vote.reference}").text
    page = client.get(path).text
    assert members[1].display_name in client.get(f"{path}/roll").text
    assert "Write nothing else: no name, no sign." in client.get(f"{path}/sheet").text
    none = client.post(path, data=fields(page))
    assert none.status_code == 422
    begun = client.post(path, data={**fields(page), "people": [members[1].id, members[2].id]})
    assert begun.status_code == 303
    here = begun.headers["Location"]
    for content in ("yes", "no"):
        page = client.get(here).text
        form = page[page.index(f'action="{here}/ballots"'):]
        assert client.post(f"{here}/ballots", data={**fields(form), "choice": content}).status_code == 303
    page = client.get(here).text
    assert "2 of 2 ballots" in page
    assert "A second steward has to sign" in page
    assert f"{here}/signature" not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    client.post(f"{here}/signature", data={"csrf_token": token})
    assert session.query(Ballot).count() == 0
    assert client.post(f"{here}/discard", data={"csrf_token": token, "reason": ""}).status_code == 422
    assert client.post(f"{here}/discard", data={"csrf_token": token, "reason": "Read wrongly."}).status_code == 303
    assert "Read wrongly." in client.get(here).text
