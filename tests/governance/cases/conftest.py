"""A co-op whose log is signed, with members willing to judge, and cases at every stage."""

from __future__ import annotations

import datetime as dt

import pytest

import coop.market.disputes.dealings  # noqa: F401  tells who worked for whom
from coop.governance.cases import actions
from coop.governance.cases.queries import file_of
from coop.governance.cases.rules import Measure, Verdict
from tests import logs
from tests.factories import make_member, make_steward
from tests.governance.cases.heads import sign_head

DAY = dt.timedelta(days=1)
LONG_AGO = 40 * DAY


@pytest.fixture
def log(session, coop, tmp_path, now):
    """The key of the co-op's log, which has signed a tree head a day before `now`."""
    key_file = logs.begin(session, tmp_path, at=now - LONG_AGO)
    sign_head(session, key_file, at=now - DAY)
    return key_file


@pytest.fixture
def people(session, coop, log, now):
    """Two stewards and ten members; all but the first four members are willing to sit on panels."""
    names = ("Una", "Bo", "Cy", "Dee", "Eve", "Finn", "Gil", "Hal", "Ira", "Jo")
    stewards = [make_steward(session, name, at=now - LONG_AGO) for name in ("Ada Steward", "Sam Steward")]
    members = [make_member(session, f"{name} Member", at=now - LONG_AGO) for name in names]
    for member in members[4:]:
        actions.offer(session, member, willing=True, at=now - 2 * DAY)
    session.commit()
    return stewards + members


@pytest.fixture
def stewards(people):
    return people[:2]


@pytest.fixture
def members(people):
    return people[2:]


@pytest.fixture
def complaint(session, members, now):
    """The first member complains about the second."""
    case = actions.file(session, complainant=members[0], respondent=members[1], text="He shouted at me.", at=now)
    session.commit()
    return case


@pytest.fixture
def drawn(session, complaint, log, now):
    """The same, answered, with its panel drawn fifteen days later."""
    actions.answer(session, complaint, by=complaint_side(session, complaint, 1), text="I did not.", at=now + DAY)
    sign_head(session, log, at=now + 14 * DAY + DAY / 24)
    actions.draw_if_due(session, complaint, at=now + 15 * DAY)
    session.commit()
    return complaint


@pytest.fixture
def decide(session, now):
    """A function: let the whole panel vote for these verdicts, in the order drawn."""

    def decided(case, *verdicts, at=None):
        for verdict in verdicts:
            held = file_of(session, case)
            seat = next(seat for seat in held.seats if seat.position not in held.voted)
            actions.vote(
                session, case, by=held.people[held.person_at(seat.position)], verdict=verdict,
                reasons=f"Because of what we read, says {seat.position}.",
                public_reasons="It was loud and it was wrong.",
                conditions="Work in twos." if verdict.measure is Measure.CONDITIONS else "",
                at=at or now + 16 * DAY,
            )  # fmt: skip
        session.commit()
        return file_of(session, case)

    return decided


@pytest.fixture
def expelled(drawn, decide):
    """Decided with two to one for expulsion, sixteen days after the complaint; nothing has taken effect."""
    decide(drawn, Verdict(Measure.EXPULSION), Verdict(Measure.DISMISSED), Verdict(Measure.EXPULSION))
    return drawn


def complaint_side(session, case, which):
    """Who complains (0), or about whom (1)."""
    held = file_of(session, case)
    return held.people[held.sides[which]]
