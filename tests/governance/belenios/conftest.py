"""Contested votes, and real elections that Belenios' own program held for them."""

from __future__ import annotations

import shutil

import pytest

from coop.governance.belenios import actions
from coop.governance.belenios.rules import template
from coop.governance.closing.actions import close_due
from coop.governance.proposals import actions as proposals
from tests.conftest import absent
from tests.factories import make_steward
from tests.governance.belenios.holding import hold
from tests.governance.conftest import DAY

ANSWERS = ("Yes", "No", "Abstain")
YES, NO, ABSTAIN = [1, 0, 0], [0, 1, 0], [0, 0, 1]
VOTERS = 6
"""Five members and a second steward."""


def described(title="Meet on Mondays", *, reference="1", **changed):
    """The election as the site describes it."""
    found = template(question=title, answers=ANSWERS, name=title,
                     description=f"https://coop.example/decisions/{reference}")  # fmt: skip
    found["questions"][0] |= changed
    return found


@pytest.fixture(scope="session")
def belenios():
    """Belenios' own program."""
    if shutil.which("belenios-tool") is None:
        absent("belenios-tool is not installed")


@pytest.fixture(scope="session")
def election(belenios, tmp_path_factory):
    """Three yes, one no, one abstains, and one of six does not vote."""
    return hold(tmp_path_factory.mktemp("belenios") / "election", described(), voters=VOTERS,
                votes=[YES, NO, YES, ABSTAIN, YES])  # fmt: skip


@pytest.fixture
def second(session, members):
    """A second steward."""
    person = make_steward(session, "Stu Steward")
    session.commit()
    return person


@pytest.fixture
def vote(session, resolution, second, now):
    """A resolution whose vote is held in Belenios since now, for seven days."""
    proposals.open_vote(session, resolution, elsewhere=True, at=now)
    session.commit()
    return resolution


class Hands:
    """What two stewards do: one brings in, the other confirms."""

    def __init__(self, session, first, second, now):
        self.session, self.first, self.second, self.now = session, first, second, now
        self.after = now + 7 * DAY

    def announce(self, vote, address, *, at=None):
        actions.announce(self.session, vote, steward=self.first, address=address, at=at or self.now)
        self.session.commit()

    def bring_in(self, vote, data, *, steward=None, at=None):
        from coop.governance.electorate.queries import opening_of

        due = actions.wanted(self.session, vote, opening_of(self.session, vote.id))
        made = actions.bring_in(self.session, vote, steward=steward or self.first,
                                found=actions.checked(data, due), at=at or self.after)  # fmt: skip
        self.session.commit()
        return made

    def confirm(self, vote, made, *, steward=None, seen=None, at=None):
        found = actions.confirm(self.session, vote, made.id, steward=steward or self.second,
                                seen=seen or made.sha256, at=at or self.after)  # fmt: skip
        self.session.commit()
        return found

    def close(self, *, at=None):
        count = close_due(self.session, at=at or self.after)
        self.session.commit()
        return count


@pytest.fixture
def hands(session, members, second, now):
    return Hands(session, members[0], second, now)


@pytest.fixture
def told(vote, election, hands):
    """The vote, its members told where."""
    hands.announce(vote, election.address)
    return vote
