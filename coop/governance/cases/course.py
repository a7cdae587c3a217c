"""Where a case stands and what comes next, from the moments of its records alone."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Every state of a case. Time alone moves it on where a term is over."""

    ANSWER = "answer"  # the other side may answer
    DRAW = "draw"  # the term is over, and the panel is not drawn yet
    PANEL = "panel"  # the panel decides
    WINDOW = "window"  # decided; the member may appeal
    VOTE = "vote"  # all members decide the appeal
    ENDING = "ending"  # nothing is open any more, and what was decided is to be carried out
    ENDED = "ended"


@dataclass(frozen=True)
class Facts:
    """The moments a case's records hold; None for records that are not there."""

    filed_at: dt.datetime
    answer_by: dt.datetime
    answered_at: dt.datetime | None = None
    drawn_at: dt.datetime | None = None
    panel_by: dt.datetime | None = None
    """Until when the last of those who sit on the panel has time."""
    decided_at: dt.datetime | None = None
    appeal_by: dt.datetime | None = None
    """None where there is nothing to appeal against."""
    appealed_at: dt.datetime | None = None
    vote_until: dt.datetime | None = None
    vote_enacted_from: dt.datetime | None = None
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class Step:
    """A line of the timeline: `key` says what, `done` whether it has been; `at` None for "as soon as it can be"."""

    key: str
    at: dt.datetime | None
    done: bool


def stage_of(facts: Facts, at: dt.datetime) -> Stage:
    """The stage at a moment."""
    if facts.ended_at is not None:
        return Stage.ENDED
    if facts.vote_until is not None:
        return Stage.VOTE if at < facts.vote_until else Stage.ENDING
    if facts.decided_at is not None:
        return Stage.WINDOW if facts.appeal_by is not None and at < facts.appeal_by else Stage.ENDING
    if facts.drawn_at is not None:
        return Stage.PANEL
    return Stage.ANSWER if at < facts.answer_by else Stage.DRAW


def timeline(facts: Facts, at: dt.datetime) -> tuple[Step, ...]:
    """What has been and what comes next, each with its moment, in order."""
    steps = [Step("filed", facts.filed_at, True)]
    if facts.answered_at is not None:
        steps.append(Step("answered", facts.answered_at, True))
    steps.append(Step("answer_by", facts.answer_by, at >= facts.answer_by))
    if facts.drawn_at is not None:
        steps.append(Step("drawn", facts.drawn_at, True))
    else:
        steps += [Step("to_draw", facts.answer_by if at < facts.answer_by else None, False),
                  Step("to_decide", None, False)]  # fmt: skip
    if facts.decided_at is not None:
        steps.append(Step("decided", facts.decided_at, True))
    elif facts.drawn_at is not None:
        steps.append(Step("panel_by", facts.panel_by, False))
    if facts.appealed_at is not None:
        steps.append(Step("appealed", facts.appealed_at, True))
        if facts.vote_until is not None:
            steps.append(Step("vote_until", facts.vote_until, at >= facts.vote_until))
    elif facts.appeal_by is not None:
        steps.append(Step("appeal_by", facts.appeal_by, at >= facts.appeal_by))
    if facts.ended_at is not None:
        steps.append(Step("ended", facts.ended_at, True))
    elif facts.decided_at is not None:
        steps.append(Step("to_end", facts.vote_enacted_from or facts.appeal_by, False))
    return tuple(steps)
