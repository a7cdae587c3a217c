"""The table of what the API answers: one row for each address, from which routes, OpenAPI and the page are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from coop.commons.api.asked import Asked
from coop.commons.api.parameters import Parameter
from coop.commons.api.shapes.base import Shape
from coop.commons.api.versions import Version

Read = Callable[[Session, Asked], Any]
"""Gives the operation's shape, or None where there is nothing at the address."""


@dataclass(frozen=True)
class Operation:
    """An address, what it means (an English msgid), what it takes, what it gives, and how it is read.

    `seconds` is how long an answer may be used without asking again.
    """

    path: str
    name: str
    subject: str
    summary: str
    gives: type[Shape]
    read: Read
    version: Version
    parameters: tuple[Parameter, ...] = ()
    seconds: int = 10

    @property
    def in_path(self) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if parameter.in_path)

    @property
    def in_query(self) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if not parameter.in_path)

    @property
    def is_paged(self) -> bool:
        """Whether its answers are pages of a list, with `next` and `prev`."""
        return "next" in self.gives.model_fields
