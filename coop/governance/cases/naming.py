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
    """Names of these people, words of them, and their addresses that occur in a text."""
    words = {word for person in people for word in (*person.display_name.split(), person.email) if len(word) > SHORT}
    return sorted(word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags=re.IGNORECASE))
