"""Consent: a proposal stands unless somebody blocks it, and a block needs a reason.

Source: consent decisions as sociocracy knows them (G. Endenburg, "Sociocracy: the organization of decision-making",
1998): not "do all want it?" but "does anyone have a reasoned, paramount objection?". Four answers: *agree*, *abstain*,
*disagree* (would rather not, but stands aside) and *block* with a reason.

Adopted when the quorum is reached, somebody agrees, and no more block than allowed: none, unless the co-op's rule says
otherwise ("consent minus one"). Those who disagree are counted and shown and stop nothing. Abstentions count toward
the quorum. Whether a reason is a good one is for people to say, not for a count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.thresholds import Quorum


class Consent(StrEnum):
    """What a ballot can say."""

    AGREE = "agree"
    ABSTAIN = "abstain"
    DISAGREE = "disagree"
    BLOCK = "block"


class WhyConsent(StrEnum):
    """Why a proposal stands or falls: the first of these, in this order, that holds."""

    QUORUM_MISSED = "quorum_missed"
    BLOCKED = "blocked"
    NOBODY_AGREES = "nobody_agrees"
    ADOPTED = "adopted"


@dataclass(frozen=True)
class ConsentOutcome:
    """What was decided, with every number it rests on and the reasons of those who block, in alphabetical order."""

    roll: int
    agree: int
    abstain: int
    disagree: int
    block: int
    blocks_allowed: int
    reasons: tuple[str, ...]
    quorum_needed: int
    quorum_reached: bool
    why: WhyConsent

    @property
    def ballots(self) -> int:
        """Ballots cast, abstentions included."""
        return self.agree + self.abstain + self.disagree + self.block

    @property
    def adopted(self) -> bool:
        """Whether the proposal stands."""
        return self.why is WhyConsent.ADOPTED


def consent(
    ballots: Iterable[tuple[Consent, str]], *, roll: int, quorum: Quorum, blocks_allowed: int = 0
) -> ConsentOutcome:
    """Count (answer, reason) pairs; only a block has, and needs, a reason.

    Raises `BadProfile` on a block without a reason and on more ballots than people on the roll.
    """
    if blocks_allowed < 0:
        raise ValueError(f"{blocks_allowed} blocks cannot be allowed")
    said = dict.fromkeys(Consent, 0)
    reasons = []
    for answer, reason in ballots:
        if answer is Consent.BLOCK:
            if not reason.strip():
                raise BadProfile("a block needs a reason")
            reasons.append(reason.strip())
        said[answer] += 1
    cast = sum(said.values())
    if cast > roll:
        raise BadProfile(f"{cast} ballots from a roll of {roll}: somebody voted twice")
    needed = quorum.needed_ballots(roll)
    if cast < needed:
        why = WhyConsent.QUORUM_MISSED
    elif said[Consent.BLOCK] > blocks_allowed:
        why = WhyConsent.BLOCKED
    elif not said[Consent.AGREE]:
        why = WhyConsent.NOBODY_AGREES
    else:
        why = WhyConsent.ADOPTED
    return ConsentOutcome(
        roll=roll,
        agree=said[Consent.AGREE],
        abstain=said[Consent.ABSTAIN],
        disagree=said[Consent.DISAGREE],
        block=said[Consent.BLOCK],
        blocks_allowed=blocks_allowed,
        reasons=tuple(sorted(reasons)),
        quorum_needed=needed,
        quorum_reached=cast >= needed,
        why=why,
    )
