"""Nobody is passed over silently: one is asked at a time, and who had left is written down and logged."""

from __future__ import annotations

import datetime as dt

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from coop.commons.exports.archive import write_folder
from coop.commons.exports.votes import vote_rows
from coop.db import migrate
from coop.governance.candidates.queries import candidates_of
from coop.governance.offices import queries
from coop.governance.offices.actions import answer, count_back, resign
from coop.governance.offices.models import Countback, CountbackAnswer, PassedOver
from coop.governance.proposals.rules import Refused
from coop.governance.terms.queries import in_office
from coop.ledger.log.models import QueuedFact
from coop.people.membership.actions import leave
from coop.verify.command import verify
from coop.verify.countbacks import COUNTBACKS
from tests.factories import membership_of
from tests.logs import begin, bring_up_to_date

DAY = dt.timedelta(days=1)


@pytest.fixture
def election(session, members, elect):
    """Bo and Cy sit on a committee; Ada, Dee and Eve stood as well. Bo's voters prefer Eve, then Dee."""
    ada, bo, cy, dee, eve = members
    return elect(
        ada, bo, cy, dee, eve, office="committee", body="Kitchen", seats=2,
        ballots=[[bo, eve, dee, ada], [bo, eve, dee, ada], [cy, dee, ada], [cy, dee], [bo, eve]],
    )  # fmt: skip


@pytest.fixture
def at(now):
    return now + 40 * DAY


def seat_of(session, person, at):
    return next(term for term, who in in_office(session, "committee", body="Kitchen", at=at) if who.id == person.id)


def gone(session, person, at):
    term = seat_of(session, person, at)
    resign(session, term, person=person, at=at)
    return term


def keys(session, asked):
    return set(session.execute(select(PassedOver.key).where(PassedOver.countback_id == asked.id)).scalars())


def number_of(session, election, person):
    return next(key for key, who in candidates_of(session, election.id).items() if who.id == person.id)


def test_who_declined_needs_no_other_word_and_who_left_is_written_down(session, members, election, at):
    _ada, bo, _cy, dee, eve = members
    term = gone(session, bo, at)
    first = count_back(session, term, name="Kitchen", at=at)
    assert keys(session, first) == set()
    answer(session, first, person=eve, accepts=False, at=at)
    leave(session, membership_of(session, dee), at=at)
    second = count_back(session, term, name="Kitchen", at=at + DAY)
    assert keys(session, second) == {number_of(session, election, dee)}
    (row,) = [vote for vote in vote_rows(session) if "countbacks" in vote]
    assert row["countbacks"][1]["unanswered"] == [number_of(session, election, dee)]
    assert set(row["countbacks"][1]["unwilling"]) == {number_of(session, election, dee), first.key}


def test_of_each_election_one_is_asked_at_a_time(session, members, election, at):
    """Whoever is asked for one seat may want the other: nobody is passed over while they have not answered."""
    _ada, bo, cy, _dee, eve = members
    one, other = gone(session, bo, at), gone(session, cy, at)
    asked = count_back(session, one, name="Kitchen", at=at)
    with pytest.raises(Refused, match="asked already"):
        count_back(session, other, name="Kitchen", at=at)
    answer(session, asked, person=eve, accepts=False, at=at)
    assert count_back(session, other, name="Kitchen", at=at).key != asked.key


def test_who_leaves_without_a_word_holds_nobody_up_and_cannot_answer_later(session, members, election, at):
    _ada, bo, _cy, dee, eve = members
    term = gone(session, bo, at)
    asked = count_back(session, term, name="Kitchen", at=at)
    leave(session, membership_of(session, eve), at=at + DAY)
    assert queries.asked_now(session, "committee", term.id, at=at + DAY) is None
    second = count_back(session, term, name="Kitchen", at=at + DAY)
    assert candidates_of(session, election.id)[second.key].id == dee.id
    assert keys(session, second) == {asked.key}
    for accepts in (True, False):
        with pytest.raises(Refused, match="Somebody else"):
            answer(session, asked, person=eve, accepts=accepts, at=at + DAY)
    session.commit()
    session.add(CountbackAnswer(countback_id=asked.id, accepts=True, answered_at=at + 2 * DAY))
    with pytest.raises(DatabaseError, match="somebody else was asked"):
        session.commit()
    session.rollback()
    assert queries.counted_back(session, term, until=second, at=at + 9 * DAY).elected == second.key


