"""RFC 8785 canonical JSON of what the log holds: objects, lists, strings, true, false and null; no numbers."""

from __future__ import annotations

import json
from typing import Any


class NotCanonical(ValueError):
    """Text that is not the canonical JSON of anything in the log."""


def canonical(value: Any) -> bytes:
    """The one way to write a value; raises NotCanonical for a number or a lone surrogate."""
    try:
        return _written(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("it holds half a character") from error


def read(text: bytes) -> Any:
    """The value of canonical JSON; raises NotCanonical when it is written in any other way."""
    try:
        value = json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"it is no JSON ({error})") from error
    if canonical(value) != text:
        raise NotCanonical("it is not written canonically")
    return value


def strings(value: Any) -> Any:
    """The same with every whole number as a string, as the log writes them."""
    if isinstance(value, dict):
        return {key: strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strings(item) for item in value]
    return str(value) if type(value) is int else value


def _written(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        # RFC 8785 sorts by UTF-16 units; that differs from code points beyond the basic plane alone.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    raise NotCanonical(f"a number stands in it ({value})")
