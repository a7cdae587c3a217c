"""An outsider checks a vote held in Belenios from the export and the archive, and names what a forger changes."""

from __future__ import annotations

import copy
from hashlib import sha256

import pytest

from coop.commons.exports.archive import write_folder
from coop.verify.belenios import CHECK
from coop.verify.command import verify
from coop.verify.report import Report
from coop.verify.site import _archive_at
from coop.verify.web import Missing
from tests import logs
from tests.governance.belenios.holding import rehashed
from tests.governance.cases.heads import sign_head
from tests.governance.conftest import DAY
from tests.logs import bring_up_to_date
from tests.verify import tampering


@pytest.fixture
def log(session, coop, tmp_path, now):
    """The key of the co-op's log, which has signed a tree head a day before `now`."""
    key_file = logs.begin(session, tmp_path, at=now - 60 * DAY)
    sign_head(session, key_file, at=now - DAY)
    return key_file


@pytest.fixture
def export(session, log, told, tmp_path):
    """Writes the export at a moment."""

    def export(at):
        bring_up_to_date(session, log, at=at)
        write_folder(session, tmp_path / "export", at=at)
        return tmp_path / "export"

    return export


@pytest.fixture
def exported(told, election, hands, export):
    hands.confirm(told, hands.bring_in(told, election.data))
    hands.close()
    return export(hands.after + DAY)


@pytest.fixture
def archives(election, tmp_path):
    """A folder with the archive, as whoever checks downloads it."""
    folder = tmp_path / "archives"
    folder.mkdir()
    (folder / f"{election.name}.bel").write_bytes(election.data)
    return folder


def test_the_outcome_is_counted_anew_and_the_archive_compared(exported, election, archives):
    report = verify(str(exported), archives=archives)
    assert report.sound, report.as_text()
    assert report.checked[CHECK] == 1
    assert any("belenios-tool election verify" in note for note in report.notes)
    vote = tampering.read(exported)["votes.jsonl"][-1]
    assert vote["outcome"]["archive"] == {
        "sha256": sha256(election.data).hexdigest(), "election": election.name, "address": election.address,
        "voters": 6, "yes": 3, "no": 1, "abstain": 1,
    }  # fmt: skip
    assert vote["closed"]["contents"] == []


def test_without_the_archive_the_count_is_checked_and_what_is_missing_is_said(exported):
    report = verify(str(exported))
    assert report.sound, report.as_text()
    assert any("were not given" in note for note in report.notes)


def test_the_leaf_of_the_outcome_names_the_archive(exported, election):
    leaves = [leaf for leaf in tampering.read(exported)["leaves.jsonl"] if leaf["type"] == "outcome"]
    assert [leaf["fact"]["archive_sha256"] for leaf in leaves] == [sha256(election.data).hexdigest()]


def test_a_lapsed_vote_is_verified(session, told, hands, export, now):
    hands.close(at=now + 21 * DAY)
    folder = export(now + 22 * DAY)
    report = verify(str(folder))
    assert report.sound, report.as_text()
    assert "archive" not in tampering.read(folder)["votes.jsonl"][-1]["outcome"]


def with_another_result(data):
    return rehashed(data, lambda content: content.replace(b"[3,1,1]", b"[4,0,1]"))


@pytest.mark.parametrize("change", [lambda data: data[:-1] + b"x", lambda data: data[:-512], with_another_result,
                                    lambda _data: b"no archive"])  # fmt: skip
def test_another_archive_is_named(exported, election, archives, change):
    (archives / f"{election.name}.bel").write_bytes(change(election.data))
    report = verify(str(exported), archives=archives)
    assert any(finding.check == CHECK for finding in report.findings)


def one_more_yes(outcome):
    outcome["archive"]["yes"] += 1
    outcome["archive"]["no"] -= 1


def other_figures_throughout(outcome):
    one_more_yes(outcome)
    outcome["result"] |= {"yes": 4, "no": 0}


def more_voters(outcome):
    outcome["archive"]["voters"] += 1


def more_ballots_than_voters(outcome):
    outcome["archive"]["abstain"] += 5


def another_place(outcome):
    outcome["archive"]["address"] = "https://vote.example.org/elections/1111111111111111/"


def no_archive(outcome):
    del outcome["archive"]


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (one_more_yes, "the result's yes"),
        (more_voters, "the number of voters in Belenios"),
        (more_ballots_than_voters, "more than 6 voters"),
        (another_place, "is not the election that members were sent to"),
        (no_archive, "it lapsed before"),
    ],
)
def test_forged_figures_are_named_by_the_count(exported, tmp_path, forge, words):
    assert words in forged(exported, tmp_path, forge).as_text()


def test_figures_forged_throughout_are_named_by_the_archive(exported, tmp_path, archives):
    report = forged(exported, tmp_path, other_figures_throughout, archives=archives)
    assert "the archive's result is [[3, 1, 1]], but must be [[4, 0, 1]]" in report.as_text()


def forged(exported, tmp_path, forge, **options):
    rows = copy.deepcopy(tampering.read(exported)["votes.jsonl"])
    forge(rows[-1]["outcome"])
    folder = tmp_path / "forged"
    folder.mkdir()
    tampering.write(folder, exported, "votes.jsonl", rows)
    report = verify(str(folder), **options)
    assert not report.sound
    return report


class Served:
    """A site that serves one file, or nothing."""

    def __init__(self, path, data):
        self.path, self.data = path, data

    def stream(self, path, *, most):
        if path != self.path:
            raise Missing(path)
        yield self.data[:100]
        yield self.data[100:]


def test_the_archive_of_a_site_is_fetched_and_one_that_is_missing_is_named(exported, told, election):
    vote, report = tampering.read(exported)["votes.jsonl"][-1], Report()
    path = f"decisions/{told.reference}/election.bel"
    assert _archive_at(Served(path, election.data), report, vote) == election.data
    assert report.sound
    assert _archive_at(Served("elsewhere", b""), report, vote) is None
    assert "there is no archive" in report.as_text()
