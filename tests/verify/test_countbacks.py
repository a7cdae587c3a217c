"""An outsider counts every vacant seat back anew, and names what a forger makes of it, field by field."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.commons.exports.archive import write_folder
from coop.governance.ballots.actions import cast
from coop.governance.candidates.queries import candidates_of
from coop.governance.closing.actions import close_due
from coop.governance.elections.actions import answer as stand
from coop.governance.elections.actions import nominate
from coop.governance.enactment.actions import enact_due
from coop.governance.offices.actions import answer, count_back, resign
from coop.governance.proposals.actions import open_vote, propose
from coop.governance.tallies.countback import countback
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.scottish_stv import scottish_stv
from coop.governance.terms.queries import in_office
from coop.people.membership.actions import leave
from coop.people.persons.models import Person
from coop.verify.chain import chain_head
from coop.verify.command import verify
from coop.verify.countbacks import COUNTBACKS, recount
from coop.verify.facts import COUNTBACK
from tests.factories import membership_of
from tests.governance.tallies.rankings import strict_profile, strict_profiles
from tests.governance.tallies.test_scottish_stv import seats_of
from tests.logs import begin, bring_up_to_date
from tests.verify import tampering
from tests.verify.handmade import canonical
from tests.verify.specimen import build, moment


def elected_to_the_garden(session, members):
    """Two seats, seven who stand; every ballot ranks everybody, so that a countback always finds somebody."""
    proposal = propose(
        session, kind="elect", title="Elect: garden", text="For a year.", author=members[0], at=moment(20, 2),
        payload={"office": "committee", "body": "Garden", "seats": 2, "replaces": "all"},
    )  # fmt: skip
    for person in members:
        nominate(session, proposal, nominee=person, by=members[0], at=moment(21, 2))
        stand(session, proposal, nominee=person, accepts=True, statement="Gladly.", at=moment(21, 2))
    open_vote(session, proposal, at=moment(1, 3))
    numbers = {person.id: key for key, person in candidates_of(session, proposal.id).items()}
    for place, voter in enumerate(members):
        ranked = [members[(place // 2 + step) % 7] for step in range(7)]
        content = {numbers[person.id]: rank for rank, person in enumerate(ranked, 1)}
        cast(session, proposal, person=voter, content=content, at=moment(2, 3))
    assert close_due(session, at=moment(8, 3, hour=13)) == 1
    assert enact_due(session, at=moment(11, 3)) == 1
    return proposal


@pytest.fixture
def exported(session, tmp_path):
    """A seat is filled from its ballots at the third asking: one declines, and one leaves without a word.

    Whoever took it resigns as well, and it is filled once more.
    """
    build(session)
    members = session.query(Person).order_by(Person.id).limit(7).all()
    proposal = elected_to_the_garden(session, members)
    numbers = candidates_of(session, proposal.id)
    term, person = in_office(session, "committee", body="Garden", at=moment(12, 3))[0]
    resign(session, term, person=person, at=moment(12, 3))
    first = count_back(session, term, name="Garden", at=moment(13, 3))
    answer(session, first, person=numbers[first.key], accepts=False, at=moment(14, 3))
    second = count_back(session, term, name="Garden", at=moment(15, 3))
    leave(session, membership_of(session, numbers[second.key]), at=moment(16, 3))
    third = count_back(session, term, name="Garden", at=moment(17, 3))
    taker = numbers[third.key]
    answer(session, third, person=taker, accepts=True, at=moment(18, 3))
    term = next(one for one, who in in_office(session, "committee", body="Garden", at=moment(19, 3))
                if who.id == taker.id)  # fmt: skip
    resign(session, term, person=taker, at=moment(19, 3))
    last = count_back(session, term, name="Garden", at=moment(20, 3))
    answer(session, last, person=numbers[last.key], accepts=True, at=moment(21, 3))
    session.commit()
    key = begin(session, tmp_path / "key", at=moment(22, 3))
    bring_up_to_date(session, key, at=moment(22, 3, hour=13))
    write_folder(session, tmp_path / "export", at=moment(23, 3))
    return tmp_path / "export"


def test_a_seat_counted_back_is_verified(exported):
    report = verify(str(exported))
    assert report.sound, report.as_text()
    assert report.checked[COUNTBACKS] == 6, "two of the specimen, four of the garden"
    vote = tampering.read(exported)["votes.jsonl"][-1]
    first, second, third, last = vote["countbacks"]
    assert len({one["vacated"] for one in vote["countbacks"]}) == 1
    assert [one["unwilling"] for one in (first, second)] == [[], [first["elected"]]]
    assert set(third["unwilling"]) == {first["elected"], second["elected"]}
    assert third["unanswered"] == last["unanswered"] == [second["elected"]]
    assert (first["answer"]["accepts"], second["answer"], third["answer"]["accepts"]) == (False, None, True)
    assert any("passed over 2 without an answer" in note for note in report.notes)
    # Candidates are their numbers: nothing there tells a person, an office or a body.
    said = json.dumps(vote["countbacks"])
    assert "Garden" not in said
    assert set(first) == {*COUNTBACK, "answer"}


def spare(vote):
    """Who was neither elected nor ever asked."""
    taken = {*vote["outcome"]["result"]["elected"], *(one["elected"] for one in vote["countbacks"])}
    return next(key for key in vote["options"] if key not in taken)


def another_elected(vote):
    vote["countbacks"][-1]["elected"] = spare(vote)


def one_who_was_passed_over(vote):
    vote["countbacks"][-1]["elected"] = vote["countbacks"][-1]["unwilling"][0]


def a_seat_nobody_had(vote):
    vote["countbacks"][0]["vacated"] = vote["countbacks"][0]["elected"]


def one_who_never_declined(vote):
    first = vote["countbacks"][0]
    first["unwilling"] = [first["elected"]]
    first["elected"] = recount(vote, first["vacated"], first["unwilling"])


def a_decline_not_counted(vote):
    vote["countbacks"][1]["unwilling"] = []


def a_decline_that_is_gone(vote):
    vote["countbacks"][0]["answer"] = None


def a_decline_that_came_later(vote):
    vote["countbacks"][0]["answer"]["answered_at"] = vote["countbacks"][1]["asked_at"].replace("T12", "T13")


def a_countback_that_is_gone(vote):
    del vote["countbacks"][0]


def left_without_being_asked(vote):
    first, second = vote["countbacks"][:2]
    second["unanswered"] = [first["elected"]]


def left_but_not_passed_over(vote):
    vote["countbacks"][2]["unwilling"] = [vote["countbacks"][0]["elected"]]


def nobody_left(vote):
    vote["countbacks"][2]["unanswered"] = []


def asked_before_the_election(vote):
    vote["countbacks"][0]["asked_at"] = vote["enacted"]["enacted_at"].replace("2026-03", "2026-02")


def in_another_order(vote):
    vote["countbacks"].reverse()


def answered_before_asked(vote):
    vote["countbacks"][0]["answer"]["answered_at"] = vote["countbacks"][0]["asked_at"].replace("T12", "T11")


def passed_over_and_took_it(vote):
    vote["countbacks"][1]["answer"] = {"accepts": True, "answered_at": vote["countbacks"][3]["asked_at"]}


def a_ballot(vote):
    """The election still gives the same seats; whom the seat goes to next is another."""
    contents = vote["closed"]["contents"]
    elected, vacated = vote["outcome"]["result"]["elected"], vote["countbacks"][0]["vacated"]
    for place, content in enumerate(contents):
        if content.startswith(vacated):
            rest = [key for key in reversed(content.split(">")) if key not in elected]
            contents[place] = ">".join([vacated, *rest])


FORGERIES = (
    (another_elected, "whom the ballots elect is"),
    (one_who_was_passed_over, "whom the ballots elect is"),
    (a_seat_nobody_had, "had no seat to leave"),
    (one_who_never_declined, "who had not declined before"),
    (a_decline_not_counted, "asked and answered before, and is not passed over"),
    (a_decline_that_is_gone, "who had not declined before"),
    (a_decline_that_came_later, "who had not declined before"),
    (a_countback_that_is_gone, "who had not declined before"),
    (left_without_being_asked, "had not answered, but they had"),
    (left_but_not_passed_over, "or were not passed over"),
    (nobody_left, "who had not declined before"),
    (asked_before_the_election, "before the election was carried out"),
    (in_another_order, "or before the countback before it"),
    (answered_before_asked, "answered before it was asked"),
    (passed_over_and_took_it, "who took that seat afterwards"),
)


def with_its_leaves(rows, vote):
    """The leaves as they would have to be for what was forged: what the co-op itself could have signed."""
    kept = [leaf for leaf in rows["leaves.jsonl"]
            if leaf["type"] not in ("countback", "countback-answer") or leaf["fact"]["reference"] != vote["reference"]]
    for asked in vote["countbacks"]:
        named = {"reference": vote["reference"]}
        facts = [("countback", {**named, **{key: asked[key] for key in COUNTBACK}})]
        if asked["answer"]:
            facts.append(("countback-answer", {**named, "elected": asked["elected"], **asked["answer"]}))
        kept += [{"commit": None, "fact": fact, "type": kind, "v": "1"} for kind, fact in facts]
    return kept


def test_what_the_co_op_itself_could_forge_is_named_by_the_count(exported, tmp_path):
    rows = tampering.read(exported)
    for forge, words in FORGERIES:
        votes = copy.deepcopy(rows["votes.jsonl"])
        forge(votes[-1])
        folder = tmp_path / forge.__name__
        folder.mkdir()
        lines = {"votes.jsonl": votes, "leaves.jsonl": with_its_leaves(rows, votes[-1])}
        tampering.put(folder, exported, {name: b"".join(canonical(row) + b"\n" for row in of)
                                         for name, of in lines.items()})
        report = verify(str(folder))
        named = [one for one in report.findings if one.check == COUNTBACKS]
        assert any(words in one.detail for one in named), f"{forge.__name__}: {report.as_text()}"
        assert all(one.where.startswith(f"vote {votes[-1]['reference']}, countback ") for one in named)


def forged(exported, tmp_path, name, change):
    votes = copy.deepcopy(tampering.read(exported)["votes.jsonl"])
    change(votes)
    folder = tmp_path / name
    folder.mkdir()
    tampering.write(folder, exported, "votes.jsonl", votes)
    return verify(str(folder))


OTHERS = {"accepts": True, "answered_at": "2026-03-14T12:00:00.000001Z", "asked_at": "2026-03-13T12:00:00.000001Z"}


def test_every_field_that_no_count_comes_to_is_held_to_its_leaf(exported, tmp_path):
    for field in ("vacated", "elected", "unwilling", "unanswered", "asked_at", "accepts", "answered_at"):
        def change(votes, field=field):
            vote = votes[-1]
            first, third = vote["countbacks"][0], vote["countbacks"][2]
            if field == "vacated":
                first["vacated"] = next(k for k in vote["outcome"]["result"]["elected"] if k != first["vacated"])
            elif field == "elected":
                another_elected(vote)
            elif field in ("unwilling", "unanswered"):
                third[field] = []
            elif field == "asked_at":
                first[field] = OTHERS[field]
            else:
                first["answer"][field] = OTHERS[field]

        report = forged(exported, tmp_path, field, change)
        named = [one for one in report.findings if ", countback " in one.where]
        assert named, f"{field}: {report.as_text()}"
        if field in ("asked_at", "accepts", "answered_at"):
            assert any(f"says otherwise: {field} is" in one.detail for one in named), report.as_text()


def test_an_invented_and_a_hidden_countback_are_named(exported, tmp_path):
    def invented(votes):
        last = votes[-1]["countbacks"][-1]
        at = "2026-03-22T00:00:00.000000Z"
        votes[-1]["countbacks"].append({**last, "elected": spare(votes[-1]), "asked_at": at, "answer": None})

    assert "no leaf of type countback holds it" in forged(exported, tmp_path, "invented", invented).as_text()
    hidden = forged(exported, tmp_path, "hidden", lambda votes: votes[-1].pop("countbacks"))
    assert "nothing in the export is the countback in it" in hidden.as_text()
    assert "nothing in the export is the countback-answer in it" in hidden.as_text()


def test_only_an_election_of_several_seats_is_counted_back(exported, tmp_path):
    def moved(votes):
        votes[0]["countbacks"] = votes[-1]["countbacks"]

    assert "though no ballots filled several before" in forged(exported, tmp_path, "moved", moved).as_text()
    empty = forged(exported, tmp_path, "empty", lambda votes: votes[-1].update(countbacks=[]))
    assert "countbacks cannot be []" in empty.as_text()


def test_a_ballot_exchanged_changes_whom_the_seat_goes_to(exported, tmp_path):
    report = forged(exported, tmp_path, "ballot", lambda votes: a_ballot(votes[-1]))
    assert any(one.check == COUNTBACKS and "whom the ballots elect" in one.detail for one in report.findings)


@given(strict_profiles(), seats_of, st.data())
def test_both_counts_give_the_seat_to_the_same(profile, seats, data):
    """The verifier's count, paper by paper, and the site's, pile by pile."""
    names, kinds = profile
    if len(names) < 2:
        return
    keys, seats = tuple(str(place) for place in range(1, len(names) + 1)), min(seats, len(names) - 1)
    seed = chain_head("7", ["00" * 32])
    built = strict_profile(keys, kinds)
    election = scottish_stv(built, seats, Lots(seed))
    left = data.draw(st.sampled_from(election.elected))
    others = [key for key in keys if key not in election.elected]
    unwilling = data.draw(st.lists(st.sampled_from(others), unique=True, max_size=len(others) - 1))
    contents = [
        ">".join(keys[one] for one in order) or "abstain" for order, count in kinds.items() for _ in range(count)
    ]
    vote = {
        "reference": "7", "method": "scottish-stv", "options": list(keys), "terms": {"seats": seats},
        "closed": {"hashes": ["00" * 32], "contents": contents},
    }  # fmt: skip
    found = countback(built, seats, left, Lots(seed), unwilling=unwilling)
    assert recount(vote, left, unwilling) == found.elected
