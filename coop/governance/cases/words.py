"""The words of the pages of a case: stages, measures, the steps of the timeline, in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from coop.governance.cases.course import Stage, Step
from coop.governance.cases.rules import Measure
from coop.web.filters import moment, money


class Decided(Protocol):
    """What a decision or a vote says. Read-only."""

    @property
    def measure(self) -> str: ...
    @property
    def amount(self) -> int: ...


def kind(name: str) -> str:
    """What a case is about."""
    return str({"complaint": _("Complaint about a member"), "booking": _("Dispute about a booking")}[name])


def stage(name: Stage) -> str:
    """Where a case stands."""
    return str({
        Stage.ANSWER: _("Waits for the answer"),
        Stage.DRAW: _("The panel is being drawn"),
        Stage.PANEL: _("With the panel"),
        Stage.WINDOW: _("Decided; can be appealed"),
        Stage.VOTE: _("All members vote"),
        Stage.ENDING: _("Decided; to be carried out"),
        Stage.ENDED: _("Ended"),
    }[name])


def measure(name: str) -> str:
    """A measure, by its name alone."""
    return str({
        Measure.DISMISSED: _("Dismissed"),
        Measure.WARNING: _("Warning"),
        Measure.CONDITIONS: _("Conditions"),
        Measure.SUSPENSION: _("Suspension"),
        Measure.EXPULSION: _("Expulsion"),
        Measure.REFUND: _("Refund"),
    }[Measure(name)])


def decided(decision: Decided, *, sum_said: str = "") -> str:
    """A decision in a sentence; `sum_said` is a refund's money in words, where no page says how it is written."""
    days = int(decision.amount)
    return str({
        Measure.DISMISSED: _("Dismissed: nothing follows from it."),
        Measure.WARNING: _("A warning."),
        Measure.CONDITIONS: _("Conditions to be kept."),
        Measure.SUSPENSION: ngettext("A suspension of %(num)s day.", "A suspension of %(num)s days.", days),
        Measure.EXPULSION: _("Expulsion from the co-op."),
        Measure.REFUND: _("%(sum)s goes back to the client.", sum=sum_said or money(decision.amount)),
    }[Measure(decision.measure)])


def step(each: Step, *, size: int) -> str:
    """A line of the timeline: what was, or what comes next and what it means."""
    return str({
        "filed": _("The complaint was made, and the other side was told"),
        "answered": _("The other side answered"),
        "answer_by": _("Until then the other side can answer; nothing is decided before"),
        "to_draw": _("Then %(size)s members without a conflict are drawn by lot", size=size),
        "to_decide": _("The panel reads both sides and decides, with reasons"),
        "drawn": _("The panel was drawn by lot"),
        "panel_by": _("Until then the panel decides; who has not voted by then is replaced by the next one drawn"),
        "decided": _("The panel decided"),
        "appeal_by": _("Until then the member can put it before all members; it has no effect before"),
        "appealed": _("The member put it before all members"),
        "vote_until": _("All members vote until then"),
        "to_end": _("Then what was decided takes effect"),
        "ended": _("The case ended"),
    }[each.key])


def when(at: dt.datetime | None) -> str:
    """A step's moment; one that depends on others has none yet."""
    return str(moment(at)) if at is not None else str(_("afterwards"))


def ground(name: str) -> str:
    """Why somebody left a panel, or cannot judge."""
    return str({
        "conflict": _("in conflict"),
        "declined": _("stepped down"),
        "late": _("did not vote in time"),
        "household": _("same household"),
        "other": _("another reason"),
    }[name])
