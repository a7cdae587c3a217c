"""What is watched, what was seen of it, and which alarms stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from coop.commons.witness.models import Alarm, AlarmAnswer, LastLook, SeenHead, WatchedKey, WatchedLog, WatchEnd
from coop.commons.witness.rules import Seen
from coop.verify.notes import Checkpoint, read_verifier

PAGE = 50


@dataclass(frozen=True)
class Watched:
    """A log with its last look, its newest tree head, the key that signs now, and how many heads are kept."""

    log: WatchedLog
    look: LastLook
    head: SeenHead
    key: WatchedKey
    end: WatchEnd | None

    @property
    def heads(self) -> int:
        return self.head.number + 1


def watched(session: Session) -> list[Watched]:
    """Every log that is or was watched, those still watched first."""
    heads, keys = aliased(SeenHead), aliased(WatchedKey)
    newest = select(func.max(heads.number)).where(heads.log_id == WatchedLog.id).scalar_subquery()
    current = select(func.max(keys.number)).where(keys.log_id == WatchedLog.id).scalar_subquery()
    rows = session.execute(
        select(WatchedLog, LastLook, SeenHead, WatchedKey, WatchEnd)
        .join(LastLook, LastLook.log_id == WatchedLog.id)
        .join(SeenHead, (SeenHead.log_id == WatchedLog.id) & (SeenHead.number == newest))
        .join(WatchedKey, (WatchedKey.log_id == WatchedLog.id) & (WatchedKey.number == current))
        .outerjoin(WatchEnd, WatchEnd.log_id == WatchedLog.id)
        .order_by(WatchEnd.log_id.is_not(None), WatchedLog.id)
    )
    return [Watched(*row) for row in rows]


def still_watched(session: Session) -> list[WatchedLog]:
    """The logs to look at."""
    query = select(WatchedLog).where(WatchedLog.id.not_in(select(WatchEnd.log_id))).order_by(WatchedLog.id)
    return list(session.execute(query).scalars())


def log_by_id(session: Session, log_id: int) -> WatchedLog:
    """A log that is known to be there."""
    return session.get_one(WatchedLog, log_id)


def one_by_id(session: Session, log_id: int) -> Watched | None:
    """A log as `watched` gives it; None for a number that is not there."""
    return next((found for found in watched(session) if found.log.id == log_id), None)


def by_address(session: Session, address: str) -> WatchedLog | None:
    """The log that is watched at an address."""
    return next((log for log in still_watched(session) if log.address == address), None)


def seen(session: Session, log_id: int) -> tuple[Seen, int]:
    """What was seen of a log, and how many tree heads that is."""
    keys = session.execute(
        select(WatchedKey.verifier).where(WatchedKey.log_id == log_id).order_by(WatchedKey.number)
    ).scalars()
    last = session.execute(
        select(SeenHead).where(SeenHead.log_id == log_id).order_by(SeenHead.number.desc()).limit(1)
    ).scalar()
    known = tuple(map(read_verifier, keys))
    if last is None:
        return Seen(known), 0
    return Seen(known, Checkpoint(known[0].name, last.size, last.root), last.note), last.number + 1


def look_to_change(session: Session, log_id: int) -> LastLook:
    """The row of the last look, kept from others who are about to write about the same log."""
    query = select(LastLook).where(LastLook.log_id == log_id).with_for_update()
    return session.execute(query.execution_options(populate_existing=True)).scalar_one()


def head(session: Session, log_id: int, size: int) -> SeenHead | None:
    """A tree head that was seen, by its size."""
    return session.execute(select(SeenHead).where(SeenHead.log_id == log_id, SeenHead.size == size)).scalar()


def heads(session: Session, log_id: int) -> Sequence[SeenHead]:
    """The newest tree heads that were seen of a log."""
    query = select(SeenHead).where(SeenHead.log_id == log_id).order_by(SeenHead.number.desc()).limit(PAGE)
    return session.execute(query).scalars().all()


@dataclass(frozen=True)
class Raised:
    """An alarm, of which log, and what a steward answered; `answer` None: it stands."""

    alarm: Alarm
    log: WatchedLog
    answer: AlarmAnswer | None


def alarms(session: Session, *, of: int | None = None) -> list[Raised]:
    """Alarms, those that stand first, then the newest."""
    query = (
        select(Alarm, WatchedLog, AlarmAnswer)
        .join(WatchedLog, WatchedLog.id == Alarm.log_id)
        .outerjoin(AlarmAnswer, AlarmAnswer.alarm_id == Alarm.id)
        .order_by(AlarmAnswer.alarm_id.is_not(None), Alarm.id.desc())
        .limit(PAGE)
    )
    if of is not None:
        query = query.where(Alarm.id == of)
    return [Raised(*row) for row in session.execute(query)]


def version(session: Session) -> tuple[object, ...]:
    """What the pages of the witness stand at."""
    looks = session.execute(
        select(LastLook.log_id, LastLook.looked_at, LastLook.good_at, LastLook.trouble).order_by(LastLook.log_id)
    ).all()
    counts = [
        session.execute(select(func.count()).select_from(table)).scalar() for table in (Alarm, AlarmAnswer, WatchEnd)
    ]
    return (*map(tuple, looks), *counts)
