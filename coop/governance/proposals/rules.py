"""Kinds of proposal, what they are voted by, and how two versions of a text differ."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from coop.governance.distribution.frozen import USES
from coop.governance.electorate.frozen import INDEPENDENT_MARKETS, YES_NO


class Refused(ValueError):
    """A proposal, vote or step that cannot be; the message says why, for the person who asked."""


class Kind(StrEnum):
    """What members can be asked to decide now."""

    DISTRIBUTE = "distribute"
    SET_RULE = "set-rule"
    SPEND = "spend"
    ADMIT = "admit"
    RESOLVE = "resolve"
    WRITE_OFF = "write-off"
    APPEAL = "appeal"
    ELECT = "elect"
    RECALL = "recall"
    PROJECTS = "projects"


WRITTEN = tuple(kind for kind in Kind if kind is not Kind.APPEAL)
"""Kinds that a member can write; an appeal begins with a panel's decision (`governance.cases`)."""


class Stance(StrEnum):
    """What a comment brings to the discussion."""

    FOR = "reason_for"
    AGAINST = "reason_against"
    QUESTION = "question"
    REMARK = "remark"


class Reaction(StrEnum):
    """What a member can say to a comment without a word."""

    AGREE = "agree"
    DOUBT = "doubt"
    THANKS = "thanks"


class Answer(StrEnum):
    """What becomes of an amendment that a member offered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"



FOR_MEMBERS = (Kind.ADMIT, Kind.RECALL)
"""Kinds whose words are about one person: only members read them."""

PERSONAL = ("admit", "expel", "recall", "appeal", "elect")
"""Kinds that are about a person: each member judges those alone, and gives their vote to nobody."""

YES_NO_OPTIONS = ("yes", "no", "abstain")


def may_be_given(kind: str) -> bool:
    """Whether votes on proposals of this kind can be given to another member."""
    return kind not in PERSONAL


def method_of(kind: str) -> tuple[str, tuple[str, ...]]:
    """The method a kind is voted by, and its options in ballot order."""
    return (INDEPENDENT_MARKETS, USES) if kind == Kind.DISTRIBUTE else (YES_NO, YES_NO_OPTIONS)


def step_of(budget_cents: int) -> int:
    """By how many units of the currency a round raises shares at a time: one, and more where one would take thousands
    of steps.
    """
    return 1 + budget_cents // 200_000


@dataclass(frozen=True)
class Piece:
    """Part of a text that is kept, added or taken away between two versions."""

    change: str
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Word by word, what one text became: pieces `kept`, `added`, `removed`, in order."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(old[i:j])))
            continue
        if j > i:
            pieces.append(Piece("removed", "".join(old[i:j])))
        if m > k:
            pieces.append(Piece("added", "".join(new[k:m])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+|\s+", text)
