"""The words of the pages on decisions: kinds, stages, uses, answers, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from coop.governance.electorate.frozen import FrozenVote
from coop.governance.tallies.thresholds import FewOpposed
from coop.governance.tallies.yes_no import Needs, explain


def _said(words: dict[str, str], key: str) -> str:
    return words.get(key, key)


def kind(name: str) -> str:
    """A kind of proposal."""
    return _said(
        {
            "charter": _("Founding charter"),
            "distribute": _("Share a surplus"),
            "set-rule": _("Set a rule"),
            "spend": _("Spend from the fund"),
            "admit": _("Admit a member"),
            "resolve": _("Resolution"),
            "write-off": _("Write off a debt"),
            "appeal": _("Appeal against a panel"),
        },
        name,
    )


def stage(name: str) -> str:
    """Where a proposal stands."""
    return _said(
        {
            "draft": _("Draft"),
            "discussion": _("In discussion"),
            "open": _("Open for votes"),
            "closed": _("Closed"),
            "passed": _("Adopted"),
            "rejected": _("Not adopted"),
            "enacted": _("Carried out"),
            "failed": _("Not carried out"),
            "withdrawn": _("Withdrawn"),
        },
        name,
    )


def reactions() -> dict[str, str]:
    """What a member can say to a comment without a word, in the order in which it is offered."""
    return {"agree": _("I agree"), "doubt": _("I doubt it"), "thanks": _("Thank you")}


def use(key: str) -> str:
    """A use of the surplus, or an answer on a ballot."""
    return _said(
        {
            "dividends": _("Dividends to members"),
            "reserve": _("Common reserve"),
            "solidarity": _("Solidarity fund"),
            "education": _("Education"),
            "projects": _("Neighbourhood projects"),
            "yes": _("Yes"),
            "no": _("No"),
            "abstain": _("Abstain"),
        },
        key,
    )


def use_hint(key: str) -> str:
    """What a use is for."""
    return _said(
        {
            "dividends": _("Paid to members by the work they did in the period."),
            "reserve": _("Kept by the co-op for bad times; never shared out."),
            "solidarity": _("For members in need."),
            "education": _("Courses, training, and telling others about co-operatives."),
            "projects": _("Projects in the neighbourhood, chosen by members."),
        },
        key,
    )


def basis(name: str) -> str:
    """What a line of a distribution rests on."""
    return _said(
        {
            "floor": _("Floor of our rules"),
            "non_member": _("From work of non-members"),
            "vote": _("The vote"),
            "carried": _("No quorum: carried over"),
        },
        name,
    )


def why(name: str) -> str:
    """Why a yes / no vote passed or failed."""
    return _said(
        {
            "quorum_missed": _("Too few voted, so the vote is not valid."),
            "no_yes": _("Nobody voted yes."),
            "too_few_yes": _("Too few voted yes."),
            "too_many_opposed": _("Too many were against."),
            "passed": _("Enough members voted, and enough of them said yes."),
        },
        name,
    )


def needs(vote: FrozenVote) -> list[str]:
    """The arithmetic of a vote in sentences, for any roll, before anyone votes."""
    ballots = vote.needs_ballots.needed_ballots(vote.roll)
    said = [
        ngettext("%(num)s member can vote.", "%(num)s members can vote.", vote.roll),
        ngettext(
            "The vote is valid when at least %(num)s of them votes. Abstaining counts as voting.",
            "The vote is valid when at least %(num)s of them vote. Abstaining counts as voting.",
            ballots,
        ),
    ]
    if vote.is_split:
        return [*said, _("If fewer vote, everything left after the floors goes to the common reserve.")]
    return said + _threshold(vote, explain(vote.roll, vote.needs_ballots, vote.threshold))


def _threshold(vote: FrozenVote, needed: Needs) -> list[str]:
    if isinstance(vote.threshold, FewOpposed):
        return [
            ngettext(
                "It passes when at least one says yes and no more than %(num)s says no.",
                "It passes when at least one says yes and no more than %(num)s say no.",
                needed.allowed_no or 0,
            )
        ]
    sentence = {
        "simple": _("It passes when more say yes than no."),
        "two-thirds": _("It passes when at least two thirds of those who say yes or no say yes."),
        "three-quarters": _("It passes when at least three quarters of those who say yes or no say yes."),
        "four-fifths": _("It passes when at least four fifths of those who say yes or no say yes."),
    }[vote.threshold_name]
    example = _(
        "For example: if %(few)s vote and nobody abstains, %(yes_few)s must say yes; "
        "if all %(all)s do, %(yes_all)s.",
        few=needed.ballots,
        yes_few=needed.yes_at_quorum,
        all=needed.roll,
        yes_all=needed.yes_if_all_vote,
    )
    return [sentence, example]
