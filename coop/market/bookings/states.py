"""Where a booking stands, and which steps are open to whom: one enumeration, one function over the records.

Nothing here is stored. What is stored are records with their moments (`Facts`); time alone also changes a
state: a hold lapses and a request expires at their hour, whether or not any process runs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Every state of a booking."""

    HELD = "held"  # the client is checking the answers
    LAPSED = "lapsed"  # ... and took too long
    REQUESTED = "requested"  # the worker is asked
    EXPIRED = "expired"  # ... and did not answer in time
    DECLINED = "declined"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    COMPLETED = "completed"


class Side(StrEnum):
    """The two parties of a booking."""

    CLIENT = "client"
    WORKER = "worker"

    @property
    def other(self) -> Side:
        return Side.WORKER if self is Side.CLIENT else Side.CLIENT


class Step(StrEnum):
    """What a party can do with a booking."""

    CONFIRM = "confirm"
    ACCEPT = "accept"
    DECLINE = "decline"
    PROPOSE_TIME = "propose another time"
    ANSWER_TIME = "answer a proposed time"
    WAIVE = "waive the charge"
    CANCEL = "cancel"
    COMPLETE = "complete"
    REPORT_NO_SHOW = "report a no-show"
    CONTEST = "contest a no-show"
    TIP = "tip"


class NotOpen(ValueError):
    """The step is not open to this side now; ``state`` says where the booking stands."""

    def __init__(self, step: Step, state: State) -> None:
        super().__init__(f"{step} is not open: the booking is {state}")
        self.step, self.state = step, state


@dataclass(frozen=True)
class Facts:
    """The moments a booking's records hold; None for records that are not there."""

    starts_at: dt.datetime
    hold_ends_at: dt.datetime | None = None
    requested_at: dt.datetime | None = None
    answer_by: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    declined_at: dt.datetime | None = None
    expired: bool = False
    """Whether the decline was written because nobody answered."""
    cancelled_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    absent: Side | None = None
    contest_by: dt.datetime | None = None
    contested_at: dt.datetime | None = None
    waived_at: dt.datetime | None = None
    proposed_by: Side | None = None
    """Who proposed the time that is still unanswered."""


def state_of(facts: Facts, at: dt.datetime) -> State:
    """The state at `at`. A contested no-show stays one until somebody says the work was done after all."""
    if facts.completed_at is not None:
        return State.COMPLETED
    if facts.cancelled_at is not None:
        return State.CANCELLED
    if facts.declined_at is not None:
        return State.EXPIRED if facts.expired else State.DECLINED
    if facts.absent is not None:
        return State.NO_SHOW
    if facts.accepted_at is not None:
        return State.ACCEPTED
    if facts.requested_at is not None:
        overdue = facts.answer_by is not None and at >= facts.answer_by
        return State.EXPIRED if overdue else State.REQUESTED
    held = facts.hold_ends_at is not None and at < facts.hold_ends_at
    return State.HELD if held else State.LAPSED


def open_steps(facts: Facts, side: Side, at: dt.datetime) -> frozenset[Step]:
    """The steps open to a side at `at`."""
    state = state_of(facts, at)
    steps: set[Step] = set()
    if state is State.HELD and side is Side.CLIENT:
        steps = {Step.CONFIRM}
    elif state is State.REQUESTED:
        steps = {Step.CANCEL} if side is Side.CLIENT else {Step.DECLINE}
        if side is Side.WORKER and at < facts.starts_at:
            steps.add(Step.ACCEPT)
        steps |= _about_time(facts, side)
    elif state is State.ACCEPTED:
        steps = _accepted(facts, side, at)
    elif state is State.NO_SHOW:
        steps = _missed(facts, side, at)
    elif state is State.COMPLETED and side is Side.CLIENT:
        steps = {Step.TIP}
    return frozenset(steps)


def check(facts: Facts, side: Side, step: Step, at: dt.datetime) -> None:
    """Raise `NotOpen` unless the step is open to the side."""
    if step not in open_steps(facts, side, at):
        raise NotOpen(step, state_of(facts, at))


def _about_time(facts: Facts, side: Side) -> set[Step]:
    if facts.proposed_by is None:
        return {Step.PROPOSE_TIME}
    # Whoever proposed may propose something else; the other answers, or proposes in turn.
    return {Step.PROPOSE_TIME} if facts.proposed_by is side else {Step.PROPOSE_TIME, Step.ANSWER_TIME}


def _accepted(facts: Facts, side: Side, at: dt.datetime) -> set[Step]:
    if at < facts.starts_at:
        waivable = side is Side.WORKER and facts.waived_at is None
        return {Step.CANCEL} | _about_time(facts, side) | ({Step.WAIVE} if waivable else set())
    steps = {Step.COMPLETE, Step.REPORT_NO_SHOW}
    # Who cannot finish the work gives everything back; who receives it cannot undo what has begun.
    return steps | {Step.CANCEL} if side is Side.WORKER else steps


def _missed(facts: Facts, side: Side, at: dt.datetime) -> set[Step]:
    if facts.contested_at is not None:
        # The one who reported can take it back by saying that the work was done.
        return {Step.COMPLETE} if facts.absent is not side else set()
    in_time = facts.contest_by is not None and at < facts.contest_by
    return {Step.CONTEST} if facts.absent is side and in_time else set()
