"""Writing down what a look found: tree heads, keys, alarms; and what stewards and operators say about them."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coop.commons.witness import queries
from coop.commons.witness.cosigning import cosignature
from coop.commons.witness.models import Alarm, AlarmAnswer, LastLook, SeenHead, WatchedKey, WatchedLog, WatchEnd
from coop.commons.witness.rules import Good, Wrong
from coop.ledger.log.notes import Signer
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship
from coop.verify.notes import Verifier, read_note

NOTICE = "witness-alarm"
AGAIN_AFTER = dt.timedelta(days=1)


def watch(
    session: Session, address: str, key: Verifier, good: Good, *, is_key_given: bool, allow_insecure: bool,
    witness: Signer | None, at: dt.datetime,
) -> WatchedLog:
    """Watch a log from its first look on."""
    log = WatchedLog(
        address=address, origin=key.name, is_key_given=is_key_given, allow_insecure=allow_insecure, began_at=at
    )
    session.add(log)
    session.flush()
    session.add(WatchedKey(log_id=log.id, number=0, verifier=str(key), note="", learned_at=at))
    session.add(LastLook(log_id=log.id, looked_at=at, good_at=at, trouble="", unproven_since=None))
    session.flush()
    _write_down(session, log.id, good, keys=1, heads=0, witness=witness, at=at)
    return log


def end(session: Session, log: WatchedLog, *, reason: str, at: dt.datetime) -> None:
    """Watch it no longer; what was seen stays, and so do its alarms."""
    session.add(WatchEnd(log_id=log.id, reason=reason, ended_at=at))
    session.flush()


def note_good(
    session: Session, look: LastLook, good: Good, *, keys: int, heads: int, witness: Signer | None, at: dt.datetime
) -> None:
    """The log grew honestly, or stands still. `keys` and `heads` are how many are known of it."""
    look.looked_at = look.good_at = at
    look.trouble, look.unproven_since = "", None
    _write_down(session, look.log_id, good, keys=keys, heads=heads, witness=witness, at=at)


def note_trouble(look: LastLook, said: str, *, is_unproven: bool, at: dt.datetime) -> None:
    """The look could not be finished. `is_unproven`: a signed tree head is there, what proves it is not."""
    look.looked_at, look.trouble = at, said
    if is_unproven and look.unproven_since is None:
        look.unproven_since = at


def note_wrong(session: Session, look: LastLook, wrong: Wrong, *, before: str, at: dt.datetime) -> Alarm | None:
    """Raise an alarm and tell the stewards; None while one of its kind stands, or was raised within a day."""
    look.looked_at, look.trouble = at, wrong.said
    recent = select(Alarm.id).outerjoin(AlarmAnswer, AlarmAnswer.alarm_id == Alarm.id).where(
        Alarm.log_id == look.log_id,
        Alarm.kind == wrong.kind,
        or_(AlarmAnswer.alarm_id.is_(None), Alarm.raised_at > at - AGAIN_AFTER),
    )  # fmt: skip
    if session.execute(recent.limit(1)).first() is not None:
        return None
    alarm = Alarm(
        log_id=look.log_id, kind=wrong.kind, said=wrong.said, before=before, now=wrong.now, raised_at=at
    )
    session.add(alarm)
    session.flush()
    _tell_stewards(session, alarm, at=at)
    return alarm


def answer(session: Session, alarm: Alarm, *, person: Person, reason: str, at: dt.datetime) -> None:
    """A steward says what came of an alarm; no look ever does."""
    session.add(AlarmAnswer(alarm_id=alarm.id, person_id=person.id, reason=reason, answered_at=at))
    session.flush()


def _write_down(
    session: Session, log_id: int, good: Good, *, keys: int, heads: int, witness: Signer | None, at: dt.datetime
) -> None:
    for number, over in enumerate(good.hand_overs, keys):
        session.add(
            WatchedKey(log_id=log_id, number=number, verifier=str(over.verifier), note=over.note, learned_at=at)
        )
    if good.is_new:
        signed = cosignature(witness, read_note(good.note).text, at=at) if witness else ""
        session.add(
            SeenHead(
                log_id=log_id, number=heads, size=good.head.size, root=good.head.root, note=good.note,
                cosignature=signed, seen_at=at,
            )
        )
    session.flush()


def _tell_stewards(session: Session, alarm: Alarm, *, at: dt.datetime) -> None:
    log = queries.log_by_id(session, alarm.log_id)
    in_office = (
        select(Person)
        .join(Stewardship, Stewardship.person_id == Person.id)
        .where(Stewardship.begins_at <= at, or_(Stewardship.ends_at.is_(None), Stewardship.ends_at > at))
        .distinct()
    )
    for steward in session.execute(in_office).scalars():
        tell(
            session,
            steward,
            kind=NOTICE,
            subject=_("The log of a co-op we watch does not hold"),
            link=f"/witness/alarms/{alarm.id}",
            at=at,
            body=_("What %(log)s signed now does not go with what it signed before. Talk to its people, not only "
                   "by its own site. Both signatures are kept as evidence.", log=log.origin) + f"\n\n{alarm.said}",
        )
