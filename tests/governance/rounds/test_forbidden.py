"""What code and both databases refuse of the projects of a round, in plain SQL too."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from coop.commons.erasure import actions as erasure
from coop.commons.erasure.models import Erasure
from coop.commons.erasure.queries import subject_of
from coop.governance.ballots.actions import cast
from coop.governance.ballots.contents import InvalidBallot
from coop.governance.erasing import forget_words
from coop.governance.ideas.models import ProjectIdeaVersion
from coop.governance.ideas.queries import ideas_of, projects_of, standing
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.rules import Refused
from coop.governance.rounds.actions import MOST_PROJECTS, CostsTooMuch, propose_project, withdraw_project
from coop.money.fund.commitments.models import FundRelease, FundReservation
from coop.people.membership.actions import leave
from tests.factories import membership_of
from tests.governance.rounds.conftest import DAY

WORDS = {"title": "Another", "text": "Good.", "cost_cents": 100, "carried_out_by": "Us"}


def refuses(session, statement, **facts):
    with pytest.raises(DatabaseError):
        session.execute(text(statement), facts)
        session.commit()
    session.rollback()


def test_a_round_opens_with_projects_of_members_that_it_can_pay(session, members, filled, now):
    round_ = proposals.propose(
        session, kind="projects", title="Now", text="Ideas?", author=members[1],
        payload={"fund": "projects", "amount_cents": 10_000}, at=now - 20 * DAY,
    )  # fmt: skip
    with pytest.raises(Refused, match="At least one project"):
        proposals.open_vote(session, round_, at=now)
    with pytest.raises(CostsTooMuch):
        propose_project(session, round_, **{**WORDS, "cost_cents": 10_001}, author=members[2], at=now - DAY)
    mine = propose_project(session, round_, **WORDS, author=members[2], at=now - DAY)
    with pytest.raises(Refused, match="Only who proposed"):
        withdraw_project(session, round_, mine, author=members[3], at=now)
    with pytest.raises(Refused, match="at least 14 days"):
        proposals.open_vote(session, round_, at=now - 7 * DAY)
    # Who has left carries nothing out.
    theirs = propose_project(session, round_, **{**WORDS, "title": "Third"}, author=members[4], at=now - DAY)
    leave(session, membership_of(session, members[4]), at=now - DAY)
    assert [one.idea.id for one in standing(session, round_.id, at=now)] == [mine.id]
    proposals.open_vote(session, round_, at=now)
    session.commit()
    assert [one.idea.id for one in projects_of(session, round_.id).values()] == [mine.id]
    assert theirs.id in {one.idea.id for one in ideas_of(session, round_.id)}


def test_a_round_has_room_for_so_many_projects(session, members, discussed, now):
    for number in range(MOST_PROJECTS - 3):
        words = {**WORDS, "title": f"Number {number}"}
        propose_project(session, discussed, **words, author=members[2], at=now - 2 * DAY)
    with pytest.raises(Refused, match="at most 40"):
        propose_project(session, discussed, **WORDS, author=members[2], at=now - 2 * DAY)


def test_it_cannot_open_on_less_than_it_promises(session, members, discussed, now):
    session.add(FundReservation(reference="77", fund="projects", amount_cents=1, reserved_at=now))
    session.commit()
    with pytest.raises(Refused, match=r"at most €1,499\.99"):
        proposals.open_vote(session, discussed, at=now)


def test_a_ballot_names_projects_of_the_round_alone(session, members, round_, now):
    for wrong in ({"9": 1}, {"0": 1}, {"1": 2}):
        with pytest.raises(InvalidBallot):
            cast(session, round_, person=members[0], content=wrong, at=now)
        session.rollback()
    for content in ("2,1", "1,1", "4", "0", "", "1=1", "1>2"):
        refuses(
            session,
            "INSERT INTO ballots (hash, proposal_id, content) VALUES (:hash, :proposal, :content)",
            hash="0" * 64, proposal=round_.id, content=content,
        )  # fmt: skip


def test_projects_come_and_change_before_voting_opens_alone(session, members, round_, now):
    idea = ideas_of(session, round_.id)[0].idea.id
    new = (
        "INSERT INTO project_idea_versions (idea_id, number, title, text, carried_out_by, cost_cents, written_at) "
        "VALUES (:idea, :number, 'x', 'x', 'x', 1, :at)"
    )
    refuses(session, new, idea=idea, number=2, at=now)
    refuses(
        session,
        "INSERT INTO project_ideas (proposal_id, author_id, proposed_at) VALUES (:proposal, :who, :at)",
        proposal=round_.id, who=members[2].id, at=now,
    )  # fmt: skip
    refuses(session, "INSERT INTO project_idea_withdrawals (idea_id, withdrawn_at) VALUES (:i, :at)", i=idea, at=now)
    refuses(
        session,
        "INSERT INTO round_projects (proposal_id, key, idea_id, cost_cents) VALUES (:proposal, '9', :idea, 40000)",
        proposal=round_.id, idea=idea,
    )  # fmt: skip


def test_wordings_are_numbered_in_turn_and_frozen_at_their_cost(session, members, discussed, resolution, now):
    idea = ideas_of(session, discussed.id)[0].idea.id
    new = (
        "INSERT INTO project_idea_versions (idea_id, number, title, text, carried_out_by, cost_cents, written_at) "
        "VALUES (:idea, :number, 'x', 'x', 'x', :cost, :at)"
    )
    refuses(session, new, idea=idea, number=3, cost=1, at=now)
    refuses(session, new, idea=idea, number=1, cost=1, at=now)
    refuses(session, new, idea=idea, number=2, cost=0, at=now)
    frozen = "INSERT INTO round_projects (proposal_id, key, idea_id, cost_cents) VALUES (:proposal, '1', :idea, :cost)"
    refuses(session, frozen, proposal=discussed.id, idea=idea, cost=39_999)
    refuses(session, frozen, proposal=resolution.id, idea=idea, cost=40_000)
    refuses(
        session,
        "INSERT INTO project_ideas (proposal_id, author_id, proposed_at) VALUES (:proposal, :who, :at)",
        proposal=resolution.id, who=members[2].id, at=now,
    )  # fmt: skip


@pytest.mark.parametrize("changed", ["title = 'x'", "text = ''", "carried_out_by = ''", "cost_cents = 1", "number = 7"])
def test_nobody_rewrites_a_wording(session, discussed, changed):
    refuses(session, f"UPDATE project_idea_versions SET {changed}")
    refuses(session, "DELETE FROM project_idea_versions")


def test_a_round_is_released_once(session, funded, round_, now):
    with pytest.raises(DatabaseError):
        session.execute(
            text("INSERT INTO fund_releases (reference, released_at) VALUES (:ref, :at)"),
            {"ref": round_.reference, "at": now},
        )
    session.rollback()
    assert session.execute(select(FundRelease.reference)).scalars().all() == [round_.reference]


def test_who_is_erased_leaves_what_was_voted_on_and_no_word_more(session, members, discussed, now):
    """One project is on the ballot, one was taken back before."""
    author = members[2]
    back = propose_project(
        session, discussed, **{**WORDS, "title": "Taken back"}, author=author, at=now - 2 * DAY
    )
    withdraw_project(session, discussed, back, author=author, at=now - DAY)
    proposals.open_vote(session, discussed, at=now)
    session.commit()
    leave(session, membership_of(session, author), at=now)
    request = erasure.ask(session, author, at=now)
    request.closed_at = later = now + 30 * DAY
    session.add(Erasure(request_id=request.id, erased_at=later))
    session.flush()
    forget_words(session, subject_of(session, author), later)
    session.commit()
    words = {
        one.idea_id: (one.title, one.text, one.carried_out_by)
        for one in session.execute(select(ProjectIdeaVersion)).scalars()
    }
    assert words.pop(back.id) == ("-", "", "")
    kept = [one for one in words.values() if one[2] == ""]
    assert kept == [("For 40000", "Good.", "")]
