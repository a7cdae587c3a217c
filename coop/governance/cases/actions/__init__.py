"""The steps of a case, one subject a module; callers take them from here."""

from coop.governance.cases.actions.appealing import after_appeal, appeal
from coop.governance.cases.actions.deciding import end_if_due, vote
from coop.governance.cases.actions.filing import add_evidence, answer, file
from coop.governance.cases.actions.panels import draw_if_due, offer, replace_late, say_conflict, step_down
from coop.governance.cases.actions.pausing import lift_pause, sign_pause

__all__ = [
    "add_evidence",
    "after_appeal",
    "answer",
    "appeal",
    "draw_if_due",
    "end_if_due",
    "file",
    "lift_pause",
    "offer",
    "replace_late",
    "say_conflict",
    "sign_pause",
    "step_down",
    "vote",
]
