"""A vote in which two stewards look after a table."""

from __future__ import annotations

import pytest

from coop.governance.paper_ballots import actions, queries
from coop.governance.paper_ballots.rules import digest
from coop.governance.proposals import actions as proposals
from tests.factories import make_steward


class Table:
    """The hands of two stewards at a table: one lists and enters, the other signs."""

    def __init__(self, session, first, second, now):
        self.session, self.first, self.second, self.now = session, first, second, now

    def begin(self, vote, *people):
        made = actions.open_batch(
            self.session, vote, steward=self.first, people=[person.id for person in people], at=self.now
        )
        self.session.commit()
        return made.id

    def enter(self, vote, number, *papers):
        for content in papers:
            actions.enter(self.session, vote, number, steward=self.first, content=content, at=self.now)
        self.session.commit()

    def seen(self, vote, number):
        names = queries.batch(self.session, vote.id, number).names
        return digest([person.id for person in names], queries.contents(self.session, number))

    def sign(self, vote, number, *, steward=None, seen=None):
        signing = actions.sign(self.session, vote, number, steward=steward or self.second,
                               seen=seen or self.seen(vote, number), at=self.now)  # fmt: skip
        self.session.commit()
        return signing

    def hold(self, vote, people, papers):
        """A whole table, from names to the second signature."""
        number = self.begin(vote, *people)
        self.enter(vote, number, *papers)
        return self.sign(vote, number)


@pytest.fixture
def second(session, members):
    """A second steward."""
    person = make_steward(session, "Stu Steward")
    session.commit()
    return person


@pytest.fixture
def third(session, members):
    """And a third."""
    person = make_steward(session, "Tia Steward")
    session.commit()
    return person


@pytest.fixture
def table(session, members, second, now):
    return Table(session, members[0], second, now)


@pytest.fixture
def vote(session, resolution, second, now):
    """A resolution open since now, for seven days: five members and a second steward on its roll."""
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    return resolution


@pytest.fixture
def entered(members, vote, table):
    """Two names and two papers, entered by the first steward."""
    number = table.begin(vote, members[1], members[2])
    table.enter(vote, number, "no", "yes")
    return number
