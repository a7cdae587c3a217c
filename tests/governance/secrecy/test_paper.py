"""Somebody steals a copy of the database before a list of paper ballots is signed, and another one after.

What they know beyond it: who stands on the list, which they read, and what each paper says. What they must not find is
anything that leads from one of these people to one of these papers, or from anybody else to any ballot.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from coop.governance.ballots.actions import cast
from coop.governance.ballots.models import BOX
from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close_due
from coop.governance.closing.chores import sweep_boxes
from coop.governance.paper_ballots import actions
from coop.governance.proposals import actions as proposals
from tests.factories import make_member, make_steward
from tests.governance.paper_ballots.conftest import Table
from tests.governance.secrecy.dumps import copied, take

DAY = dt.timedelta(days=1)
OPTIONS = ["On Mondays", "On Fridays", "On Sundays", "Never"]
ONLINE = ({"1": 1}, {"2": 1}, {"3": 1}, {"4": 1})
PAPERS = ({"1": 1, "2": 2}, {"2": 1, "1": 2}, {"3": 1, "1": 2}, {"4": 1, "1": 2}, {"1": 1, "4": 2})
THROWN_AWAY = ({"4": 1, "3": 2, "2": 3}, {"2": 1, "3": 2, "4": 3})


@pytest.fixture
def entered(session, members, now):
    """Four voted online; five papers wait for a signature, in an order of chance; two others were thrown away."""
    second = make_steward(session, "Stu Steward")
    people = [*members[1:], *(make_member(session, f"Member {number}") for number in range(9))]
    proposal = proposals.propose(
        session, kind="resolve", title="When do we meet?", text="Once a week.", author=members[1], at=now - 4 * DAY,
        payload={"method": "schulze", "options": OPTIONS},
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    session.commit()
    dice, table = random.Random(11), Table(session, members[0], second, now)
    dice.shuffle(people)
    for person, ranks in zip(people, ONLINE, strict=False):
        cast(session, proposal, person=person, content=ranks, at=now)
        session.commit()
    wrong = table.begin(proposal, *people[4:6])
    table.enter(proposal, wrong, *THROWN_AWAY)
    actions.discard(session, proposal, wrong, steward=second, reason="Read wrongly.", at=now)
    session.commit()
    named = people[4:9]
    number = table.begin(proposal, *named)
    table.enter(proposal, number, *dice.sample(PAPERS, len(PAPERS)))
    return SimpleNamespace(proposal=proposal, table=table, number=number, named=[person.id for person in named])


@pytest.fixture
def copies(engine, session, entered, tmp_path):
    """A copy before the second signature and one after it."""
    before = take(engine, tmp_path)
    session.rollback()  # who has read on SQLite holds the place of its one writer
    entered.table.sign(entered.proposal, entered.number)
    after = take(engine, tmp_path)
    session.close()
    return before, after


@pytest.fixture
def counted(engine, database_url, session, copies, entered, now):
    """The same, closed, counted and swept."""
    close_due(session, at=now + 7 * DAY)
    session.commit()
    session.close()
    assert sweep_boxes(engine, SimpleNamespace(database_owner_url=database_url), now + 7 * DAY) == 1
    return entered.proposal


def test_before_the_signature_names_and_papers_have_the_list_alone_in_common(engine, copies, entered):
    before, _after = copies
    papers = [row for row in before.tables["paper_contents"] if row[0] == entered.number]
    assert {len(row) for row in before.tables["paper_names"]} == {2}  # the list and the person, and no third thing
    assert sorted(row[1] for row in before.tables["paper_names"] if row[0] == entered.number) == sorted(entered.named)
    # A paper has the list, its place in the pile, the vote, and what it says.
    assert [row[:3] for row in papers] == [(entered.number, place, entered.proposal.id) for place in range(1, 6)]
    assert {row[3] for row in papers} == {"1>2", "2>1", "3>1", "4>1", "1>4"}
    assert len(before.tables["voter_marks"]) == len(before.tables["ballots"]) == len(ONLINE)


def test_the_signature_tells_who_and_what_and_never_who_what(engine, copies, entered):
    before, after = copies
    gained = {name: [row for row in after.tables[name] if row not in before.tables[name]] for name in after.tables}
    lost = {name for name, rows in before.tables.items() if any(row not in after.tables[name] for row in rows)}
    told = {"notices", "mails"}
    assert {name for name, rows in gained.items() if rows} - told == {"ballots", "voter_marks", "paper_signings"}
    assert lost == {"paper_contents"}
    hashes = {row[0] for row in gained["ballots"]}
    people = {row[1] for row in gained["voter_marks"]}
    assert (len(hashes), people) == (len(PAPERS), set(entered.named))
    assert after.tables_with(hashes) == {"ballots"}
    # One row about the whole list: nothing in it is one's own.
    assert len(gained["paper_signings"]) == 1
    # Who voted online is as hidden as before, among those who did.
    others = {row[0] for row in after.tables["ballots"]} - hashes
    assert len(others) == len({row[1] for row in after.tables["voter_marks"]} - people) == len(ONLINE)


def test_what_came_in_together_lies_in_the_order_of_keys(engine, session, copies, entered):
    """Neither the order of the pile, nor that of the roll or of the letters, is that of the box."""
    before, after = copies
    papers = {row[3]: row[1] for row in before.tables["paper_contents"]}
    gained = [row for row in after.tables["ballots"] if row not in before.tables["ballots"]]
    if engine.dialect.name == "sqlite":
        assert [row[0] for row in gained] == sorted(row[0] for row in gained)
    else:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT hash, content FROM ballots ORDER BY ctid")).all()
        came = [hashed for hashed, content in rows if content in papers]
        assert came == sorted(came)
        for table in BOX:
            rows = copied(after.backup, table)
            keys = [row[0] if table == "ballots" else [int(one) for one in row[:2]] for row in rows]
            assert keys == sorted(keys)
    # Fingerprints are of codes by chance, kept nowhere: the next signature would sort the same papers otherwise.
    assert not after.tables_with(papers) & {"notices", "mails", "paper_names", "voter_marks", "paper_signings"}


@pytest.mark.only_on("postgresql")
def test_the_transaction_of_a_signature_is_that_of_its_list_and_of_nobody_alone(engine, copies, entered):
    with engine.connect() as connection:
        marks = connection.execute(text("SELECT xmin::text, person_id FROM voter_marks")).all()
        ballots = connection.execute(text("SELECT xmin::text, hash FROM ballots")).all()
    (signed,) = {by for by, person in marks if person in entered.named}
    assert sum(by == signed for by, _hash in ballots) == sum(by == signed for by, _who in marks) == len(PAPERS)


@pytest.mark.only_on("postgresql")
def test_no_statement_of_it_is_one_persons(engine, session, entered):
    """Within a transaction rows know which statement wrote them: those of ballots follow their fingerprints."""
    entered.table.sign(entered.proposal, entered.number)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT cmin::text::int, hash, content FROM ballots")).all()
    came = [hashed for _order, hashed, content in sorted(rows) if ">" in content]
    assert came == sorted(came)


def test_after_the_close_nothing_tells_which_ballots_were_on_paper(engine, session, counted, tmp_path):
    published = contents(session, counted.id)
    session.close()
    dump = take(engine, tmp_path)
    assert len(published) == len(ONLINE) + len(PAPERS)
    assert dump.tables_with(hashed for hashed, _content in published) == {"published_ballots"}
    assert dump.tables["paper_contents"] == dump.tables["ballots"] == []
    assert {len(row) for row in dump.tables["published_ballots"]} == {3}


@pytest.mark.only_on("sqlite")
def test_no_page_of_the_file_holds_a_paper_beside_its_list(engine, session, counted, tmp_path):
    """Of papers that were thrown away no byte is left, and of the others no more than of ballots cast online."""
    files = take(engine, tmp_path).files
    for written in (b"4>3>2", b"2>3>4"):
        assert written not in files
    published = {hashed for hashed, _content in contents(session, counted.id)}
    session.close()
    found = re.findall(rb"([0-9a-f]{64})?(?:1>2|2>1|3>1|4>1|1>4)(?![0-9>])", files)
    assert found
    assert {one.decode() for one in found} <= published  # each follows a fingerprint: none a list


@pytest.mark.only_on("postgresql")
def test_no_row_of_the_list_is_left_on_disk(engine, counted):
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_relation_size('paper_contents')")).scalar_one() == 0
        assert connection.execute(text("SELECT pg_relation_size('ballots')")).scalar_one() == 0
        ballots = set(connection.execute(text("SELECT xmin::text FROM published_ballots")).scalars())
        lists = {
            by
            for table in ("voter_marks", "paper_names", "paper_signings", "paper_batches", "paper_discards")
            for by in connection.execute(text(f"SELECT xmin::text FROM {table}")).scalars()
        }
    assert len(ballots) == 1
    assert not ballots & lists
