"""A resolution that is put to the vote with options, or by consent: what its payload says, and what that is called.

    {"method": "consent"}
    {"method": "approval" | "score" | "schulze", "options": ["On Mondays", "On Fridays"]}

and `{}` for yes or no. The options' words are fixed in the frozen terms by a digest with a salt, which the payload
gets when voting opens: whoever holds the export holds both, and a leaf of the log holds neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _

from coop.governance.electorate.frozen import APPROVAL, AS_IT_IS, CONSENT, SCHULZE, SCORE, YES_NO
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.ledger.log.leaves import canonical

METHODS = (YES_NO, CONSENT, APPROVAL, SCORE, SCHULZE)
"""What a resolution can be voted by."""

MOST_OPTIONS = 8
MOST_LETTERS = 80
POINTS = (0, 5)


def checked_choice(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a resolution in its one written form; raises Refused."""
    method = str(payload.get("method") or YES_NO)
    if method not in METHODS:
        raise Refused(_("Choose how members vote on it."))
    if method == YES_NO:
        return {}
    if method == CONSENT:
        return {"method": method}
    options = [" ".join(str(option).split()) for option in payload.get("options", ())]
    options = [option for option in options if option]
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Refused(_("Give from 2 to %(most)s options, one a line.", most=MOST_OPTIONS))
    if any(len(option) > MOST_LETTERS for option in options):
        raise Refused(_("An option has at most %(most)s letters.", most=MOST_LETTERS))
    if len({option.casefold() for option in options}) < len(options):
        raise Refused(_("Two of the options are the same."))
    return {"method": method, "options": options}


def option_keys(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The options on the ballot: numbers from 1 in the order they were written, then leaving things as they are."""
    return (*(str(number) for number in range(1, len(payload["options"]) + 1)), AS_IT_IS)


def written_names(proposal: Proposal) -> dict[str, str]:
    """The options' words by their keys, as written; empty where a vote has none."""
    return names_in(proposal.payload)


def names_in(payload: Mapping[str, Any]) -> dict[str, str]:
    """The same of a payload by itself."""
    words: Sequence[str] = payload.get("options", ())
    return {str(number): word for number, word in enumerate(words, 1)}


def names_digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 of the salt and, as canonical JSON, the options' words in their order."""
    return sha256(payload["salt"].encode() + canonical(payload["options"])).hexdigest()
