"""What the databases refuse about votes held in Belenios, whatever a program asks of them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.governance.belenios import actions
from coop.governance.proposals import actions as proposals
from tests.governance.belenios.conftest import VOTERS
from tests.governance.conftest import DAY

MARK = "INSERT INTO voter_marks (proposal_id, person_id) VALUES (:p, :who)"
BALLOT = "INSERT INTO {table} (proposal_id, hash, content) VALUES (:p, :hash, 'yes')"
BATCH = "INSERT INTO paper_batches (proposal_id, opened_by_id, opened_at) VALUES (:p, :who, :at)"
PLACE = "INSERT INTO belenios_places (proposal_id, address, given_by_id, given_at) VALUES (:p, :address, :who, :at)"
IMPORT = ("INSERT INTO belenios_imports (proposal_id, imported_by_id, imported_at, archive, sha256, election, voters, "
          "yes, no, abstain, checked_with) "
          "VALUES (:p, :who, :at, :archive, :sha256, 'jc2ku5BuxVyQyx', :voters, :yes, 1, 1, '2.0')")  # fmt: skip
ANSWER = ("INSERT INTO belenios_answers (import_id, answered_by_id, answered_at, reason) "
          "VALUES (:i, :who, :at, :reason)")  # fmt: skip
CLOSE = "INSERT INTO closings (proposal_id, recorded_at, voted, ballots) VALUES (:p, :at, :voted, :ballots)"
OUTCOME = ("INSERT INTO outcomes (proposal_id, decision_id, stated_at, passed, ballots, chain_head, result, statement) "
           "VALUES (:p, 1, :at, :passed, :ballots, 'x', {json}, 'x')")  # fmt: skip


def stamp(session, moment):
    """As a database keeps moments."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if session.bind.dialect.name == "sqlite" else moment


def refuses(session, statement, values, words):
    with pytest.raises(DatabaseError, match=words):
        session.execute(text(statement), values)
    session.rollback()


@pytest.fixture
def facts(session, told, election, hands):
    """A row of an import that is right."""
    from hashlib import sha256

    return {"p": told.id, "who": hands.first.id, "at": stamp(session, hands.after), "archive": election.data,
            "sha256": sha256(election.data).hexdigest(), "voters": VOTERS, "yes": 3}  # fmt: skip


def test_nothing_is_cast_here(session, members, told, now):
    refuses(session, MARK, {"p": told.id, "who": members[1].id}, "nothing is cast here")
    for table in ("ballots", "published_ballots"):
        facts = {"p": told.id, "hash": "a" * 64}
        refuses(session, BALLOT.format(table=table), facts, "nothing is cast|no more ballots")
    refuses(session, BATCH, {"p": told.id, "who": members[0].id, "at": stamp(session, now)}, "nothing is cast here")
    carried = ("INSERT INTO carried_ballots (proposal_id, delegate_id, place, hash, content) "
               "VALUES (:p, :who, 1, :hash, 'yes')")  # fmt: skip
    facts = {"p": told.id, "who": members[1].id, "hash": "a" * 64}
    refuses(session, carried, facts, "nothing is cast|votes for nobody")


def test_where_it_is_held_is_frozen(session, told, open_elsewhere, now):
    until = stamp(session, now + 30 * DAY)
    held = "INSERT INTO belenios_votes (proposal_id, import_until) VALUES (:p, :until)"
    refuses(session, held, {"p": open_elsewhere.id, "until": until}, "is frozen")
    refuses(session, "UPDATE belenios_votes SET import_until = :until", {"until": until}, "append-only")
    refuses(session, "DELETE FROM belenios_votes", {}, "append-only|FOREIGN KEY|violates")


@pytest.fixture
def open_elsewhere(session, members, now):
    """A vote that is held on the site."""
    other = proposals.propose(session, kind="resolve", title="Another", text="T", payload={}, author=members[1],
                              at=now - 4 * DAY)  # fmt: skip
    proposals.open_vote(session, other, at=now)
    session.commit()
    return other


