"""One sequencer at a time, no gap, no fact twice, whatever the order of commits; and heads that continue each other."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.commons.log.sources import SOURCES
from coop.db import transaction
from coop.ledger import journal
from coop.ledger.log import keys, proofs, reading, sequencing, signing
from coop.ledger.log.leaves import commitment
from coop.ledger.log.merkle import EMPTY, leaf_hash
from coop.ledger.log.models import Checkpoint, Leaf, QueuedFact
from coop.ledger.log.notes import TreeHead
from tests.ledger.log import literal
from tests.ledger.log.test_database import gift
from tests.logs import ORIGIN, begin, bring_up_to_date


@pytest.fixture
def key_file(session, coop, now, tmp_path):
    return begin(session, tmp_path, at=now)


def leaves(session):
    return list(session.execute(select(Leaf.body).order_by(Leaf.leaf_index)).scalars())


def test_every_fact_gets_its_leaf_and_the_tree_is_signed(session, key_file, now):
    journal.post_all(session, [gift(number) for number in range(600)], at=now)
    head = bring_up_to_date(session, key_file, at=now)
    bodies = leaves(session)
    assert session.execute(select(func.count()).select_from(QueuedFact)).scalar_one() == 0
    assert head.size == len(bodies) > 600
    assert head.root == literal.mth(bodies)
    assert TreeHead.read(head.note) == TreeHead(ORIGIN, head.size, head.root)
    kinds = [json.loads(body)["type"] for body in bodies]
    assert (kinds.count("charter"), kinds.count("decision"), kinds.count("key"), kinds.count("entry")) == (1, 1, 1, 600)
    assert bring_up_to_date(session, key_file, at=now) is None


@pytest.mark.parametrize("limit", [1, 7, 256, 257])
def test_batches_of_any_size_give_one_tree(session, key_file, now, limit):
    journal.post_all(session, [gift(number) for number in range(300)], at=now)
    session.commit()
    while sequencing.sequence(session, SOURCES, limit=limit):
        session.commit()
    bodies = leaves(session)
    assert reading.tree(session, len(bodies)).root() == literal.mth(bodies)


def test_inclusion_and_consistency_from_the_tables(session, key_file, now):
    first = bring_up_to_date(session, key_file, at=now)
    journal.post_all(session, [gift(number) for number in range(520)], at=now)
    head = bring_up_to_date(session, key_file, at=now)
    bodies = leaves(session)
    assert reading.tree(session, head.size).consistency(first.size) == literal.proof(first.size, bodies)
    for number in (1, 260, 520):
        proof = proofs.proof_of(session, "entry", number)
        assert list(proof.path) == literal.path(proof.index, bodies)
        assert proof.hash == leaf_hash(bodies[proof.index])
        assert proof.text().startswith(f"c2sp.org/tlog-proof@v1\nindex {proof.index}\n")
        assert proof.text().endswith(head.note)


def test_the_commitment_opens(session, key_file, now):
    journal.post(session, gift(1), at=now)
    bring_up_to_date(session, key_file, at=now)
    proof = proofs.proof_of(session, "entry", 1)
    salt, private = proofs.openings(session, [proof.index])[proof.index]
    assert json.loads(proof.body)["commit"] == commitment(salt, private).hex()
    assert json.loads(private)["reference"] == "donation:1"


def test_nothing_is_proved_before_it_is_signed(session, coop, now):
    number = journal.post(session, gift(1), at=now)
    session.commit()
    assert proofs.proof_of(session, "entry", number) is None
    while sequencing.sequence(session, SOURCES):
        session.commit()
    assert proofs.proof_of(session, "entry", number) is None


def test_a_sequencer_that_dies_leaves_everything_in_the_queue(engine, session, key_file, now):
    journal.post_all(session, [gift(number) for number in range(5)], at=now)
    session.commit()
    waiting = sequencing.waiting_count(session)
    session.rollback()
    with pytest.raises(KeyboardInterrupt), transaction(engine) as other:
        sequencing.sequence(other, SOURCES)
        raise KeyboardInterrupt
    assert (reading.size(session), sequencing.waiting_count(session)) == (0, waiting)
    bring_up_to_date(session, key_file, at=now)
    assert sequencing.waiting_count(session) == 0


def test_many_sequencers_write_one_log(engine, session, key_file, now):
    journal.post_all(session, [gift(number) for number in range(400)], at=now)
    session.commit()
    facts = sequencing.waiting_count(session)
    session.rollback()
    start, wrong = threading.Barrier(6), []

    def work():
        start.wait()
        try:
            for _ in range(40):
                with transaction(engine) as other:
                    sequencing.sequence(other, SOURCES, limit=23)
                with transaction(engine) as other:
                    signing.sign(other, key_file, at=now)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    bring_up_to_date(session, key_file, at=now)
    bodies = leaves(session)
    assert len(bodies) == len(set(bodies)) == facts
    for head in session.execute(select(Checkpoint)).scalars():
        assert head.root == literal.mth(bodies[: head.size])


@pytest.mark.only_on("postgresql")
def test_a_number_that_commits_late_is_not_missed(engine, session, key_file, now):
    """Entry numbers commit out of order: the later one is in the log before the earlier one is committed."""
    with Session(engine) as slow, Session(engine) as quick:
        late = journal.post(slow, gift("late"), at=now)
        early = journal.post(quick, gift("early"), at=now)
        assert late < early
        quick.commit()
        bring_up_to_date(session, key_file, at=now)
        assert sequencing.leaf_of(session, "entry", early) is not None
        assert sequencing.leaf_of(session, "entry", late) is None
        slow.commit()
    bring_up_to_date(session, key_file, at=now)
    assert sequencing.leaf_of(session, "entry", late) > sequencing.leaf_of(session, "entry", early)


def test_an_older_database_is_not_signed_again(session, key_file, now, tmp_path):
    """A backup from before the last signature: a second history must not be signed."""
    bring_up_to_date(session, key_file, at=now)
    ahead = TreeHead(ORIGIN, reading.size(session) + 5, b"r" * 32)
    keys.remember(key_file, ahead.text() + "\n— x y\n")
    journal.post(session, gift(1), at=now)
    with pytest.raises(signing.Forked, match="older than what was published"):
        bring_up_to_date(session, key_file, at=now)
    session.rollback()
    assert sequencing.leaf_of(session, "entry", 1) is not None  # the fact itself is in the log, unsigned


def test_another_past_is_not_signed(session, key_file, now):
    head = bring_up_to_date(session, key_file, at=now)
    keys.remember(key_file, TreeHead(ORIGIN, head.size - 1, EMPTY).text() + "\n— x y\n")
    journal.post(session, gift(1), at=now)
    with pytest.raises(signing.Forked, match="not those whose tree head was signed"):
        bring_up_to_date(session, key_file, at=now)


def test_another_logs_key_is_refused(session, key_file, now, tmp_path):
    keys.create(tmp_path / "other.key", ORIGIN)
    session.commit()
    sequencing.sequence(session, SOURCES)
    with pytest.raises(keys.NoKey, match="not the key of this log"):
        signing.sign(session, tmp_path / "other.key", at=now)


def test_a_log_begins_once(session, key_file, now, tmp_path):
    with pytest.raises(keys.NoKey, match="has a key already"):
        signing.begin(session, tmp_path / "second.key", ORIGIN, at=now)
    assert not (tmp_path / "second.key").exists()


def test_a_beginning_that_cannot_be_written_down_leaves_no_key(session, coop, now, tmp_path):
    path = tmp_path / "log.key"

    class Lost(RuntimeError):
        pass

    def lose(*_arguments, **_facts):
        raise Lost

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "_write_down", lose)
        with pytest.raises(Lost):
            signing.begin(session, path, ORIGIN, at=now)
    assert not path.exists()


def test_a_log_is_handed_over_by_both_keys(session, key_file, now, tmp_path):
    before = bring_up_to_date(session, key_file, at=now)
    old = keys.read(key_file)
    row = signing.rotate(session, key_file, at=now + dt.timedelta(days=1))
    new = keys.read(key_file)
    head = bring_up_to_date(session, key_file, at=now + dt.timedelta(days=1))
    assert row.previous == old.verifier
    assert row.verifier == new.verifier != old.verifier
    assert row.size == before.size
    text, signatures = row.note.split("\n\n")
    assert text.split("\n")[2:] == [old.verifier, new.verifier, str(before.size)]
    assert signatures == old.signature(text + "\n") + new.signature(text + "\n")
    assert head.note.split("\n\n")[1] == new.signature(TreeHead.read(head.note).text())
    assert json.loads(leaves(session)[-1])["fact"]["verifier"] == new.verifier
    assert keys.read(tmp_path / f"log.key.{old.key_id.hex()}") == old


def test_the_empty_tree_is_not_signed(session, now, tmp_path):
    assert signing.sign(session, tmp_path / "none", at=now) is None
