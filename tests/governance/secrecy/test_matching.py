"""Somebody gets hold of the database after a vote, or of a backup during it, and tries to match ballots to persons.

What they know beyond it: who voted in which order, and what each ballot says. What they must not find is any row,
order, number, moment or transaction that joins the two.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from coop.governance.ballots import carried
from coop.governance.ballots.actions import cast
from coop.governance.ballots.models import BOX
from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close_due
from coop.governance.closing.chores import sweep_boxes
from coop.governance.delegation import actions as delegation
from coop.governance.delegation.models import PAIRS
from coop.governance.delegation.queries import by_id
from coop.governance.electorate.models import RollLine
from coop.governance.proposals import actions as proposals
from tests.factories import make_member, sign_in
from tests.governance.delegation.conftest import allow
from tests.governance.secrecy.dumps import copied, take
from tests.governance.test_pages import fields

DAY = dt.timedelta(days=1)
OPTIONS = ["On Mondays", "On Fridays", "On Sundays", "Never"]


@pytest.fixture
def vote(session, members, now):
    """Sixteen members vote one after the other, in an order of chance; each ballot is unlike all others."""
    people = [*members, *(make_member(session, f"Member {number}") for number in range(11))]
    proposal = proposals.propose(
        session, kind="resolve", title="When do we meet?", text="Once a week.", author=members[1], at=now - 4 * DAY,
        payload={"method": "schulze", "options": OPTIONS},
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    session.commit()
    dice = random.Random(7)
    dice.shuffle(people)
    codes = []
    for number, person in enumerate(people):
        ranks = dict(zip(dice.sample(["1", "2", "3", "4"], 3), (1, 1 + number % 2, 2 + number % 3), strict=True))
        at = now + dt.timedelta(minutes=number)
        code = cast(session, proposal, person=person, content=ranks, at=at)
        session.commit()
        if number % 4 == 0:
            code = cast(session, proposal, person=person, content={"0": 1, **ranks}, receipt=code, at=at)
            session.commit()
        codes.append((person, code))
    return proposal, codes


@pytest.fixture
def counted(engine, database_url, session, vote, now):
    """The same, closed, counted and swept."""
    proposal, codes = vote
    close_due(session, at=now + 7 * DAY)
    session.commit()
    session.close()
    settings = SimpleNamespace(database_owner_url=database_url)
    assert sweep_boxes(engine, settings, now + 7 * DAY) == 1
    assert sweep_boxes(engine, settings, now + 7 * DAY) == 0
    return proposal, codes


def test_no_row_holds_a_ballot_and_a_person(engine, session, counted, tmp_path):
    proposal, codes = counted
    published = contents(session, proposal.id)
    tokens = list(session.query(RollLine.token).filter_by(proposal_id=proposal.id))
    people = {name for person, _code in codes for name in (person.display_name, person.email)}
    session.close()
    dump = take(engine, tmp_path)
    # A ballot's fingerprint stands in one table, and no person, token or name stands in that table.
    assert dump.tables_with(hashed for hashed, _content in published) == {"published_ballots"}
    ballots = {"ballots": dump.tables["ballots"], "published_ballots": dump.tables["published_ballots"]}
    assert ballots["ballots"] == []
    assert sorted(ballots["published_ballots"]) == sorted((proposal.id, *one) for one in published)
    assert not dump.tables_with([*people, *(token for (token,) in tokens)]) & {"ballots", "published_ballots"}


def test_no_receipt_code_is_anywhere(engine, counted, tmp_path):
    _proposal, codes = counted
    dump = take(engine, tmp_path)
    assert dump.tables_with(code for _person, code in codes) == set()
    for _person, code in codes:
        assert code.encode() not in dump.files
        assert code not in dump.backup


def test_the_order_on_disk_is_that_of_keys(engine, session, counted, tmp_path):
    """Whoever knows who voted when learns nothing from where ballots lie."""
    dump = take(engine, tmp_path)
    hashes = [row[1] for row in dump.tables["published_ballots"]]
    assert hashes == sorted(hashes)
    if engine.dialect.name == "postgresql":
        for table in ("published_ballots", "voter_marks"):
            rows = copied(dump.backup, table)
            assert rows == sorted(rows, key=lambda row: (int(row[0]), int(row[1]) if row[1].isdigit() else row[1]))


def test_no_moment_is_kept_of_a_single_ballot(engine, session, counted, tmp_path):
    _proposal, _codes = counted
    dump = take(engine, tmp_path)
    for table in ("published_ballots", "voter_marks"):
        assert not any(isinstance(value, dt.datetime) for row in dump.tables[table] for value in row)


@pytest.mark.only_on("postgresql")
def test_no_transaction_joins_a_mark_and_a_ballot(engine, counted):
    """Each row knows the transaction that wrote it: the ballots' is one, and no mark's."""
    with engine.connect() as connection:
        ballots = set(connection.execute(text("SELECT xmin::text FROM published_ballots")).scalars())
        marks = set(connection.execute(text("SELECT xmin::text FROM voter_marks")).scalars())
        left = connection.execute(text("SELECT pg_relation_size('ballots')")).scalar_one()
    assert len(ballots) == 1
    assert len(marks) == 16
    assert not ballots & marks
    assert left == 0  # dead rows, each with its transaction, would still be there before the sweep


@pytest.mark.only_on("sqlite")
def test_without_the_sweep_the_log_of_changes_would_tell(engine, session, vote):
    """What the sweep is for: these very pages hold marks and ballots side by side, commit by commit."""
    hashes = [hashed.encode() for hashed, _content in contents(session, vote[0].id)]
    with open(f"{engine.url.database}-wal", "rb") as log:
        frames = log.read()
    assert all(hashed in frames for hashed in hashes)


@pytest.mark.only_on("postgresql")
def test_without_the_sweep_dead_rows_would_tell(engine, session, vote, now):
    """The rows of the emptied box are still on disk, each with the transaction of its voter's mark."""
    close_due(session, at=now + 7 * DAY)
    session.commit()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_relation_size('ballots')")).scalar_one() > 0


