"""A wrong tally is named, whatever the method: the verifier counts every vote anew from its published ballots."""

from __future__ import annotations

import copy

import pytest

from coop.verify.command import run
from tests.verify import tampering

METHODS = ("consent", "approval", "score", "schulze", "scottish-stv", "yes-no")


def changed(specimen, tmp_path, method, change):
    """The verifier's words on an export in which one vote by the method was changed, and that vote's reference."""
    rows = copy.deepcopy(tampering.read(specimen)["votes.jsonl"])
    vote = next(row for row in rows if row["method"] == method and row["outcome"]["result"]["ballots"] > 2)
    change(vote)
    folder = tmp_path / "changed"
    folder.mkdir()
    tampering.write(folder, specimen, "votes.jsonl", rows)
    return vote["reference"], folder


def another_winner(vote):
    result = vote["outcome"]["result"]
    if "elected" in result:
        result["elected"] = list(reversed([key for key in result["options"] if key not in result["elected"]]))[:1] * 2
    elif "chosen" in result:
        result["chosen"] = "3"
    else:
        vote["outcome"]["passed"] = not vote["outcome"]["passed"]


def another_ballot(vote):
    contents = vote["closed"]["contents"]
    words = {"consent": "disagree", "yes-no": "no", "approval": "3", "score": "3=4", "schulze": "3>1"}
    other = words.get(vote["method"], "4>3")
    # Ballots lie in an order drawn by lot: the first may say this already, and changing it would change nothing.
    contents[next(place for place, content in enumerate(contents) if content != other)] = other


def a_place_not_counted(vote):
    """The last place of a ranking that no round came to: the count stays the same, and yet it is found."""
    contents = vote["closed"]["contents"]
    place = next(place for place, content in enumerate(contents) if content.count(">") == 1)
    contents[place] += ">" + next(key for key in vote["options"] if key not in contents[place])


def no_ballot(vote):
    vote["closed"]["contents"][0] = "1>1"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("change", [another_winner, another_ballot, no_ballot])
def test_a_wrong_tally_is_named(specimen, tmp_path, capsys, method, change):
    reference, folder = changed(specimen, tmp_path, method, change)
    assert run(str(folder), no_state=True) == 1
    assert f"vote {reference}" in capsys.readouterr().out


def test_places_that_no_round_came_to_are_vouched_for_too(specimen, tmp_path, capsys):
    reference, folder = changed(specimen, tmp_path, "scottish-stv", a_place_not_counted)
    assert run(str(folder), no_state=True) == 1
    told = capsys.readouterr().out
    assert f"vote {reference}" in told
    assert "contents_digest" in told


def test_figures_of_a_split_that_no_share_came_to_are_vouched_for_too(specimen, tmp_path, capsys):
    def as_many_points(vote):
        column = vote["closed"]["columns"]["dividends"]
        column[0], column[-1] = column[0] + 5, column[-1] - 5

    reference, folder = changed(specimen, tmp_path, "independent-markets", as_many_points)
    assert run(str(folder), no_state=True) == 1
    told = capsys.readouterr().out
    assert f"vote {reference}" in told
    assert "contents_digest" in told


def test_the_words_of_options_cannot_be_exchanged(specimen, tmp_path, capsys):
    reference, folder = changed(specimen, tmp_path, "schulze", lambda vote: vote["names"]["words"].reverse())
    assert run(str(folder), no_state=True) == 1
    assert f"vote {reference}" in capsys.readouterr().out
