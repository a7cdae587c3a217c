"""What an endpoint accepts, and how the text that arrives is read: kinds of value, what is missing, what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from coop.demo.cards.engine.errors import ApiError
from coop.demo.cards.engine.form import Given


@dataclass(frozen=True)
class Kind:
    """One parameter."""

    required: bool = False

    def read(self, value: str | Given, at: str) -> Any:
        """The value in Python's types. Raises ApiError naming the parameter `at`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Kind):
    """Words; of `choices` where there are any. An empty text unsets, and is read as None."""

    choices: tuple[str, ...] = ()
    longest: int = 5000

    def read(self, value: str | Given, at: str) -> str | None:
        text = plain(value, at)
        if not text:
            if self.required:
                raise ApiError(
                    f"You passed an empty string for '{at}'. It cannot be unset.",
                    code="parameter_invalid_empty",
                    param=at,
                )
            return None
        if self.choices and text not in self.choices:
            raise ApiError(f"Invalid {at}: must be one of {', '.join(self.choices)}", param=at)
        if len(text) > self.longest:
            raise ApiError(
                f"Invalid string: '{at}' must be at most {self.longest} characters", param=at,
                code="parameter_invalid_string_length" if self.longest < 5000 else None,
            )
        return text


@dataclass(frozen=True)
class Address(Text):
    """A URL with scheme and host."""

    def read(self, value: str | Given, at: str) -> str | None:
        text = super().read(value, at)
        if text is not None:
            parts = urlsplit(text)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ApiError("Not a valid URL", code="url_invalid", param=at)
        return text


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number; money in minor units."""

    least: int = 0
    most: int = 99_999_999_99

    def read(self, value: str | Given, at: str) -> int:
        text = plain(value, at)
        try:
            number = int(text)
        except ValueError:
            raise ApiError(f"Invalid integer: {text}", code="parameter_invalid_integer", param=at) from None
        if number < self.least:
            raise ApiError(
                f"Invalid {at}: must be greater than or equal to {self.least}",
                code="parameter_invalid_integer",
                param=at,
            )
        if number > self.most:
            raise ApiError(
                f"Invalid {at}: must be less than or equal to {self.most}", code="parameter_invalid_integer", param=at
            )
        return number


@dataclass(frozen=True)
class Flag(Kind):
    """`true` or `false`."""

    def read(self, value: str | Given, at: str) -> bool:
        text = plain(value, at)
        if text not in ("true", "false"):
            raise ApiError(f"Invalid boolean: {text}", param=at)
        return text == "true"


@dataclass(frozen=True)
class Labels(Kind):
    """Metadata: at most 50 keys of 40 characters, values of 500. `{}` of the whole given empty means: drop all."""

    def read(self, value: str | Given, at: str) -> dict[str, str] | None:
        if value == "":
            return None
        pairs = {key: plain(inner, f"{at}[{key}]") for key, inner in hashed(value, at).items()}
        if len(pairs) > 50:
            raise ApiError("Metadata can have at most 50 keys", param=at)
        for key, text in pairs.items():
            if len(key) > 40 or len(text) > 500:
                raise ApiError(
                    f"Metadata keys have at most 40 characters and values 500; {key!r} has more.", param=f"{at}[{key}]"
                )
        return pairs


@dataclass(frozen=True)
class Hash(Kind):
    """A nested hash of named parameters."""

    fields: Mapping[str, Kind] = field(default_factory=dict)

    def read(self, value: str | Given, at: str) -> dict[str, Any] | None:
        if value == "":
            return None
        return read(self.fields, hashed(value, at), at)


@dataclass(frozen=True)
class Many(Kind):
    """A list, sent as `name[0]`, `name[1]` or `name[]`."""

    item: Kind = field(default_factory=Text)

    def read(self, value: str | Given, at: str) -> list[Any]:
        if value == "":
            return []
        inside = hashed(value, at)
        if not all(key.isdigit() for key in inside):
            raise ApiError("Invalid array", param=at)
        return [self.item.read(inside[key], f"{at}[{key}]") for key in sorted(inside, key=int)]


@dataclass(frozen=True)
class Span(Kind):
    """A time, or the bounds of a span: gt, gte, lt, lte; unix seconds."""

    def read(self, value: str | Given, at: str) -> dict[str, int]:
        if isinstance(value, str):
            return {"is": Whole().read(value, at)}
        return read({name: Whole() for name in ("gt", "gte", "lt", "lte")}, value, at)


EXPAND = {"expand": Many(item=Text(required=True))}
PAGE = {
    "limit": Whole(least=1, most=100), "starting_after": Text(), "ending_before": Text(), **EXPAND,
}


def read(fields: Mapping[str, Kind], given: Given, at: str = "") -> dict[str, Any]:
    """Read what was given by what is accepted. Raises ApiError: unknown, missing, or of the wrong kind."""
    for name in given:
        if name not in fields:
            raise ApiError(
                f"Received unknown parameter: {_within(at, name)}", code="parameter_unknown", param=_within(at, name)
            )
    for name, kind in fields.items():
        if kind.required and name not in given:
            raise ApiError(
                f"Missing required param: {_within(at, name)}.", code="parameter_missing", param=_within(at, name)
            )
    return {name: fields[name].read(value, _within(at, name)) for name, value in given.items()}


def plain(value: str | Given, at: str) -> str:
    """A text, not a hash."""
    if not isinstance(value, str):
        raise ApiError("Invalid string: a hash was sent where a value belongs", param=at)
    return value


def hashed(value: str | Given, at: str) -> Given:
    """A hash, not a text."""
    if isinstance(value, str):
        raise ApiError("Invalid hash", param=at, code="parameter_invalid_hash")
    return value


def _within(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name
