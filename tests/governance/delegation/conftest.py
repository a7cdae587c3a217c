"""Members who may carry two votes each, and a vote in which they do."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots import carried
from coop.governance.ballots.actions import cast
from coop.governance.ballots.models import Closing
from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close
from coop.governance.delegation import actions, queries
from coop.governance.proposals import actions as proposals
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference

DAY = dt.timedelta(days=1)


def allow(session, cap, *, at):
    """The members decided that a delegate carries so many."""
    set_rule(session, "vote.delegation_cap", str(cap), in_force_from=at,
             decision=decision_by_reference(session, "charter"), at=at)  # fmt: skip
    session.commit()


@pytest.fixture
def two_each(session, coop, now):
    """A delegate carries two, since long ago."""
    allow(session, 2, at=now - 20 * DAY)


@pytest.fixture
def vote(session, two_each, resolution, now):
    """A resolution of five members, open since now for seven days."""
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    return resolution


class Hands:
    """Giving and carrying in one word each."""

    def __init__(self, session, now):
        self.session, self.now = session, now

    def ask(self, delegator, delegate, proposal=None, until=None, at=None):
        made = actions.ask(
            self.session, delegator=delegator, delegate=delegate, proposal=proposal, until=until, at=at or self.now
        )
        self.session.commit()
        return made

    def give(self, delegator, delegate, proposal=None, until=None, at=None):
        made = self.ask(delegator, delegate, proposal, until, at)
        actions.answer(self.session, queries.by_id(self.session, made.id), accepts=True, at=at or self.now)
        self.session.commit()
        return queries.by_id(self.session, made.id)

    def vote(self, proposal, person, content="yes", at=None):
        code = cast(self.session, proposal, person=person, content=content, at=at or self.now)
        self.session.commit()
        return code

    def paper(self, proposal, delegate, content="yes", at=None):
        code, _written = carried.fill_in(
            self.session, proposal, delegate=delegate, content=content, at=at or self.now
        )
        self.session.commit()
        return code

    def close(self, proposal, at=None):
        """Close it and return (contents, how many delegates cast)."""
        assert close(self.session, proposal, at=at or self.now + 7 * DAY)
        self.session.commit()
        texts = [content for _hash, content in contents(self.session, proposal.id)]
        return texts, self.session.get(Closing, proposal.id).delegated


@pytest.fixture
def hands(session, now):
    return Hands(session, now)
