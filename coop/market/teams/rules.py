"""When the split of a team is agreed, as arithmetic over what its members said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOST_MEMBERS = 8
MOST_PARTS = 1000


class NoTeam(ValueError):
    """These people and parts make no team; `reason` is one of `alone`, `many`, `twice`, `parts`, `lead`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no team: {reason}")
        self.reason = reason


def check(lead_id: int, parts: Sequence[tuple[int, int]]) -> None:
    """Raise NoTeam unless (person, parts) make a team: the lead first, everybody once, whole parts above zero.

    None at all is fine: the lead works alone again.
    """
    if not parts:
        return
    people = [person for person, _ in parts]
    if people[0] != lead_id:
        raise NoTeam("lead")
    if len(people) < 2:
        raise NoTeam("alone")
    if len(people) > MOST_MEMBERS:
        raise NoTeam("many")
    if len(set(people)) != len(people):
        raise NoTeam("twice")
    if any(not 0 < each <= MOST_PARTS for _, each in parts):
        raise NoTeam("parts")


def is_agreed(members: Sequence[int], words: Mapping[int, bool], left: Sequence[int] = ()) -> bool:
    """Whether everybody named has said yes and nobody has left since."""
    return bool(members) and all(words.get(member, False) for member in members) and not left
