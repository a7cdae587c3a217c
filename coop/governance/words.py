"""The words of the pages on decisions: kinds, stages, uses, answers, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from coop.governance.electorate.frozen import CONSENT, FrozenVote
from coop.governance.tallies.thresholds import FewOpposed
from coop.governance.tallies.yes_no import Needs, explain
from coop.web.filters import money


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
            "elect": _("Election"),
            "recall": _("Recall from office"),
            "projects": _("Fund projects"),
        },
        name,
    )


def office(name: str) -> str:
    """An office."""
    return _said({"steward": _("Steward"), "committee": _("Member of a committee")}, name)


def replaces(name: str) -> str:
    """Whose terms an election ends."""
    return _said(
        {
            "all": _("Everyone's: it is about all seats of this office"),
            "ended": _("Those whose term is over by then: others stay, seats are filled or added"),
        },
        name,
    )


def ended_how(name: str) -> str:
    """How a term of office ended."""
    return _said(
        {"replaced": _("Others were elected"), "recalled": _("Recalled by the members"), "resigned": _("Resigned")},
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
            "lapsed": _("Without outcome"),
        },
        name,
    )


def reactions() -> dict[str, str]:
    """What a member can say to a comment without a word, in the order in which it is offered."""
    return {"agree": _("I agree"), "doubt": _("I doubt it"), "thanks": _("Thank you")}


def method(name: str) -> str:
    """How a vote is cast, for whoever chooses it."""
    return _said(
        {
            "yes-no": _("Yes or no"),
            "consent": _("Consent: it stands unless somebody blocks it with a reason"),
            "approval": _("Approval: tick every option you could live with"),
            "score": _("Points: give each option from 0 to 5"),
            "schulze": _("Ranks: put the options in order"),
        },
        name,
    )


def how_counted(name: str) -> str:
    """A word on the method beside the ballot: what one gains by filling it in so or so; "" for nothing to say."""
    return _said(
        {
            "yes-no": "",
            "independent-markets": "",
            "consent": _(
                "By consent: who disagrees is heard and stops nothing; a block stops it, and its reason is published."
            ),
            "approval": _("By approval: every option you tick gets one. Ticking another never takes from the first."),
            "score": _("By points: they are added up. An option without points gets 0 from you."),
            "schulze": _(
                "By Schulze's method: every option is compared with every other. Ranking a second choice never hurts "
                "your first. What you leave out counts as last."
            ),
            "scottish-stv": _(
                "By Scottish STV: your ballot helps your first choice, and what is not needed there goes on to your "
                "next. A further choice never hurts an earlier one."
            ),
            "equal-shares": _(
                "By Equal Shares: everyone who votes has an equal part of the money, and a project is paid by those "
                "who want it. Tick every project you want: your part goes to what you ticked and others want too."
            ),
        },
        name,
    )


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
            "agree": _("Agree"),
            "disagree": _("Disagree"),
            "block": _("Block"),
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
            "blocked": _("Somebody blocked it."),
            "nobody_agrees": _("Nobody agreed."),
            "adopted": _("Enough members voted, somebody agreed, and nobody stopped it."),
            "none_stands": _("No option won against leaving things as they are."),
            "as_it_is": _("Leaving things as they are came first."),
            "nobody_ranked": _("Every ballot abstained."),
            "nobody_chose": _("Every ballot abstained."),
            "lapsed": _("Nobody brought the result in, so nothing is decided."),
            "none_fits": _("No project was wanted by anybody."),
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
    if vote.delegation_cap:
        said.append(_carried(vote.delegation_cap))
    if vote.is_split:
        return [*said, _("If fewer vote, everything left after the floors goes to the common reserve.")]
    if vote.method == CONSENT:
        return [*said, _consent(int(vote.terms["blocks_allowed"]))]
    if vote.is_election:
        return [
            *said,
            ngettext("One seat is filled.", "%(num)s seats are filled.", vote.seats),
            _("If fewer vote, nobody is elected and those in office stay until another election."),
        ]
    if vote.is_round:
        return [*said, *_round(vote)]
    if vote.has_options:
        return [*said, *_options(vote)]
    return said + _threshold(vote, explain(vote.roll, vote.needs_ballots, vote.threshold))


def _carried(cap: int) -> str:
    return str(
        ngettext(
            "A member who votes can cast a ballot for %(num)s other who gave them their vote and does not vote: it "
            "counts like any, toward the quorum too.",
            "A member who votes can cast ballots for up to %(num)s others who gave them their votes and do not vote: "
            "they count like any, toward the quorum too.",
            cap,
        )
    )


def _consent(blocks: int) -> str:
    if not blocks:
        return str(_("It passes when at least one agrees and nobody blocks it."))
    return str(
        ngettext(
            "It passes when at least one agrees and no more than %(num)s blocks it.",
            "It passes when at least one agrees and no more than %(num)s block it.",
            blocks,
        )
    )


def _round(vote: FrozenVote) -> list[str]:
    budget = int(vote.terms["budget_cents"])
    return [
        _("Everyone who votes has an equal part of %(sum)s.", sum=money(budget)),
        _(
            "For example: if all %(all)s vote, the part of each is %(each)s.",
            all=vote.roll,
            each=money((2 * budget + vote.roll) // (2 * vote.roll)),  # to the nearest cent
        ),
        _(
            "A project is paid when the parts of those who want it cover its cost; of several, first the one that "
            "takes least from each for what it gives."
        ),
        _("Parts are raised as long as that spends no more than there is; then what is left goes to what most want."),
        _("If fewer vote, nothing is funded and the money stays in the fund."),
        _("What is level is told apart by a lot that nobody knows before voting closes."),
    ]


def _options(vote: FrozenVote) -> list[str]:
    needed = explain(vote.roll, vote.needs_ballots, vote.threshold)
    against = {
        "simple": _("an option stands only if more ballots prefer it to that than the reverse"),
        "two-thirds": _("an option stands only if at least two thirds of those who prefer one of the two prefer it"),
        "three-quarters": _(
            "an option stands only if at least three quarters of those who prefer one of the two prefer it"
        ),
        "four-fifths": _("an option stands only if at least four fifths of those who prefer one of the two prefer it"),
    }
    if isinstance(vote.threshold, FewOpposed):
        rule = ngettext(
            "an option stands only if no more than %(num)s ballot prefers that to it",
            "an option stands only if no more than %(num)s ballots prefer that to it",
            needed.allowed_no or 0,
        )
    else:
        rule = against[vote.threshold_name]
    sentences = [
        _("Leaving things as they are is one of the options, and %(rule)s.", rule=rule),
        _("Of those that stand and leaving things as they are, the one that comes first is decided."),
    ]
    if needed.yes_at_quorum is not None:
        example = _(
            "For example: if %(few)s vote and all of them prefer one of the two, %(yes)s have to prefer the option.",
            few=needed.ballots,
            yes=needed.yes_at_quorum,
        )
        sentences.insert(1, example)
    return [*sentences, _("What is level is told apart by a lot that nobody knows before voting closes.")]


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