@pytest.mark.parametrize(
    ("held", "terms", "method", "cap"),
    [(True, "{}", "yes-no", 0), (False, '{"held": "belenios"}', "yes-no", 0),
     (True, '{"held": "belenios"}', "consent", 0), (True, '{"held": "belenios"}', "yes-no", 1)],
)  # fmt: skip
def test_an_opening_says_where_it_is_held(session, resolution, now, held, terms, method, cap):
    if held:
        session.execute(text("INSERT INTO belenios_votes (proposal_id, import_until) VALUES (:p, :until)"),
                        {"p": resolution.id, "until": stamp(session, now + 30 * DAY)})  # fmt: skip
    cast = "CAST(:terms AS JSONB)" if session.bind.dialect.name == "postgresql" else ":terms"
    rules = cast.replace(":terms", "'[]'")
    opening = (
        "INSERT INTO vote_openings (proposal_id, opened_at, closes_at, method, quorum, threshold, grace_hours, "
        "roll_size, roll_digest, terms, rule_ids, delegation_cap) "
        f"VALUES (:p, :at, :closes, :method, '1/2', 'simple', 24, 0, 'x', {cast}, {rules}, :cap)"
    )
    refuses(session, opening, {"p": resolution.id, "at": stamp(session, now), "closes": stamp(session, now + 7 * DAY),
                               "method": method, "terms": terms, "cap": cap}, "held in Belenios says so")  # fmt: skip


def test_stewards_say_where_while_voting_is_open(session, members, told, hands, now):
    right = {"p": told.id, "address": "https://x.example/jc2ku5BuxVyQyx", "who": members[0].id,
             "at": stamp(session, now)}  # fmt: skip
    refuses(session, PLACE, {**right, "address": "http://x.example/jc2ku5BuxVyQyx"}, "(?i)check")
    refuses(session, PLACE, {**right, "at": stamp(session, hands.after)}, "not open")
    refuses(session, PLACE, {**right, "who": members[1].id}, "stewards say")


def test_a_result_has_its_archive_its_roll_and_its_time(session, members, facts, now):
    refuses(session, IMPORT, {**facts, "archive": None}, "(?i)null")
    refuses(session, IMPORT, {**facts, "archive": b""}, "without its archive")
    refuses(session, IMPORT, {**facts, "sha256": "abc"}, "without its archive")
    refuses(session, IMPORT, {**facts, "voters": VOTERS + 1}, "on the roll")
    refuses(session, IMPORT, {**facts, "yes": 5}, "on the roll")
    refuses(session, IMPORT, {**facts, "yes": -1}, "(?i)check")
    refuses(session, IMPORT, {**facts, "at": stamp(session, now + 6 * DAY)}, "after the close")
    refuses(session, IMPORT, {**facts, "at": stamp(session, now + 21 * DAY)}, "after the close")
    refuses(session, IMPORT, {**facts, "who": members[1].id}, "stewards bring")


def test_a_vote_held_here_takes_no_result(session, open_elsewhere, facts):
    refuses(session, IMPORT, {**facts, "p": open_elsewhere.id}, "(?i)told no address|in time|foreign")


@pytest.mark.only_on("postgresql")
def test_postgresql_takes_no_digest_of_other_bytes(session, facts):
    refuses(session, IMPORT, {**facts, "archive": facts["archive"] + b"x"}, "without its archive")


def test_there_is_one_result_at_a_time(session, facts):
    session.execute(text(IMPORT), facts)
    session.commit()
    refuses(session, IMPORT, facts, "one result at a time")


@pytest.fixture
def brought(told, election, hands):
    return hands.bring_in(told, election.data)


def test_a_second_steward_confirms_in_time_and_once(session, members, told, brought, hands, now):
    right = {"i": brought.id, "who": hands.second.id, "at": stamp(session, hands.after), "reason": ""}
    refuses(session, ANSWER, {**right, "who": hands.first.id}, "second steward")
    refuses(session, ANSWER, {**right, "who": members[1].id}, "stewards answer")
    refuses(session, ANSWER, {**right, "at": stamp(session, now + 21 * DAY)}, "in time")
    session.execute(text(ANSWER), right)
    session.commit()
    refuses(session, ANSWER, {**right, "reason": "Wrong."}, "(?i)unique|duplicate|exists")
    hands.close()
    refuses(session, ANSWER, right, "in time|exists")


