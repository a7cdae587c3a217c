"""An outsider counts a round anew, and names what a forger makes of its winners, its costs and its promises."""

from __future__ import annotations

import copy

import pytest

from coop.verify.command import verify
from tests.verify import tampering
from tests.verify.a_round import a_round, signed


@pytest.fixture
def exported(session, tmp_path):
    """The story of a round, its log signed."""
    a_round(session)
    return signed(session, tmp_path)


def test_a_round_with_its_promises_is_verified(exported):
    report = verify(str(exported))
    assert report.sound, report.as_text()
    vote = tampering.read(exported)["votes.jsonl"][-1]
    assert (vote["kind"], vote["method"]) == ("projects", "equal-shares")
    assert len(vote["outcome"]["result"]["funded"]) == 2
    assert len(vote["enacted"]["entries"]) == 2


def another_winner(vote):
    result = vote["outcome"]["result"]
    loser = next(key for key in result["options"] if key not in result["funded"])
    result["funded"] = [loser, *result["funded"][1:]]


def one_winner_less(vote):
    vote["outcome"]["result"]["funded"].pop()


def a_lower_cost(vote):
    key = vote["outcome"]["result"]["funded"][0]
    vote["terms"]["costs"][key] -= 1
    vote["outcome"]["result"]["costs"][key] -= 1


def a_larger_budget(vote):
    vote["terms"]["budget_cents"] += 1


def another_fund(vote):
    vote["terms"]["fund"] = "solidarity"


def another_step(vote):
    vote["terms"]["step"] = 2


def a_share(vote):
    vote["outcome"]["result"]["purchases"][0]["share"] = "1/1"


def an_endowment(vote):
    vote["outcome"]["result"]["endowment"] = "1/1"


def a_ballot(vote):
    contents = vote["closed"]["contents"]
    contents[contents.index("abstain")] = vote["outcome"]["result"]["funded"][0]


def a_name(vote):
    vote["names"]["words"][0] = "A yacht"


FORGERIES = (another_winner, one_winner_less, a_lower_cost, a_larger_budget, another_fund, another_step, a_share,
             an_endowment, a_ballot, a_name)  # fmt: skip


def test_a_forged_round_is_named_by_the_count_and_not_by_the_log_alone(exported, tmp_path):
    original = tampering.read(exported)["votes.jsonl"]
    for forge in FORGERIES:
        rows = copy.deepcopy(original)
        forge(rows[-1])
        report = forged(exported, tmp_path / forge.__name__, "votes.jsonl", rows)
        named = [line for line in report.as_text().splitlines() if rows[-1]["reference"] in line]
        assert not report.sound
        assert any("leaf" not in line for line in named), f"{forge.__name__}: {report.as_text()}"


def forged(exported, folder, name, rows):
    folder.mkdir()
    tampering.write(folder, exported, name, rows)
    return verify(str(folder))


def _of(entries, ending):
    return next(one for one in entries if one["kind"] == "commitment" and one["reference"].endswith(ending))


def _move(entry, cents):
    for posting in entry["postings"]:
        amount = int(posting["amount"])
        posting["amount"] = str(amount + (cents if amount > 0 else -cents))


def more_is_promised(entries, won):
    _move(_of(entries, won), 1)


def less_is_promised(entries, won):
    _move(_of(entries, won), -1)


def it_is_promised_from_elsewhere(entries, won):
    for posting in _of(entries, won)["postings"]:
        posting["account"] = posting["account"].replace("Projects", "Education")


def more_returned(entries, _won):
    _move(_of(entries, ":returned"), 1_000_000)


def more_than_the_rule_without_a_vote(entries, _won):
    _move(_of(entries, ":committed"), 10_000)


def by_no_rule(entries, _won):
    _of(entries, ":committed")["rules"] = []


def twice(entries, won):
    again = copy.deepcopy(_of(entries, won))
    again |= {"id": str(int(entries[-1]["id"]) + 1), "reference": "project:JX:committed", "uuid": "0" * 31 + "1"}
    entries.append(again)


def test_a_forged_promise_is_named(exported, tmp_path):
    rows = tampering.read(exported)
    vote = rows["votes.jsonl"][-1]
    for forge, words in (
        (more_is_promised, "what was promised to project"),
        (less_is_promised, "what was promised to project"),
        (it_is_promised_from_elsewhere, "what was promised to project"),
        (more_returned, "drawn and returned of"),
        (more_than_the_rule_without_a_vote, "without a vote, above 10000"),
        (by_no_rule, "promised by no decision and no rule"),
        (twice, "promises what no project won"),
    ):
        entries = copy.deepcopy(rows["entries.jsonl"])
        forge(entries, f":{vote['reference']}:{vote['outcome']['result']['funded'][0]}")
        report = forged(exported, tmp_path / forge.__name__, "entries.jsonl", entries)
        assert not report.sound
        assert words in report.as_text(), f"{forge.__name__}: {report.as_text()}"
