"""An outsider holds each project to what it was given, and names what is drawn, paid or returned beside it."""

from __future__ import annotations

import copy
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.ledger import journal
from coop.verify.command import verify
from coop.verify.entries import Entry
from coop.verify.promises import PROMISES, check_promises
from coop.verify.report import Report
from tests.verify import tampering
from tests.verify.a_round import a_round, signed
from tests.verify.handmade import canonical

FUND, PROMISED, OWED = "Equity:Reserves:Projects", "Equity:Committed:Projects", "Liabilities:AccountsPayable"


@pytest.fixture
def exported(session, tmp_path):
    """The story of a round, its log signed."""
    a_round(session)
    return signed(session, tmp_path)


class Story:
    """The entries of an export, and the few that a test changes."""

    def __init__(self, folder):
        rows = tampering.read(folder)
        self.entries = rows["entries.jsonl"]
        self.vote = next(row for row in rows["votes.jsonl"] if row["kind"] == "projects")
        self.funded = self.vote["outcome"]["result"]["funded"]
        self.loser = next(key for key in self.vote["options"] if key not in self.funded)
        self.mine = self.drawn["facts"].get("project")
        self.other = next((key for key in self.funded if key != self.mine), None)

    def _of(self, start, ending):
        return next(one for one in self.entries
                    if one["reference"].startswith(start) and one["reference"].endswith(ending) and one["decision"]
                    == self.vote["reference"])  # fmt: skip

    drawn = property(lambda self: self._of("expense:", ":approved"))
    paid = property(lambda self: self._of("expense:", ":paid"))
    returned = property(lambda self: self._of("project:", ":returned"))

    @property
    def stewards(self):
        return next(one for one in self.entries if one["reference"].endswith(":committed"))

    def promise(self, key):
        return self._of("decision:", f":{key}")

    def cost(self, key):
        return self.vote["terms"]["costs"][key]

    def add(self, like, reference, cents=None, **changes):
        """One more entry at the end of the books."""
        made = copy.deepcopy(like) | {"id": str(int(self.entries[-1]["id"]) + 1), "reference": reference} | changes
        made["uuid"] = made["id"].rjust(32, "0")
        if cents is not None:
            _sized(made, cents)
        self.entries.append(made)


def _sized(entry, cents):
    for posting in entry["postings"]:
        posting["amount"] = str(-cents if posting["amount"].startswith("-") else cents)


def drawn_for_another_winner(story):
    for entry in (story.drawn, story.paid):
        entry["facts"]["project"] = story.other


def drawn_for_a_loser(story):
    story.drawn["facts"]["project"] = story.loser


def paid_for_a_loser(story):
    story.paid["facts"]["project"] = story.loser


def paid_for_another_winner(story):
    story.paid["facts"]["project"] = story.other


def paid_for_nobody(story):
    del story.paid["facts"]["project"]


def drawn_for_nobody(story):
    del story.drawn["facts"]["project"]


def returned_for_nobody(story):
    del story.returned["facts"]["project"]


def returned_for_another(story):
    story.returned["facts"]["project"] = story.other


def more_than_it_was_given(story):
    """Less than both winners were given together, so that only a look at each of them tells."""
    cents = story.cost(story.mine) + 1
    for entry in (story.drawn, story.paid):
        _sized(entry, cents)
    story.entries.remove(story.returned)