@pytest.mark.only_on("sqlite")
def test_the_log_of_changes_is_emptied(engine, session, counted):
    """Its pages would tell, commit by commit, which mark came with which ballot."""
    hashes = [hashed.encode() for hashed, _content in contents(session, counted[0].id)]
    with open(f"{engine.url.database}-wal", "rb") as log:
        frames = log.read()
    # What is there was written after the sweep: the note of it, and no ballot.
    assert not any(hashed in frames for hashed in hashes)


@pytest.mark.only_on("postgresql")
def test_a_backup_during_the_vote_does_not_tell_the_order(engine, vote, tmp_path):
    _proposal, codes = vote
    came = [str(person.id) for person, _code in codes]
    dump = take(engine, tmp_path)
    marks, ballots = copied(dump.backup, "voter_marks"), copied(dump.backup, "ballots")
    assert [row[1] for row in marks] == sorted(came, key=int) != came
    assert [row[0] for row in ballots] == sorted(row[0] for row in ballots)


def test_casting_writes_a_mark_and_a_ballot_and_nothing_else(engine, session, client, members, now, clock, tmp_path):
    proposal = proposals.propose(
        session, kind="resolve", title="T", text="X", payload={}, author=members[1], at=now - 4 * DAY
    )
    proposals.open_vote(session, proposal, at=now)
    session.commit()
    sign_in(client, members[2])
    path = f"/decisions/{proposal.reference}/ballot"
    sent = {**fields(client.get(path).text), "choice": "yes"}
    before = take(engine, tmp_path).tables
    assert client.post(path, data=sent).status_code == 200
    after = take(engine, tmp_path).tables
    grown = {name for name in after if after[name] != before[name]}
    assert grown == {"ballots", "voter_marks"} < set(BOX)
    assert sum(len(after[name]) - len(before[name]) for name in BOX) == 2


