"""A vote in Belenios from its opening to its outcome, with a real election; and one whose result nobody brought in."""

from __future__ import annotations

from hashlib import sha256

import pytest

from coop.commons.home.queries import last_decided
from coop.governance import belenios_tool
from coop.governance.agenda.queries import Due, agenda
from coop.governance.archive.queries import Question, search
from coop.governance.ballots.actions import NotOpen, cast
from coop.governance.ballots.chores import remind
from coop.governance.ballots.models import Closing
from coop.governance.belenios import actions, queries, verifier
from coop.governance.closing.models import Outcome
from coop.governance.closing.queries import outcome_of
from coop.governance.decisions.queries import stage_of
from coop.governance.electorate.queries import opening_of
from coop.governance.enactment.actions import enact, enact_due
from coop.governance.enactment.models import Enactment
from coop.governance.paper_ballots import actions as paper
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.rules import Refused
from coop.notices.models import Notice
from coop.people.membership.models import Application
from tests.factories import make_person
from tests.governance.belenios.conftest import VOTERS
from tests.governance.conftest import DAY


def letters(session, kind):
    return session.query(Notice).filter_by(kind=kind).all()


def test_it_is_frozen_as_any_other_and_says_where_it_is_held(session, vote, now):
    opening = opening_of(session, vote.id)
    assert opening.terms == {"held": "belenios", "answers": ["Yes", "No", "Abstain"], "import_days": 14}
    assert (opening.roll_size, opening.delegation_cap, opening.method) == (VOTERS, 0, "yes-no")
    assert queries.import_until(session, vote.id) == now + 21 * DAY
    assert all("held in Belenios" in one.body and one.link == f"/decisions/{vote.reference}"
               for one in letters(session, "vote-opened"))  # fmt: skip


def test_nothing_is_cast_here(session, members, vote, now):
    with pytest.raises(NotOpen, match="held in Belenios"):
        cast(session, vote, person=members[1], content="yes", at=now)
    with pytest.raises(NotOpen, match="held in Belenios"):
        paper.open_batch(session, vote, steward=members[0], people=[members[1].id], at=now)


@pytest.mark.parametrize("payload", [{"method": "consent"}, {"method": "approval", "options": ["One", "Two"]}])
def test_only_yes_or_no_can_be_asked_there(session, members, now, payload):
    proposal = proposals.propose(session, kind="resolve", title="T", text="T", payload=payload, author=members[1],
                                 at=now - 4 * DAY)  # fmt: skip
    with pytest.raises(Refused, match="yes or no"):
        proposals.open_vote(session, proposal, elsewhere=True, at=now)


def test_a_vote_nobody_could_confirm_is_not_sent_there(session, members, resolution, now):
    with pytest.raises(Refused, match="Two stewards"):
        proposals.open_vote(session, resolution, elsewhere=True, at=now)


def test_the_counts_of_belenios_give_the_outcome_by_the_same_rules(session, told, election, hands, now):
    made = hands.bring_in(told, election.data)
    assert (made.voters, made.yes, made.no, made.abstain) == (VOTERS, 3, 1, 1)
    assert made.sha256 == sha256(election.data).hexdigest()
    assert made.checked_with.startswith("2.")
    assert queries.archive_of(session, made.id) == election.data
    assert hands.close() == 0  # a second steward has not spoken
    assert outcome_of(session, told, opening_of(session, told.id), at=hands.after) is None
    hands.confirm(told, made)
    counted = outcome_of(session, told, opening_of(session, told.id), at=hands.after)
    assert not counted.is_written
    assert hands.close() == 1
    outcome, closing = session.get(Outcome, told.id), session.get(Closing, told.id)
    assert (outcome.passed, outcome.ballots, outcome.result) == (counted.passed, counted.ballots, counted.result)
    assert (outcome.passed, outcome.ballots, outcome.result["why"]) == (True, 5, "passed")
    assert {key: outcome.result[key] for key in ("yes", "no", "abstain", "roll", "quorum_needed")} == {
        "yes": 3, "no": 1, "abstain": 1, "roll": VOTERS, "quorum_needed": 2}  # fmt: skip
    assert (closing.voted, closing.ballots) == (0, 0)
    assert made.sha256 in outcome.statement
    sent = letters(session, "vote-outcome")
    assert len(sent) == VOTERS
    assert all(made.sha256 in one.body for one in sent)


def test_it_is_carried_out_a_time_of_grace_after_the_result_came(session, told, election, hands):
    late = hands.after + 5 * DAY
    hands.confirm(told, hands.bring_in(told, election.data, at=late), at=late)
    hands.close(at=late)
    assert [(one.due, one.at) for one in agenda(session, at=late)] == [(Due.ENACTED, late + DAY)]
    with pytest.raises(Refused, match="grace"):
        enact(session, told, at=late + DAY / 2)
    assert enact_due(session, at=late + DAY) == 1
    assert session.get(Enactment, told.id).enacted_at == late + DAY


