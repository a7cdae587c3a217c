"""Where a proposal stands, told from its records and the time alone."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The stages of a proposal's life, as pages show them."""

    DRAFT = "draft"
    DISCUSSION = "discussion"
    OPEN = "open"
    CLOSED = "closed"
    PASSED = "passed"
    REJECTED = "rejected"
    ENACTED = "enacted"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Records:
    """What is on record of a proposal; `passed` is None until its outcome is written down."""

    begun: bool = False
    withdrawn: bool = False
    closes_at: dt.datetime | None = None
    passed: bool | None = None
    enacted: bool = False
    failed: bool = False
    lapsed: bool = False


def stage(records: Records, *, at: dt.datetime) -> Stage:
    """The stage at a moment. A vote past its deadline is closed whether or not anyone wrote it down."""
    if records.withdrawn:
        return Stage.WITHDRAWN
    if records.lapsed:
        return Stage.LAPSED
    if records.enacted:
        # A refused application is carried out too, but nothing was adopted.
        return Stage.ENACTED if records.passed else Stage.REJECTED
    if records.failed:
        return Stage.FAILED
    if records.passed is not None:
        return Stage.PASSED if records.passed else Stage.REJECTED
    if records.closes_at is not None:
        return Stage.OPEN if at < records.closes_at else Stage.CLOSED
    return Stage.DISCUSSION if records.begun else Stage.DRAFT
