"""Whether a text that is to be published names somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

SHORT = 2
"""Words of a name of so few letters stand in too many sentences to tell anything."""


class Named(Protocol):
    """Whoever has a name and an address."""

    display_name: str
    email: str


def names_in(text: str, people: Iterable[Named]) -> list[str]:
    """Names of these people and their addresses that occur in a text: first names, and longer words of the others."""
    words = set()
    for person in people:
        first, *others = person.display_name.split() or [person.email]
        words |= {first, person.email, *(word for word in others if len(word) > SHORT)}
    return sorted(word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags=re.IGNORECASE))
