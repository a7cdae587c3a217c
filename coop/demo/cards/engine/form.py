"""Form-encoded nested parameters, `line_items[0][price_data][currency]=eur`, as nested dictionaries of text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coop.demo.cards.engine.errors import ApiError

Given = dict[str, "str | Given"]
_PARTS = re.compile(r"\[([^\[\]]*)\]")


def decode(pairs: Iterable[tuple[str, str]]) -> Given:
    """Nest what was sent. `a[]=x&a[]=y` counts its places; a name that is both a value and a hash is refused."""
    root: Given = {}
    for name, value in pairs:
        head, bracket, rest = name.partition("[")
        inner = _PARTS.findall(bracket + rest) if bracket else []
        if bracket and "".join(f"[{part}]" for part in inner) != bracket + rest:
            raise ApiError(f"Invalid request: the parameter name {name!r} is malformed.", param=name)
        *way, last = [head, *inner]
        place = root
        for part in way:
            below = place.setdefault(part or str(len(place)), {})
            if isinstance(below, str):
                raise ApiError(f"Invalid request: {part!r} is both a value and a hash.", param=name)
            place = below
        if isinstance(place.get(last), dict):
            raise ApiError(f"Invalid request: {last!r} is both a value and a hash.", param=name)
        place[last or str(len(place))] = value
    return root
