"""What the demo's members vote on, how, and what they say about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from coop.demo.content.reading import read, unwrapped


@dataclass(frozen=True)
class Said:
    """A comment; `answers` is the number of an earlier one of the same proposal."""

    author: str
    text: str
    stance: str = "remark"
    answers: int | None = None
    agree: tuple[str, ...] = ()
    """Members who react to it by agreeing."""


@dataclass(frozen=True)
class Offer:
    """An amendment that a member offers: the whole text as they would have it."""

    author: str
    text: str
    reason: str


@dataclass(frozen=True)
class Nominated:
    """A member put forward by `by`; with a `statement` they stand."""

    who: str
    by: str
    statement: str = ""


@dataclass(frozen=True)
class Vacancy:
    """Who leaves a seat so many days after taking it, and who declines it when the ballots give it to them."""

    who: str
    days: int
    declines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project of a round. If it wins, `spent_cents` of it are spent at `shop`; with a `report` it is closed then."""

    key: str
    author: str
    title: str
    text: str
    cost_cents: int
    carried_out_by: str
    spent_cents: int = 0
    shop: str = ""
    report: str = ""


@dataclass(frozen=True)
class Motion:
    """A proposal with its ballots. Of `day`, `opened_days_ago` and `proposed_days_ago` one says when, or `period`."""

    key: str
    kind: str
    author: str
    title: str
    text: str
    opens_after: int | None = None
    """Days of discussion; None while it lasts."""
    day: int | None = None
    opened_days_ago: int | None = None
    proposed_days_ago: int | None = None
    period: str = ""
    rule: str = ""
    value: str = ""
    expense: str = ""
    ballots: dict[str, str] = field(default_factory=dict)
    splits: dict[str, dict[str, int]] = field(default_factory=dict)
    method: str = ""
    options: tuple[str, ...] = ()
    figures: dict[str, dict[str, int]] = field(default_factory=dict)
    """Approvals, points or ranks, by the options' numbers."""
    comment: tuple[Said, ...] = ()
    offer: tuple[Offer, ...] = ()
    office: str = ""
    body: str = ""
    seats: int = 0
    replaces: str = "all"
    nomination: tuple[Nominated, ...] = ()
    ranks: dict[str, list[str]] = field(default_factory=dict)
    """Of an election: whom each member ranks, the first choice first, by key of member."""
    vacancy: tuple[Vacancy, ...] = ()
    fund: str = ""
    amount_cents: int = 0
    """Of a round: at most so much, and no more than the fund has."""
    project: tuple[Project, ...] = ()
    ticks: dict[str, list[str]] = field(default_factory=dict)
    """Of a round: the projects that each member wants, by key of member."""

    @property
    def cast(self) -> dict[str, Any]:
        """What each member cast, by key of member."""
        return {**self.ballots, **self.splits, **self.figures, **self.ranks, **self.ticks}


@cache
def motions() -> tuple[Motion, ...]:
    """All proposals, in their order."""
    return tuple(_motion(row) for row in read("assembly.toml")["proposal"])


def _motion(row: dict[str, Any]) -> Motion:
    said = tuple(
        Said(**{**comment, "agree": tuple(comment.get("agree", ()))}) for comment in row.get("comment", ())
    )
    given = {
        "text": unwrapped(row["text"]),
        "comment": said,
        "offer": tuple(Offer(**{**offer, "text": unwrapped(offer["text"])}) for offer in row.get("offer", ())),
        "options": tuple(row.get("options", ())),
        "project": tuple(Project(**{**one, "text": unwrapped(one["text"])}) for one in row.get("project", ())),
        "vacancy": tuple(Vacancy(**{**one, "declines": tuple(one["declines"])}) for one in row.get("vacancy", ())),
        "nomination": tuple(Nominated(**one) for one in row.get("nomination", ())),
    }
    return Motion(**{**row, **given})