def test_asked_and_answered_are_facts_of_the_log(session, members, election, at):
    _ada, bo, _cy, _dee, eve = members
    asked = count_back(session, gone(session, bo, at), name="Kitchen", at=at)
    answer(session, asked, person=eve, accepts=False, at=at)
    session.commit()
    waiting = {(one.source, one.key) for one in session.execute(select(QueuedFact)).scalars()}
    assert {("countback", asked.id), ("countback-answer", asked.id)} <= waiting


def test_the_database_keeps_who_was_passed_over(session, members, election, at, tmp_path):
    _ada, bo, _cy, dee, eve = members
    leave(session, membership_of(session, eve), at=at - DAY)
    asked = count_back(session, gone(session, bo, at), name="Kitchen", at=at)
    assert keys(session, asked) == {number_of(session, election, eve)}
    session.commit()
    refused = (
        ("UPDATE countback_passed_over SET key = '1'", "append-only"),
        ("DELETE FROM countback_passed_over", "append-only"),
        ("INSERT INTO countback_passed_over (countback_id, key) SELECT id, '77' FROM countbacks", "who stood"),
        ("INSERT INTO countback_answers (countback_id, accepts, answered_at) "
         "SELECT id, false, '2020-01-01 00:00:00.000000' FROM countbacks", "before they are asked"),
    )  # fmt: skip
    for statement, words in refused:
        with pytest.raises(DatabaseError, match=words):
            session.execute(text(statement))
        session.rollback()
    bring_up_to_date(session, begin(session, tmp_path, at=at), at=at)
    session.add(PassedOver(countback_id=asked.id, key=number_of(session, election, dee)))
    with pytest.raises(DatabaseError, match="in the log as it is"):
        session.commit()
    session.rollback()


@pytest.mark.own_database
def test_earlier_countbacks_enter_the_log_and_are_verified(engine, session, members, election, at, tmp_path):
    """Before the migration others were asked while somebody had not answered about another seat: that stays sound."""
    _ada, bo, cy, _dee, eve = members
    one, other = gone(session, bo, at), gone(session, cy, at)
    asked = count_back(session, one, name="Kitchen", at=at)
    session.commit()
    before = ScriptDirectory.from_config(migrate.configuration()).get_revision("0036").down_revision
    migrate.downgrade(engine, before)
    outcome = queries.counted_back(session, other, at=at)
    beside = Countback(office="committee", term_id=other.id, proposal_id=election.id, asked_at=at + DAY,
                       vacated=queries.vacated_key(session, other), key=outcome.elected)  # fmt: skip
    session.add(beside)
    session.flush()
    session.add(CountbackAnswer(countback_id=beside.id, accepts=False, answered_at=at + 2 * DAY))
    session.commit()
    migrate.upgrade(engine)
    with Session(engine) as later:
        assert keys(later, beside) == {asked.key}
        answer(later, later.get_one(Countback, asked.id), person=eve, accepts=True, at=at + 3 * DAY)
        later.commit()
        key_file = begin(later, tmp_path / "key", at=at + 4 * DAY)
        bring_up_to_date(later, key_file, at=at + 4 * DAY)
        write_folder(later, tmp_path / "export", at=at + 5 * DAY)
    report = verify(str(tmp_path / "export"))
    assert report.checked[COUNTBACKS] == 2
    wrong = [one for one in report.findings if "countback" in f"{one.where}{one.check}{one.detail}"]
    assert not wrong, report.as_text()