def less_returned(story):
    _sized(story.returned, story.cost(story.mine) // 4)


def drawn_after_closing(story):
    story.add(story.drawn, "expense:EZ:approved", 1)


def returned_twice(story):
    story.add(story.returned, "project:JZ:returned", 1)


def more_paid_than_drawn(story):
    _sized(story.paid, story.cost(story.mine) // 2 + 1)


def paid_without_being_drawn(story):
    story.add(story.paid, "expense:EZ:paid", 1)


def paid_by_no_decision(story):
    story.paid["decision"] = None


def drawn_from_another_fund(story):
    for posting in story.drawn["postings"]:
        posting["account"] = posting["account"].replace("Projects", "Solidarity")


def drawn_by_no_decision(story):
    story.drawn["decision"] = None


def promised_under_another_number(story):
    story.promise(story.mine)["facts"]["project"] = story.other


def promised_to_a_loser(story):
    story.add(story.promise(story.mine), f"decision:{story.vote['reference']}:{story.loser}")


def a_steward_promises_less_than_is_drawn(story):
    name = story.stewards["reference"].split(":")[1]
    story.add(story.drawn, "expense:EZ:approved", 2, decision=None, facts={"project": name})


def drawn_on_a_stewards_word(story):
    story.add(story.drawn, "expense:EZ:approved", 1, decision=None, facts={"project": "JZ"})


def drawn_on_nobodys_word(story):
    story.add(story.drawn, "expense:EZ:approved", 1, decision=None, facts={})


FORGERIES = (
    (drawn_for_another_winner, "it is closed, and they are not the same"),
    (drawn_for_a_loser, "which won nothing of this fund"),
    (paid_for_a_loser, "but was drawn for"),
    (paid_for_another_winner, "but was drawn for"),
    (paid_for_nobody, "but was drawn for"),
    (drawn_for_nobody, "it does not say whose project it is"),
    (returned_for_nobody, "it does not say whose project it is"),
    (returned_for_another, "it is closed, and they are not the same"),
    (more_than_it_was_given, "more than it was given"),
    (less_returned, "it is closed, and they are not the same"),
    (drawn_after_closing, "it comes after what was left had returned"),
    (returned_twice, "it comes after what was left had returned"),
    (more_paid_than_drawn, "drawn (minor units)"),
    (paid_without_being_drawn, "it pays what was not drawn on a promise before"),
    (paid_by_no_decision, "it cites decision none"),
    (drawn_from_another_fund, "which won nothing of this fund"),
    (drawn_by_no_decision, "to which nothing was promised"),
    (promised_under_another_number, "it says project"),
    (promised_to_a_loser, "it promises what no project was given"),
    (a_steward_promises_less_than_is_drawn, "more than it was given"),
    (drawn_on_a_stewards_word, "to which nothing was promised"),
    (drawn_on_nobodys_word, "it does not say whose project it is"),
)


def forged(exported, tmp_path, forge, story):
    forge(story)
    folder = tmp_path / forge.__name__
    folder.mkdir()
    tampering.put(folder, exported, {"entries.jsonl": b"".join(canonical(row) + b"\n" for row in story.entries)})
    return verify(str(folder))


def test_what_each_project_was_given_is_verified(exported):
    report = verify(str(exported))
    assert report.sound, report.as_text()
    assert report.checked[PROMISES] == 3, "one receipt drawn and paid, and what was left of it returned"
    story = Story(exported)
    assert story.mine in story.funded
    assert {one["facts"]["project"] for one in (story.drawn, story.paid, story.returned)} == {story.mine}
    assert [story.promise(key)["facts"] for key in story.funded] == [{"project": key} for key in story.funded]
    assert story.stewards["facts"]["project"] == story.stewards["reference"].split(":")[1]


def test_whatever_a_project_does_not_own_is_named(exported, tmp_path):
    for forge, words in FORGERIES:
        report = forged(exported, tmp_path, forge, Story(exported))
        named = [one for one in report.findings if one.check == PROMISES]
        assert any(words in one.detail for one in named), f"{forge.__name__}: {report.as_text()}"
        assert all(one.detail.startswith("entry ") for one in named)


BEFORE = {
    "everything": lambda entry: True,
    "up to the receipt": lambda entry: not entry.reference.endswith((":paid", ":returned")),
    "up to its payment": lambda entry: not entry.reference.endswith(":returned"),
}
"""What the release before wrote of a round that goes on in this one: its entries state no project."""


@pytest.mark.parametrize("written", BEFORE)
def test_books_of_the_release_before_stay_sound(session, tmp_path, monkeypatch, written):
    post = journal.post

    def stated_nothing(session, entry, *, at):
        return post(session, replace(entry, facts={}) if BEFORE[written](entry) else entry, at=at)

    with monkeypatch.context() as patched:
        patched.setattr(journal, "post", stated_nothing)
        a_round(session)
    exported = signed(session, tmp_path)
    report = verify(str(exported))
    assert report.sound, report.as_text()
    assert any("entries draw on promises without saying which" in note for note in report.notes)
    story = Story(exported)

    def beyond_both(story):
        _sized(story.drawn, sum(map(story.cost, story.funded)) + 1)

    report = forged(exported, tmp_path, beyond_both, story)
    assert any(one.check == PROMISES and "promised (minor units)" in one.detail for one in report.findings)


def entry_of(number, kind, reference, project, cents, *postings):
    return Entry(number, f"{number:032}", reference, kind, "2026-03-01", "2026-03-01T00:00:00.000000Z", (), "7", None,
                 {"project": project}, [(account, sign * cents, "EUR") for account, sign in postings])  # fmt: skip


STEPS = st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from(["draw", "draw", "return"]),
                           st.integers(1, 60)), max_size=8)  # fmt: skip


@given(st.integers(1, 100), st.integers(1, 100), STEPS)
def test_nothing_is_found_exactly_where_every_winner_keeps_to_its_own(first, second, steps):
    given_to, used, over = {"1": first, "2": second}, dict.fromkeys("123", 0), set()
    entries = [entry_of(number, "commitment", f"decision:7:{key}", key, cents, (FUND, 1), (PROMISED, -1))
               for number, (key, cents) in enumerate(given_to.items(), 1)]  # fmt: skip
    right = True
    for number, (key, step, cents) in enumerate(steps, 10):
        is_return = step == "return"
        reference = f"project:J{number}:returned" if is_return else f"expense:E{number}:approved"
        postings = (PROMISED, 1), (FUND if is_return else OWED, -1)
        entries.append(entry_of(number, "commitment" if is_return else "expense", reference, key, cents, *postings))
        used[key] += cents
        right &= key in given_to and key not in over and used[key] <= given_to[key]
        right &= not is_return or used[key] == given_to.get(key)
        over |= {key} if is_return else set()
    report = Report()
    vote = {"kind": "projects", "outcome": {"result": {"funded": ["1", "2"]}}}
    check_promises(SimpleNamespace(votes={"7": vote}), SimpleNamespace(promised=entries, decided={}), report)
    assert report.sound == right
