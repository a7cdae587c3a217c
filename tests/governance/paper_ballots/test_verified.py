"""An outsider checks a vote in which some voted on paper, and names what a forger makes of the numbers."""

from __future__ import annotations

import copy

import pytest

from coop.commons.exports.archive import write_folder
from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.verify.command import verify
from tests import logs
from tests.governance.cases.heads import sign_head
from tests.governance.delegation.conftest import DAY
from tests.logs import bring_up_to_date
from tests.verify import tampering


@pytest.fixture
def log(session, coop, tmp_path, now):
    """The key of the co-op's log, which has signed a tree head a day before `now`."""
    key_file = logs.begin(session, tmp_path, at=now - 60 * DAY)
    sign_head(session, key_file, at=now - DAY)
    return key_file


@pytest.fixture
def export(session, log, members, vote, now, tmp_path):
    """Closes the vote and writes the export."""

    def export():
        close_due(session, at=now + 7 * DAY)
        session.commit()
        bring_up_to_date(session, log, at=now + 8 * DAY)
        write_folder(session, tmp_path / "export", at=now + 8 * DAY)
        return tmp_path / "export"

    return export


@pytest.fixture
def exported(session, members, vote, table, export, now):
    """One votes online; of three at a table two say what they want."""
    cast(session, vote, person=members[0], content="yes", at=now)
    table.hold(vote, members[1:4], ["yes", None, "no"])
    return export()


def test_a_vote_with_paper_is_verified(exported):
    report = verify(str(exported))
    assert report.sound, report.as_text()
    closed = tampering.read(exported)["votes.jsonl"][-1]["closed"]
    assert (closed["voted"], closed["ballots"], closed["paper"], closed["spoiled"]) == (4, 3, 2, 1)
    assert set(closed) == {"recorded_at", "voted", "ballots", "paper", "spoiled", "hashes", "contents"}


def test_a_vote_without_paper_is_written_as_it_always_was(session, members, vote, export, now):
    cast(session, vote, person=members[0], content="yes", at=now)
    folder = export()
    closed = tampering.read(folder)["votes.jsonl"][-1]["closed"]
    assert set(closed) == {"recorded_at", "voted", "ballots", "hashes", "contents"}
    assert verify(str(folder)).sound


def more_than_were_cast(closed):
    closed["paper"] = 4


def none_where_there_were(closed):
    del closed["paper"]


def zero_instead_of_none(closed):
    closed["paper"] = 0


def fewer(closed):
    closed["paper"] = 1


def one_more(closed):
    closed["paper"] = 3


def a_ballot_called_spoiled(closed):
    closed["spoiled"], closed["voted"] = 2, 5


def a_spoiled_one_hidden(closed):
    del closed["spoiled"]
    closed["voted"] = 3


def a_spoiled_one_too_many(closed):
    closed["spoiled"] = 2


@pytest.mark.parametrize(
    "forge",
    [more_than_were_cast, none_where_there_were, zero_instead_of_none, fewer, one_more, a_ballot_called_spoiled,
     a_spoiled_one_hidden, a_spoiled_one_too_many],
)  # fmt: skip
def test_a_forged_number_is_named(exported, tmp_path, forge):
    rows = copy.deepcopy(tampering.read(exported)["votes.jsonl"])
    forge(rows[-1]["closed"])
    folder = tmp_path / "forged"
    folder.mkdir()
    tampering.write(folder, exported, "votes.jsonl", rows)
    report = verify(str(folder))
    assert not report.sound
    assert rows[-1]["reference"] in report.as_text()


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (more_than_were_cast, "4 ballots on paper are more than voters cast themselves"),
        (zero_instead_of_none, "closed cannot be"),
        (a_spoiled_one_too_many, "2 of them with a spoiled paper"),
    ],
)
def test_what_no_log_is_needed_for_is_named_by_the_count_itself(exported, tmp_path, forge, words):
    rows = copy.deepcopy(tampering.read(exported)["votes.jsonl"])
    forge(rows[-1]["closed"])
    folder = tmp_path / "forged"
    folder.mkdir()
    tampering.write(folder, exported, "votes.jsonl", rows)
    assert words in verify(str(folder)).as_text()
