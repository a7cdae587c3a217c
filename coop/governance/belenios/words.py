"""Why an archive is refused, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.governance.belenios.archive import MOST_BYTES, BadArchive, Flaw
from coop.governance.belenios.verifier import MOST_SECONDS
from coop.governance.belenios_tool import PROGRAM


def why(bad: BadArchive) -> str:
    """What is wrong with it and, where that helps, what was found."""
    said = {
        Flaw.TOO_LARGE: _("The archive is larger than %(most)s MB.", most=MOST_BYTES >> 20),
        Flaw.NO_ARCHIVE: _("This is no archive of Belenios: choose the file whose name ends in .bel."),
        Flaw.CHANGED: _("The archive was changed: a part of it is not what its fingerprint says."),
        Flaw.CHAIN: _("The archive was changed: its events do not follow one another."),
        Flaw.UNFINISHED: _("The election has no result yet: fetch the archive again once it is tallied."),
        Flaw.MIXED: _("Votes that are shuffled, such as ranks, cannot be brought in."),
        Flaw.QUESTION: _("It does not ask what was frozen here: question and answers have to be the same to the "
                         "letter."),
        Flaw.DECISION: _("Its description does not hold the address of this decision."),
        Flaw.ELECTION: _("It is another election than the one whose address members were told."),
        Flaw.NAMES: _("Its list of credentials names voters, and so cannot be published."),
        Flaw.WEIGHTS: _("Some of its voters have more than one vote."),
        Flaw.ROLL: _("It was set up for another number of voters than stand on the roll."),
        Flaw.COUNTS: _("The numbers of its result do not come to the number of its ballots."),
        Flaw.NO_PROGRAM: _("%(program)s is not installed on this server, and unchecked no result is brought in.",
                           program=PROGRAM),
        Flaw.TOO_LONG: _("Checking it took longer than %(most)s seconds.", most=MOST_SECONDS),
        Flaw.REFUSED: _("Belenios' own program refuses it."),
    }[bad.flaw]  # fmt: skip
    return f"{said} ({bad.detail})" if bad.detail else str(said)
