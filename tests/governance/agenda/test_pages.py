"""The agenda, the archive and the timeline: what is open, what waits for one, what there was."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.agenda.queries import Due, agenda, waiting_for
from coop.governance.archive.queries import Question, search
from coop.governance.ballots.actions import cast
from coop.governance.ballots.chores import remind
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals import actions as proposals
from coop.governance.proposals import offers
from coop.governance.timeline.queries import timeline
from coop.people.membership import actions as membership
from coop.people.stewards.actions import appoint
from coop.policies.queries import decision_by_reference
from tests.factories import make_person, sign_in

DAY = dt.timedelta(days=1)


def test_what_is_open_by_date_and_what_waits_for_whom(session, members, resolution, distribution, now):
    at = now + 4 * DAY
    assert [(item.proposal.id, item.due) for item in agenda(session, at=at)] == [
        (resolution.id, Due.OPENS), (distribution.id, Due.CLOSES),
    ]
    mine = waiting_for(session, members[1].id, at=at)
    assert [proposal.id for proposal, _closes in mine.votes] == [distribution.id]
    assert mine.openings == [resolution]
    offers.offer(session, resolution, title="Other", text="words", payload={}, reason="x", author=members[2], at=at)
    cast(session, distribution, person=members[1], content={"reserve": 100}, at=at)
    mine = waiting_for(session, members[1].id, at=at)
    assert (mine.votes, mine.offers) == ([], [resolution])
    assert agenda(session, at=now + 10 * DAY)[-1].due is Due.OUTCOME
    close_due(session, at=now + 10 * DAY)
    assert agenda(session, at=now + 10 * DAY)[-1].due is Due.ENACTED
    enact_due(session, at=now + 12 * DAY)
    assert [item.proposal.id for item in agenda(session, at=now + 12 * DAY)] == [resolution.id]
    proposals.withdraw(session, resolution, author=members[1], reason="x", at=now + 12 * DAY)
    assert agenda(session, at=now + 12 * DAY) == []


@pytest.fixture
def history(session, members, now):
    """A resolution adopted, another not, one withdrawn, one under way, a draft, and an application put to the vote."""
    def put(title, text, **more):
        return proposals.propose(session, kind="resolve", title=title, text=text, payload={}, author=members[0],
                                 at=now, **more)

    made = [put("Meet on Mondays", "100% of us can"), put("Paint the shed", "Green_ish"), put("Buy a boat", "Why not")]
    proposals.withdraw(session, made[2], author=members[0], reason="x", at=now)
    for proposal, answer in zip(made[:2], ("yes", "no"), strict=True):
        proposals.open_vote(session, proposal, at=now + 3 * DAY)
        for person in members:
            cast(session, proposal, person=person, content=answer, at=now + 4 * DAY)
    close_due(session, at=now + 10 * DAY)
    made.append(put("A repair evening", "Each month, on Mondays"))
    put("A secret draft", "on Mondays", as_draft=True)
    application = membership.apply(session, make_person(session), statement="I would like to join you all.", at=now)
    made.append(proposals.propose(session, kind="admit", title="Admission of applicant 1", text="He whistles",
                                  payload={"application_id": application.id}, author=members[0], at=now))
    session.commit()
    return made


@pytest.mark.parametrize(("asked", "titles"), [
    ({"words": "mondays"}, ["A repair evening", "Meet on Mondays"]),
    ({"words": "MONDAYS month"}, ["A repair evening"]),
    ({"how": "adopted"}, ["Meet on Mondays"]),
    ({"how": "rejected"}, ["Paint the shed"]),
    ({"how": "withdrawn"}, ["Buy a boat"]),
    ({"how": "under-way"}, ["Admission of applicant 1", "A repair evening"]),
    ({"how": "nonsense"}, []),
    ({"kind": "admit"}, ["Admission of applicant 1"]),
    ({"words": "0%"}, ["Meet on Mondays"]),
    ({"words": "n_i"}, ["Paint the shed"]),
    ({"words": "whistles"}, []),
    ({"words": "boat", "how": "adopted"}, []),
])  # fmt: skip
def test_a_search(session, history, asked, titles):
    found = search(session, Question(**asked), reads_all=False)
    assert [one.proposal.title for one in found] == titles


def test_what_is_said_about_an_applicant_is_found_by_members_alone(session, history):
    assert len(search(session, Question(words="whistles"), reads_all=True)) == 1


def test_what_is_said_about_somebody_in_office_is_found_by_members_alone(session, members, now):
    term = appoint(session, members[0], decision=decision_by_reference(session, "charter"), begins_at=now)
    proposals.propose(session, kind="recall", title="Recall from office: Steward", text="Keys were lost.",
                      payload={"office": "steward", "term_id": term.id}, author=members[1], at=now)  # fmt: skip
    for words, everybody, member in (("keys", 0, 1), ("recall", 1, 1)):
        assert len(search(session, Question(words=words), reads_all=False)) == everybody
        assert len(search(session, Question(words=words), reads_all=True)) == member


def test_older_ones_come_page_by_page(session, history):
    first = search(session, Question(), reads_all=True, limit=2)
    rest = search(session, Question(), reads_all=True, after=first[-1].proposal.id)
    assert len(first) + len(rest) == 5


def test_a_timeline_tells_what_happened_and_what_is_to_come(session, members, resolution, now):
    def said(at):
        return [(event.said, event.is_to_come) for event in timeline(session, resolution, at=at)]

    assert said(now - 2 * DAY)[-1] == ("Voting can open.", True)
    proposals.amend(session, resolution, title="Meet", text="On Fridays", payload={}, reason="x", author=members[1],
                    at=now)
    proposals.open_vote(session, resolution, at=now)
    remind(session, at=now + 5 * DAY)
    assert said(now + 6 * DAY) == [
        ("The discussion began.", False), ("The proposal was amended.", False),
        ("Voting opened for 5 members.", False), ("Those who had not voted were reminded.", False),
        ("Voting closes.", True), ("It is carried out, if it is adopted.", True),
    ]
    for person in members:
        cast(session, resolution, person=person, content="yes", at=now + 6 * DAY)
    close_due(session, at=now + 7 * DAY)
    enact_due(session, at=now + 9 * DAY)
    assert said(now + 9 * DAY)[-3:] == [
        ("Voting closed.", False), ("The outcome was stated and the ballots published.", False),
        ("It was carried out.", False),
    ]


def test_the_pages(client, session, members, history, now, clock):
    clock.at = now + 10 * DAY
    for page in ("/decisions/agenda", "/decisions/archive", "/decisions/archive?q=mondays&how=adopted&year=2026"):
        answer = client.get(page)
        assert answer.status_code == 200
        for person in members:
            assert person.display_name not in answer.text
    assert "Waiting for you" not in client.get("/decisions/agenda").text
    assert "Meet on Mondays" in client.get("/decisions/archive?q=mondays&how=adopted&year=2026").text
    assert "Nothing was found" in client.get("/decisions/archive?q=zebra").text
    assert client.get("/decisions/archive?year=99999&after=x").status_code == 200
    sign_in(client, members[0])
    assert "Waiting for you" in client.get("/decisions/agenda").text
