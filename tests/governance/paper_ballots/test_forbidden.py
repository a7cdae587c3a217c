"""What the databases refuse about ballots on paper, whatever a program asks of them."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close
from coop.governance.paper_ballots import actions
from tests.governance.delegation.conftest import DAY

SIGN = ("INSERT INTO paper_signings (batch_id, signed_by_id, signed_at, ballots, spoiled) "
        "SELECT :b, :who, {at}, :n, :spoiled FROM paper_batches b JOIN vote_openings v "
        "ON v.proposal_id = b.proposal_id WHERE b.id = :b")  # fmt: skip
SIGN_NOW = SIGN.format(at="b.opened_at")
NAME = "INSERT INTO paper_names (batch_id, person_id) VALUES (:b, :who)"
PAPER = "INSERT INTO paper_contents (batch_id, place, proposal_id, content) VALUES (:b, :n, :p, :text)"
MARK = "INSERT INTO voter_marks (proposal_id, person_id) VALUES (:p, :who)"
BEGIN = ("INSERT INTO paper_batches (proposal_id, opened_by_id, opened_at) "
         "SELECT proposal_id, :who, {at} FROM vote_openings WHERE proposal_id = :p")  # fmt: skip
DISCARD = ("INSERT INTO paper_discards (batch_id, discarded_by_id, reason, discarded_at) "
           "SELECT id, CAST(:who AS BIGINT), :why, opened_at FROM paper_batches WHERE id = :b")  # fmt: skip
CLOSE = ("INSERT INTO closings (proposal_id, recorded_at, voted, ballots, delegated, paper, spoiled) "
         "SELECT :p, closes_at, :voted, :ballots, 0, :paper, :spoiled FROM vote_openings "
         "WHERE proposal_id = :p")  # fmt: skip


def refuses(session, statement, values, words):
    with pytest.raises(DatabaseError, match=words):
        session.execute(text(statement), values)
    session.rollback()


def test_a_second_steward_signs_as_many_papers_as_names(session, members, second, vote, entered):
    facts = {"b": entered, "who": second.id, "n": 2, "spoiled": 0}
    refuses(session, SIGN_NOW, {**facts, "who": members[0].id}, "second steward")
    refuses(session, SIGN_NOW, {**facts, "who": members[3].id}, "stewards look after")
    for ballots, spoiled in ((1, 0), (1, 1), (3, 0), (3, -1), (0, 2)):
        refuses(session, SIGN_NOW, {**facts, "n": ballots, "spoiled": spoiled}, "as many papers")
    refuses(session, SIGN.format(at="v.closes_at"), facts, "not open")
    session.execute(text("DELETE FROM paper_contents WHERE place = 1"))
    refuses(session, SIGN_NOW, {**facts, "n": 1}, "as many papers")


def test_nothing_is_signed_twice_nor_after_it_was_thrown_away(session, members, second, vote, entered, table):
    table.sign(vote, entered)
    facts = {"b": entered, "who": second.id, "n": 0, "spoiled": 0}
    refuses(session, SIGN_NOW, facts, "settled|this key exists|as many papers")
    refuses(session, DISCARD, {"b": entered, "who": second.id, "why": "Wrong."}, "settled")
    refuses(session, NAME, {"b": entered, "who": members[3].id}, "settled")
    refuses(session, PAPER, {"b": entered, "n": 3, "p": vote.id, "text": "yes"}, "settled")
    number = table.begin(vote, members[3])
    session.execute(text(DISCARD), {"b": number, "who": second.id, "why": "Wrong."})
    session.commit()
    refuses(session, SIGN_NOW, {**facts, "b": number}, "settled|as many papers")


def test_a_list_is_thrown_away_empty_and_with_a_reason(session, second, vote, entered):
    refuses(session, DISCARD, {"b": entered, "who": second.id, "why": "Wrong."}, "papers go first")
    session.execute(text("DELETE FROM paper_contents"))
    refuses(session, DISCARD, {"b": entered, "who": second.id, "why": ""}, "(?i)check")


def test_only_stewards_begin_a_list_or_throw_it_away(session, members, vote, entered):
    begin = BEGIN.format(at="opened_at")
    refuses(session, begin, {"p": vote.id, "who": members[1].id}, "stewards look after")
    for nobody in (members[3].id, None):
        session.execute(text("DELETE FROM paper_contents"))
        refuses(session, DISCARD, {"b": entered, "who": nobody, "why": "Wrong."}, "stewards look after")


def test_who_waits_on_a_list_has_no_mark_until_it_is_signed(session, members, vote, entered):
    refuses(session, MARK, {"p": vote.id, "who": members[1].id}, "does not vote here")


def test_who_voted_on_paper_votes_no_second_time(session, members, vote, entered, table):
    table.sign(vote, entered)
    refuses(session, MARK, {"p": vote.id, "who": members[1].id}, "(?i)unique|duplicate|exists")
    number = table.begin(vote, members[3])
    refuses(session, NAME, {"b": number, "who": members[1].id}, "once")


def test_who_voted_online_stands_on_no_list(session, members, vote, table, now):
    cast(session, vote, person=members[1], content="yes", at=now)
    number = table.begin(vote, members[2])
    refuses(session, NAME, {"b": number, "who": members[1].id}, "once")


def test_nobody_stands_on_two_lists_nor_who_is_not_on_the_roll(session, members, vote, entered, table):
    number = table.begin(vote, members[3])
    refuses(session, NAME, {"b": number, "who": members[1].id}, "once")
    refuses(session, NAME, {"b": number, "who": 10_000}, "on the roll")


def test_a_list_is_signed_for_nobody_who_has_a_mark(session, members, second, vote, entered):
    """Even one that came before the trigger that keeps marks away: the signing asks again."""
    trigger = "voter_marks_on_paper"
    session.execute(text(
        f"DROP TRIGGER {trigger}" if session.bind.dialect.name == "sqlite" else f"DROP TRIGGER {trigger} ON voter_marks"
    ))
    session.execute(text(MARK), {"p": vote.id, "who": members[1].id})
    refuses(session, SIGN_NOW, {"b": entered, "who": second.id, "n": 2, "spoiled": 0}, "once")


def test_a_paper_is_a_ballot_of_its_vote_or_spoiled(session, members, vote, table):
    number = table.begin(vote, members[1])
    facts = {"b": number, "n": 1, "p": vote.id, "text": "yes"}
    for content in ("perhaps", "", "YES"):
        refuses(session, PAPER, {**facts, "text": content}, "no ballot of this vote")
    refuses(session, PAPER, {**facts, "n": 0}, "no more papers than names")
    session.execute(text(PAPER), {**facts, "text": None})
    session.commit()
    refuses(session, PAPER, {**facts, "n": 2}, "no more papers than names")
    refuses(session, "UPDATE paper_contents SET content = 'yes'", {}, "never edited")


def test_lists_are_begun_while_voting_is_open(session, members, second, vote, entered, now):
    facts = {"p": vote.id, "who": second.id}
    refuses(session, BEGIN.format(at="closes_at"), facts, "not open")
    assert close(session, vote, at=now + 7 * DAY)
    session.commit()
    refuses(session, BEGIN.format(at="opened_at"), facts, "not open")


def test_a_closing_counts_every_paper_once(session, members, vote, table):
    table.hold(vote, members[1:4], ["yes", "no", None])
    right = {"p": vote.id, "voted": 3, "ballots": 2, "paper": 2, "spoiled": 1}
    for wrong in ({"paper": 1}, {"paper": 3}, {"spoiled": 0}, {"spoiled": 2}):
        publish(session)
        refuses(session, CLOSE, {**right, **wrong}, "every paper counts once")
    table.begin(vote, members[4])
    publish(session)
    refuses(session, CLOSE, right, "every paper counts once")


def publish(session):
    """What closing does before it is written down."""
    session.execute(text("INSERT INTO published_ballots SELECT proposal_id, hash, content FROM ballots"))
    session.execute(text("DELETE FROM ballots"))


def test_what_was_settled_stays(session, members, second, vote, entered, table, now):
    table.sign(vote, entered)
    number = table.begin(vote, members[3])
    actions.discard(session, vote, number, steward=second, reason="Wrong.", at=now)
    session.commit()
    for name in ("paper_batches", "paper_names", "paper_signings", "paper_discards"):
        column = "person_id" if name == "paper_names" else "batch_id" if name != "paper_batches" else "opened_by_id"
        refuses(session, f"UPDATE {name} SET {column} = {column}", {}, "append-only")
        refuses(session, f"DELETE FROM {name}", {}, "append-only")


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("name", ["paper_batches", "paper_names", "paper_contents", "paper_signings", "paper_discards"])
def test_postgresql_empties_none_of_these_tables(session, vote, name):
    with pytest.raises(DatabaseError):
        session.execute(text(f"TRUNCATE {name} CASCADE"))
    session.rollback()


@pytest.mark.only_on("sqlite")
def test_sqlite_replaces_nothing(session, members, second, vote, entered):
    replace = PAPER.replace("INSERT", "INSERT OR REPLACE")
    session.execute(text("DELETE FROM paper_contents WHERE place = 2"))
    refuses(session, replace, {"b": entered, "n": 1, "p": vote.id, "text": "yes"}, "this key exists")