def test_what_was_brought_in_stays(session, told, brought, hands):
    hands.confirm(told, brought)
    refuses(session, "UPDATE belenios_imports SET yes = 6", {}, "append-only")
    refuses(session, "UPDATE belenios_imports SET archive = :a", {"a": b"x"}, "append-only")
    refuses(session, "UPDATE belenios_answers SET reason = 'x'", {}, "append-only")
    refuses(session, "UPDATE belenios_places SET address = 'https://y'", {}, "append-only")
    for table in ("belenios_answers", "belenios_imports", "belenios_places"):
        refuses(session, f"DELETE FROM {table}", {}, "append-only|violates|FOREIGN")


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("name", ["belenios_votes", "belenios_places", "belenios_imports", "belenios_answers"])
def test_postgresql_empties_none_of_these_tables(session, vote, name):
    refuses(session, f"TRUNCATE {name} CASCADE", {}, "append-only")


@pytest.mark.only_on("sqlite")
def test_sqlite_replaces_nothing(session, told, brought, facts):
    replace = IMPORT.replace("INSERT", "INSERT OR REPLACE").replace("(proposal_id", "(id, proposal_id")
    refuses(session, replace.replace("VALUES (", f"VALUES ({brought.id}, "), facts, "exists|one result")


def outcome(session, told, **facts):
    json_type = "CAST(:result AS JSONB)" if session.bind.dialect.name == "postgresql" else ":result"
    said = {"yes": 3, "no": 1, "abstain": 1, "why": "passed"} | facts.pop("result", {})
    values = {"p": told.id, "passed": True, "ballots": 5, **facts, "result": json.dumps(said)}
    return OUTCOME.format(json=json_type), values


def test_a_vote_closes_with_its_result_or_after_its_time(session, told, brought, hands, now):
    right = {"p": told.id, "at": stamp(session, hands.after), "voted": 0, "ballots": 0}
    refuses(session, CLOSE, right, "still to come")
    hands.confirm(told, brought)
    refuses(session, CLOSE, {**right, "voted": 5}, "still to come|every voter")
    session.execute(text(CLOSE), right)
    session.rollback()


@pytest.mark.parametrize("wrong", [{"ballots": 4}, {"result": {"yes": 4}}, {"result": {"no": 0}},
                                   {"result": {"abstain": 0}}, {"ballots": 0, "passed": False,
                                                                "result": {"why": "lapsed"}}])  # fmt: skip
def test_an_outcome_says_what_was_confirmed(session, told, brought, hands, wrong):
    hands.confirm(told, brought)
    at = stamp(session, hands.after)
    session.execute(text(CLOSE), {"p": told.id, "at": at, "voted": 0, "ballots": 0})
    statement, values = outcome(session, told, at=at, **wrong)
    refuses(session, statement, values, "says what was brought in")


def test_without_a_confirmed_result_the_outcome_is_that_it_lapsed(session, told, brought, now):
    end = stamp(session, now + 21 * DAY)
    close = {"p": told.id, "at": end, "voted": 0, "ballots": 0}
    for wrong in ({}, {"passed": False, "ballots": 0}, {"passed": True, "ballots": 0, "result": {"why": "lapsed"}}):
        session.execute(text(CLOSE), close)
        statement, values = outcome(session, told, at=end, **wrong)
        refuses(session, statement, values, "says what was brought in")


def test_a_refusal_gives_its_reason_and_nothing_is_confirmed_by_it(session, told, brought, hands):
    actions.refuse(session, told, brought.id, steward=hands.first, reason="Wrong file.", at=hands.after)
    session.commit()
    close = {"p": told.id, "at": stamp(session, hands.after), "voted": 0, "ballots": 0}
    refuses(session, CLOSE, close, "still to come")
