"""What a file of votes holds, whatever its format."""

from dataclasses import dataclass, field

from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.ranked import RankedProfile


@dataclass(frozen=True)
class RankedElection:
    """Ranked ballots. `seats` is `None` where the format does not say; `withdrawn` no longer stand."""

    title: str
    profile: RankedProfile
    seats: int | None = None
    withdrawn: tuple[str, ...] = ()

    @property
    def standing(self) -> RankedProfile:
        """The ballots as they are counted: without the withdrawn."""
        return self.profile.without(self.withdrawn)


@dataclass(frozen=True)
class ProjectsElection:
    """A vote on projects. `vote_type` is how ballots speak: approval, cumulative, scoring, choose-1 or ordinal.

    Ordinal ballots are in `ranked`; to the profile they are approvals of what they rank. `selected` is what the file
    says was funded, `None` where it does not say.
    """

    title: str
    profile: ProjectsProfile
    vote_type: str = "approval"
    ranked: RankedProfile | None = None
    selected: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """Ballots as a table: a cell for each option, `None` where empty, and how many ballots a row stands for.

    `lines` are the rows' line numbers, to name one that a method finds wrong; empty when they come from no file.
    """

    title: str
    options: tuple[str, ...]
    rows: tuple[tuple[tuple[int | None, ...], int], ...]
    lines: tuple[int, ...] = field(default=(), compare=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """A line number for each row, 0 where there is none."""
        return self.lines or (0,) * len(self.rows)


@dataclass(frozen=True)
class Answers:
    """Ballots of one word each (yes, no, abstain; agree, disagree, block), a reason or none, and how many said so."""

    title: str
    rows: tuple[tuple[str, str, int], ...]
    lines: tuple[int, ...] = field(default=(), compare=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """A line number for each row, 0 where there is none."""
        return self.lines or (0,) * len(self.rows)


Election = RankedElection | ProjectsElection | Table | Answers
