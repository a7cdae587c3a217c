"""An honest log may grow, stand still and change its key; what no honest log shows is a lasting alarm."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coop.commons.witness import actions, looking, queries
from coop.commons.witness.fetching import Trouble
from coop.commons.witness.looking import AlreadyWatched, NotGood
from coop.commons.witness.models import Alarm, SeenHead, WatchedKey
from coop.commons.witness.rules import Unreadable
from coop.ledger.log.notes import Signer, TreeHead, signed
from coop.notices.models import Notice
from tests.commons.witness.sister import ORIGIN
from tests.factories import make_steward

INSERTED = "INSERT INTO witness_heads SELECT log_id, {}, root, note, cosignature, seen_at FROM witness_heads"


def sizes(session):
    session.rollback()
    return list(session.execute(select(SeenHead.size).order_by(SeenHead.number)).scalars())


def alarms(session):
    session.rollback()
    return list(session.execute(select(Alarm).order_by(Alarm.id)).scalars())


def test_a_log_that_grows_is_kept_head_by_head(watching, sister, session):
    for size in (1, 212, 1000):
        sister.grow(size)
        found = watching.look()
        assert (found.wrong, found.trouble, found.size) == ("", "", len(sister.leaves))
    assert sizes(session) == [300, 301, 513, 1513]
    watching.look()
    assert sizes(session) == [300, 301, 513, 1513], "a log that stands still is not kept twice"
    assert queries.head(session, 1, 1513).note == sister.checkpoint
    assert alarms(session) == []


def test_a_shorter_log_is_an_alarm_with_both_notes(watching, sister, session):
    before = sister.checkpoint
    sister.grow(50)
    longer = sister.checkpoint
    watching.look()
    sister.checkpoint = before
    assert watching.look().wrong == "350 facts were signed, now it shows 300"
    [alarm] = alarms(session)
    assert (alarm.kind, alarm.before, alarm.now) == ("rollback", longer, before)
    assert sizes(session) == [300, 350]


def test_another_root_of_the_same_size_is_a_fork(watching, sister, session):
    sister.leaves[7] = b"another fact"
    sister.sign()
    assert watching.look().wrong == "two different roots are signed for 300 facts"
    assert [alarm.kind for alarm in alarms(session)] == ["fork"]
    assert sizes(session) == [300]


def test_a_longer_log_with_another_past_is_a_fork(watching, sister, session):
    sister.leaves[7] = b"another fact"
    sister.grow(100)
    assert "does not begin with the 300 that were signed before" in watching.look().wrong
    assert [alarm.kind for alarm in alarms(session)] == ["fork"]
    assert sizes(session) == [300]


def test_tiles_of_another_log_prove_nothing(watching, sister, session):
    sister.grow(100)
    sister.answers["tile/1/000.p/1"] = bytes(32)
    assert "the tiles do not show" in watching.look().wrong
    assert [alarm.kind for alarm in alarms(session)] == ["fork"]


def test_a_false_signature_is_an_alarm(watching, sister, session):
    line = sister.checkpoint.splitlines()[-1]
    sister.answers["checkpoint"] = sister.checkpoint.replace(line[-20:-10], "A" * 10).encode()
    assert "the signature of sister.example" in watching.look().wrong
    assert [alarm.kind for alarm in alarms(session)] == ["signature"]


def test_a_key_that_was_handed_the_log_is_followed(watching, sister, session):
    sister.rotate()
    sister.grow(10)
    assert watching.look().wrong == ""
    sister.rotate()
    sister.rotate()
    sister.grow(10)
    assert watching.look().wrong == ""
    session.rollback()
    keys = list(session.execute(select(WatchedKey).order_by(WatchedKey.number)).scalars())
    assert keys[-1].verifier == sister.verifier
    assert [key.note for key in keys] == ["", *sister.hand_overs[1:]]


def test_a_key_that_nobody_announced_is_an_alarm(watching, sister, session):
    sister.rotate(announced=False)
    sister.grow(10)
    assert "nor by a key that this one handed the log to" in watching.look().wrong
    assert [alarm.kind for alarm in alarms(session)] == ["key"]


def test_a_hand_over_that_the_old_key_did_not_sign_hands_over_nothing(watching, sister, session):
    sister.rotate()
    old_line = sister.hand_overs[-1].splitlines(keepends=True)[-2]
    sister.hand_overs[-1] = sister.hand_overs[-1].replace(old_line, "")
    sister.grow(10)
    assert watching.look().wrong
    assert [alarm.kind for alarm in alarms(session)] == ["key"]


def test_a_key_that_handed_the_log_over_signs_no_more(watching, sister, session):
    old = sister.rotate()
    sister.grow(10)
    watching.look()
    sister.grow(10)
    sister.sign(old)
    assert "which has handed the log over" in watching.look().wrong


def test_an_alarm_stands_until_a_steward_answers_it(watching, sister, session, now):
    steward = make_steward(session)
    session.commit()
    honest = sister.checkpoint
    sister.checkpoint = signed(TreeHead(ORIGIN, 200, bytes(32)).text(), [sister.signer])
    assert watching.look().wrong
    assert watching.look().wrong
    sister.checkpoint = honest
    assert watching.look().wrong == ""
    [alarm] = alarms(session)
    [raised] = queries.alarms(session)
    assert raised.answer is None
    told = session.execute(select(Notice).where(Notice.kind == actions.NOTICE)).scalars().all()
    assert [notice.person_id for notice in told] == [steward.id]
    assert told[0].link == f"/witness/alarms/{alarm.id}"

    actions.answer(session, alarm, person=steward, reason="They restored a backup", at=watching.at)
    session.commit()
    sister.checkpoint = signed(TreeHead(ORIGIN, 200, bytes(32)).text(), [sister.signer])
    assert watching.look().wrong, "an answer heals nothing"
    assert len(alarms(session)) == 1, "but is not asked for again the same day"
    assert watching.look(dt.timedelta(days=1)).wrong
    assert len(alarms(session)) == 2


def test_silence_is_no_alarm_and_has_its_age(watching, sister, session, now):
    sister.answers["checkpoint"] = lambda handler: handler.send_error(503)
    found = watching.look()
    assert found.wrong == ""
    assert "503" in found.trouble
    session.rollback()
    [each] = queries.watched(session)
    assert (each.look.good_at, each.look.looked_at) == (now, watching.at)
    assert alarms(session) == []
    del sister.answers["checkpoint"]
    assert watching.look().trouble == ""


def test_a_head_that_is_not_proven_for_a_day_is_an_alarm(watching, sister, session):
    sister.grow(100)
    sister.answers["tile/0/001.p/144"] = lambda handler: handler.send_error(404)
    assert "404" in watching.look().trouble
    assert "404" in watching.look(dt.timedelta(hours=23)).trouble
    assert "for over a day" in watching.look(dt.timedelta(hours=2)).wrong
    assert [alarm.kind for alarm in alarms(session)] == ["unproven"]


def test_without_a_key_the_one_beside_the_log_is_pinned(witness, sister, session):
    sister.rotate()
    sister.sign()
    log, verifier = witness.watch(sister, key=False)
    assert (log.is_key_given, verifier) == (False, sister.verifier)
    sister.rotate(announced=False)
    sister.grow(1)
    assert witness.look().wrong


def test_a_log_that_another_key_signs_is_not_watched_at_all(witness, sister, session):
    right, sister.signer = sister.signer, Signer.new(ORIGIN)
    with pytest.raises(NotGood, match="is not signed by"):
        witness.watch(sister)
    sister.signer = right
    witness.watch(sister)
    with pytest.raises(AlreadyWatched):
        witness.watch(sister)
    assert len(queries.watched(session)) == 1


def test_tiles_that_do_not_lead_to_the_root_are_not_watched(witness, sister, session):
    sister.answers["tile/0/001.p/44"] = bytes(44 * 32)
    with pytest.raises(Unreadable, match="do not lead to the root"):
        witness.watch(sister)
    sister.answers["tile/0/001.p/44"] = bytes(44 * 32 - 1)
    with pytest.raises(Trouble, match="1407 bytes"):
        witness.watch(sister)


def test_an_older_answer_of_a_slow_look_is_no_rollback(watching, sister, session, monkeypatch):
    """Two looks at once: the one that asked first comes to write last, with what is by then an old tree head."""
    asked = looking._found
    first = []

    def slowly(engine, log):
        found = asked(engine, log)
        if not first:
            first.append(found)
            sister.grow(50)
            assert watching.look().size == 400
        return found

    sister.grow(50)
    monkeypatch.setattr(looking, "_found", slowly)
    assert first == []
    found = watching.look()
    assert (found.wrong, found.size) == ("", 400)
    assert sizes(session) == [300, 400]
    assert alarms(session) == []


def test_many_looks_at_once_keep_each_head_once(watching, sister, session):
    found = []

    def many():
        for _ in range(4):
            found.append(watching.look(dt.timedelta(0)))

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for count in range(6):
        sister.grow(count + 1)
    for thread in threads:
        thread.join()
    watching.look()
    assert len(found) == 16
    kept = sizes(session)
    assert kept == sorted(set(kept))
    assert kept[-1] == len(sister.leaves)
    assert alarms(session) == []


@pytest.mark.parametrize("statement", [
    "UPDATE witness_heads SET size = 1", "DELETE FROM witness_heads", "UPDATE witness_logs SET address = 'x'",
    "DELETE FROM witness_keys", "UPDATE witness_alarms SET kind = 'key'", "DELETE FROM witness_alarms",
    INSERTED.format("number + 1, size - 1"), INSERTED.format("number + 2, size + 1"),
])  # fmt: skip
def test_the_databases_keep_what_was_seen(watching, sister, session, statement):
    sister.checkpoint = signed(TreeHead(ORIGIN, 200, bytes(32)).text(), [sister.signer])
    watching.look()
    with pytest.raises(DBAPIError):
        session.execute(text(statement))
        session.commit()
    session.rollback()
