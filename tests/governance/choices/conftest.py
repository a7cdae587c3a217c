"""Resolutions with options, open for votes."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots.actions import cast
from coop.governance.proposals import actions as proposals

DAY = dt.timedelta(days=1)
OPTIONS = ["On Mondays", "On Fridays", "Never"]


@pytest.fixture
def put(session, members, now):
    """Put a resolution to the vote by a method, open from `now`."""

    def put(method, options=OPTIONS, title="When do we meet?"):
        payload = {"method": method} | ({"options": options} if method not in ("consent", "yes-no") else {})
        proposal = proposals.propose(
            session, kind="resolve", title=title, text="Once a week.", payload=payload, author=members[1],
            at=now - 4 * DAY,
        )
        proposals.open_vote(session, proposal, at=now)
        session.commit()
        return proposal

    return put


@pytest.fixture
def voted(session, members, now, put):
    """Put to the vote and cast these ballots, one a member; voting is still open."""

    def voted(method, *ballots, options=OPTIONS):
        proposal = put(method, options)
        for person, content in zip(members, ballots, strict=False):
            cast(session, proposal, person=person, content=content, at=now)
        session.commit()
        return proposal

    return voted