@pytest.fixture
def carried_vote(engine, session, members, now, database_url):
    """Two who carry one and two others, each with a paper unlike all ballots; closed, counted and swept."""
    allow(session, 3, at=now - 20 * DAY)
    people = [*members, *(make_member(session, f"Member {number}") for number in range(5))]
    proposal = proposals.propose(
        session, kind="resolve", title="When do we meet?", text="Once a week.", author=members[1], at=now - 4 * DAY,
        payload={"method": "schulze", "options": OPTIONS},
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    session.commit()
    pairs = [(people[5], people[0]), (people[6], people[1]), (people[7], people[1])]
    for giver, carrier in pairs:
        made = delegation.ask(session, delegator=giver, delegate=carrier, proposal=proposal, at=now)
        delegation.answer(session, by_id(session, made.id), accepts=True, at=now)
        session.commit()
    codes = []
    for person, ranks in ((people[0], {"1": 1}), (people[1], {"2": 1}), (people[2], {"3": 1})):
        codes.append(cast(session, proposal, person=person, content=ranks, at=now))
        session.commit()
    for person, ranks in ((people[0], {"1": 1, "4": 2}), (people[1], {"2": 1, "4": 2})):
        codes.append(carried.fill_in(session, proposal, delegate=person, content=ranks, at=now)[0])
        session.commit()
    close_due(session, at=now + 7 * DAY)
    session.commit()
    session.close()
    assert sweep_boxes(engine, SimpleNamespace(database_owner_url=database_url), now + 7 * DAY) == 1
    return proposal, pairs, codes


def test_after_the_vote_nothing_tells_who_carried_whom_or_what_they_cast(engine, session, carried_vote, tmp_path):
    proposal, pairs, codes = carried_vote
    published = contents(session, proposal.id)
    session.close()
    dump = take(engine, tmp_path)
    assert sorted(content for _hash, content in published) == ["1", "1>4", "2", "2>4", "2>4", "3"]
    for table in ("carried_ballots", *PAIRS):
        assert dump.tables[table] == []
    # Each fingerprint and what it says stands in one table, with no person; who was carried stands alone in another.
    assert dump.tables_with(hashed for hashed, _content in published) == {"published_ballots"}
    assert sorted(dump.tables["carried_marks"]) == sorted((proposal.id, giver.id) for giver, _carrier in pairs)
    assert dump.tables_with(codes) == set()
    for code in codes:
        assert code.encode() not in dump.files
        assert code not in dump.backup


@pytest.mark.only_on("sqlite")
def test_no_page_of_the_file_holds_a_paper_that_was_not_cast(engine, session, carried_vote, tmp_path):
    """Three ballots lay ready for each delegate; of those that were not needed no byte is left."""
    published = [hashed for hashed, _content in contents(session, carried_vote[0].id)]
    session.close()
    files = take(engine, tmp_path).files
    left = {found.decode() for found in re.findall(rb"[0-9a-f]{64}(?=[0-9]>[0-9])", files)}
    assert left <= set(published)


@pytest.mark.only_on("postgresql")
def test_a_carried_ballot_came_in_no_transaction_of_its_delegate(engine, carried_vote):
    """Published ballots come in one transaction with the marks of the carried, which says of nobody what they are."""
    with engine.connect() as connection:
        ballots = set(connection.execute(text("SELECT xmin::text FROM published_ballots")).scalars())
        marks = set(connection.execute(text("SELECT xmin::text FROM voter_marks")).scalars())
        for table in ("carried_ballots", *PAIRS):
            assert connection.execute(text(f"SELECT pg_relation_size('{table}')")).scalar_one() == 0
    assert len(ballots) == 1
    assert not ballots & marks


@pytest.mark.only_on("postgresql")
def test_no_mark_remembers_that_a_paper_was_filled_in(engine, carried_vote):
    """A foreign key leaves in the row that it refers to which transaction asked for it."""
    with engine.connect() as connection:
        assert set(connection.execute(text("SELECT xmax::text FROM voter_marks")).scalars()) == {"0"}


@pytest.mark.only_on("postgresql")
def test_a_backup_while_papers_are_filled_in_tells_no_order(engine, session, members, now, tmp_path):
    allow(session, 3, at=now - 20 * DAY)
    proposal = proposals.propose(
        session, kind="resolve", title="T", text="X", payload={}, author=members[1], at=now - 4 * DAY
    )
    proposals.open_vote(session, proposal, at=now)
    for giver, carrier in ((members[3], members[1]), (members[4], members[0])):
        made = delegation.ask(session, delegator=giver, delegate=carrier, proposal=proposal, at=now)
        delegation.answer(session, by_id(session, made.id), accepts=True, at=now)
    for person in (members[1], members[0]):
        cast(session, proposal, person=person, content="yes", at=now)
        carried.fill_in(session, proposal, delegate=person, content="no", at=now)
        session.commit()
    rows = copied(take(engine, tmp_path).backup, "carried_ballots")
    assert [row[1:3] for row in rows] == sorted((row[1:3] for row in rows), key=lambda row: [int(each) for each in row])
    assert len(rows) == 6
