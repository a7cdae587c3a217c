"""The site's own check of its log finds what somebody changed behind the triggers' back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from coop.ledger import journal
from coop.ledger.log import checks
from coop.ledger.log.merkle import Frontier, leaf_hash
from tests.ledger.log import literal
from tests.ledger.log.test_database import gift
from tests.logs import begin, bring_up_to_date


@given(st.integers(0, 70))
def test_a_frontier_is_the_tree_so_far(count):
    leaves = [str(number).encode() for number in range(count)]
    frontier = Frontier()
    for number, leaf in enumerate(leaves, 1):
        frontier.add(leaf_hash(leaf))
        assert frontier.root() == literal.mth(leaves[:number])
    assert (frontier.size, frontier.root()) == (count, literal.mth(leaves))


@pytest.fixture
def logged(session, coop, now, tmp_path):
    key_file = begin(session, tmp_path, at=now)
    journal.post_all(session, [gift(1), gift(2)], at=now)
    bring_up_to_date(session, key_file, at=now)


def behind_the_triggers(session, statement):
    """What a database's owner can always do, and the reason that the log is published at all."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for name in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            session.execute(text(f"DROP TRIGGER {name}"))
    session.execute(text(statement))
    session.commit()


def test_a_whole_log_is_found_whole(session, logged):
    assert checks.findings(session) == []


def test_facts_that_wait_are_no_finding(session, logged, now):
    journal.post(session, gift(3), at=now)
    assert checks.findings(session) == []


@pytest.mark.own_database
@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("DELETE FROM log_queue", "every entry is in the log"),
        ("DELETE FROM log_leaves WHERE leaf_index = 3", "leaves follow each other"),
        ("UPDATE log_checkpoints SET size = size + 9", "signed heads are of this tree"),
        ("UPDATE log_leaves SET hash = (SELECT hash FROM log_leaves WHERE leaf_index = 1) WHERE leaf_index = 0",
         "leaves have their hash"),
    ],
)  # fmt: skip
def test_tampering_is_found(session, logged, now, statement, check):
    journal.post(session, gift(3), at=now)
    session.commit()
    if "hash =" in statement and session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE log_leaves DROP CONSTRAINT ck_log_leaves_hash_of_body"))
    if "log_leaves WHERE" in statement:
        session.execute(text("DELETE FROM log_openings"))
        session.commit()
    behind_the_triggers(session, statement)
    assert check in {finding.check for finding in checks.findings(session)}
