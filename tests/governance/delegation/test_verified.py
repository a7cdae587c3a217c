"""An outsider checks a vote in which delegates cast ballots, and names what a forger makes of their number."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from coop.commons.exports.archive import write_folder
from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.delegation import actions, queries
from coop.governance.delegation.rules import How
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals import actions as proposals
from coop.verify.command import verify
from tests import logs
from tests.governance.cases.heads import sign_head
from tests.logs import bring_up_to_date
from tests.verify import tampering

DAY = dt.timedelta(days=1)


@pytest.fixture
def log(session, coop, tmp_path, now):
    """The key of the co-op's log, which has signed a tree head a day before `now`."""
    key_file = logs.begin(session, tmp_path, at=now - 60 * DAY)
    sign_head(session, key_file, at=now - DAY)
    return key_file


@pytest.fixture
def two_each(session, members, now):
    """By a vote that was carried out, as an outsider wants to see it."""
    rule = {"rule": "vote.delegation_cap", "value": 2, "in_force_from": None}
    proposal = proposals.propose(
        session, kind="set-rule", title="Two each", text="Let us.", payload=rule, author=members[1], at=now - 20 * DAY
    )
    proposals.open_vote(session, proposal, at=now - 16 * DAY)
    for person in members:
        cast(session, proposal, person=person, content="yes", at=now - 16 * DAY)
    close_due(session, at=now - 9 * DAY)
    assert enact_due(session, at=now - 7 * DAY) == 1
    session.commit()


@pytest.fixture
def exported(session, log, members, vote, hands, now, tmp_path):
    """The export of a co-op whose members voted, two of three through a delegate."""
    for giver in members[1:3]:
        hands.give(giver, members[0], vote)
    hands.vote(vote, members[0], "yes")
    hands.paper(vote, members[0], "no")
    hands.close(vote)
    bring_up_to_date(session, log, at=now + 8 * DAY)
    write_folder(session, tmp_path / "export", at=now + 8 * DAY)
    return tmp_path / "export"


def test_a_vote_with_delegates_is_verified(exported):
    report = verify(str(exported))
    assert report.sound, report.as_text()
    vote = tampering.read(exported)["votes.jsonl"][-1]
    assert (vote["closed"]["voted"], vote["closed"]["ballots"], vote["closed"]["delegated"]) == (3, 3, 2)
    assert any(cited.startswith("vote.delegation_cap#") for cited in vote["rules"])
    assert not {"person", "delegate", "delegator"} & set(vote["closed"])


def more_than_voters_could(vote):
    vote["closed"]["delegated"] = 3


def none_where_there_were(vote):
    del vote["closed"]["delegated"]


def fewer(vote):
    vote["closed"]["delegated"] = 1


def by_no_rule(vote):
    vote["rules"] = [cited for cited in vote["rules"] if not cited.startswith("vote.delegation_cap#")]


def one_more_ballot(vote):
    vote["closed"]["voted"] += 1
    vote["closed"]["delegated"] += 1


def about_a_person(vote):
    vote["kind"] = "recall"


@pytest.mark.parametrize(
    "forge", [more_than_voters_could, none_where_there_were, fewer, by_no_rule, one_more_ballot, about_a_person]
)
def test_a_forged_number_is_named(exported, tmp_path, forge):
    rows = copy.deepcopy(tampering.read(exported)["votes.jsonl"])
    forge(rows[-1])
    folder = tmp_path / "forged"
    folder.mkdir()
    tampering.write(folder, exported, "votes.jsonl", rows)
    report = verify(str(folder))
    assert not report.sound
    assert rows[-1]["reference"] in report.as_text()


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (more_than_voters_could, "cannot have cast"),
        (by_no_rule, "cannot have cast"),
        (about_a_person, "about a person"),
    ],
)
def test_what_no_log_is_needed_for_is_named_by_the_count_itself(exported, tmp_path, forge, words):
    rows = copy.deepcopy(tampering.read(exported)["votes.jsonl"])
    forge(rows[-1])
    folder = tmp_path / "forged"
    folder.mkdir()
    tampering.write(folder, exported, "votes.jsonl", rows)
    assert words in verify(str(folder)).as_text()


def test_a_vote_without_delegates_is_written_as_it_always_was(session, log, members, vote, hands, now, tmp_path):
    shown = hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    actions.end(session, queries.by_id(session, shown.delegation.id), how=How.REVOKED, at=now)
    hands.close(vote)
    bring_up_to_date(session, log, at=now + 8 * DAY)
    write_folder(session, tmp_path / "export", at=now + 8 * DAY)
    row = tampering.read(tmp_path / "export")["votes.jsonl"][-1]
    assert "delegated" not in row["closed"]
    assert verify(str(tmp_path / "export")).sound