def test_members_are_told_where_and_told_again_when_it_changes(session, vote, election, hands):
    hands.announce(vote, election.address)
    hands.announce(vote, election.address.replace("vote.", "votes."))
    sent = [one.body for one in letters(session, "vote-elsewhere")]
    assert len(sent) == 2 * VOTERS
    assert sum("has changed" in body for body in sent) == VOTERS
    assert all(election.name in body for body in sent)


@pytest.mark.parametrize("address", ["http://vote.example.org/elections/jc2ku5BuxVyQyx/",
                                     "https://vote.example.org/", "https://vote.example.org/ jc2ku5BuxVyQyx",
                                     "javascript:jc2ku5BuxVyQyx", ""])  # fmt: skip
def test_an_address_is_one_of_an_election_and_secure(vote, hands, address):
    with pytest.raises(Refused, match="address"):
        hands.announce(vote, address)


def test_an_address_is_given_while_voting_is_open(vote, election, hands):
    with pytest.raises(Refused, match="not open"):
        hands.announce(vote, election.address, at=hands.after)


def test_everybody_is_reminded_for_nobody_knows_who_voted(session, told, now):
    assert remind(session, at=now + 6 * DAY) == VOTERS
    assert all("If you have voted" in one.body for one in letters(session, "vote-closing"))


def test_a_second_steward_confirms_what_they_saw(session, told, election, hands):
    made = hands.bring_in(told, election.data)
    with pytest.raises(Refused, match="second steward"):
        hands.confirm(told, made, steward=hands.first)
    with pytest.raises(Refused, match="another archive"):
        hands.confirm(told, made, seen="0" * 64)
    hands.confirm(told, made)
    with pytest.raises(Refused, match="settled"):
        hands.confirm(told, made)


def test_a_refused_result_makes_room_for_another(session, told, election, hands):
    made = hands.bring_in(told, election.data)
    with pytest.raises(Refused, match="already"):
        hands.bring_in(told, election.data)
    with pytest.raises(Refused, match="why"):
        actions.refuse(session, told, made.id, steward=hands.second, reason=" ", at=hands.after)
    actions.refuse(session, told, made.id, steward=hands.second, reason="Not the one.", at=hands.after)
    session.commit()
    hands.confirm(told, hands.bring_in(told, election.data, steward=hands.second), steward=hands.first)
    assert hands.close() == 1


def test_a_result_comes_after_the_close_and_in_time(session, told, election, hands, now):
    with pytest.raises(Refused, match="still open"):
        hands.bring_in(told, election.data, at=now + DAY)
    made = hands.bring_in(told, election.data)
    with pytest.raises(Refused, match="over"):
        hands.confirm(told, made, at=now + 21 * DAY)


def test_what_nobody_confirms_in_time_lapses_and_decides_nothing(session, told, election, hands, now):
    hands.bring_in(told, election.data)
    end = now + 21 * DAY
    assert hands.close(at=end - DAY) == 0
    assert stage_of(session, told, at=end - DAY) == "closed"
    assert outcome_of(session, told, opening_of(session, told.id), at=end).result["why"] == "lapsed"
    assert hands.close(at=end) == 1
    outcome = session.get(Outcome, told.id)
    assert (outcome.passed, outcome.ballots, outcome.result["why"]) == (False, 0, "lapsed")
    assert outcome.statement.startswith("No outcome:")
    assert stage_of(session, told, at=end) == "lapsed"
    assert enact_due(session, at=end + 9 * DAY) == 0
    assert agenda(session, at=end) == []
    assert last_decided(session, end + DAY) is None
    assert [one.how for one in search(session, Question(how="lapsed"), reads_all=True)] == ["lapsed"]
    assert search(session, Question(how="rejected"), reads_all=True) == []


def test_a_lapsed_vote_refuses_no_applicant(session, members, second, now):
    """A vote against an application refuses it; a lapsed one leaves it as it is, to be voted on again."""
    applicant = make_person(session, "Ann Applicant")
    application = Application(person_id=applicant.id, statement="Hello", submitted_at=now - 9 * DAY)
    session.add(application)
    session.flush()
    wanted = {"kind": "admit", "title": "Admission of applicant 1", "text": "T", "author": members[1],
              "payload": {"application_id": application.id}}  # fmt: skip
    proposal = proposals.propose(session, at=now - 4 * DAY, **wanted)
    proposals.open_vote(session, proposal, elsewhere=True, at=now)
    session.commit()
    from coop.governance.closing.actions import close_due

    assert close_due(session, at=now + 30 * DAY) == 1
    assert enact_due(session, at=now + 40 * DAY) == 0
    assert application.closed_at is None
    proposals.propose(session, at=now + 30 * DAY, **wanted)


def test_nothing_is_brought_in_unchecked(monkeypatch, told, election, hands):
    monkeypatch.setattr(belenios_tool, "PROGRAM", "no-such-program")
    with pytest.raises(Refused, match="not installed"):
        hands.bring_in(told, election.data)


def test_the_check_has_its_time(monkeypatch, told, election, hands):
    monkeypatch.setattr(verifier, "MOST_SECONDS", 0.0001)
    with pytest.raises(Refused, match="took longer"):
        hands.bring_in(told, election.data)
