"""The dictionary of the API: each shape with its fields, read from the shapes themselves."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coop.commons.api.shapes.base import Shape
from coop.commons.api.shapes.problems import ParameterProblem
from coop.commons.api.table import OPERATIONS
from coop.commons.dictionary.column import Column


@dataclass(frozen=True)
class Field:
    """A field of a shape. `holds` names the shape inside, where there is one; `nullable`: it can be null."""

    name: str
    column: Column
    nullable: bool
    holds: tuple[str, ...]

    @property
    def told(self) -> tuple[str, Column, str, tuple[str, ...], bool]:
        """As the page lists it."""
        return self.name, self.column, self.column.type, self.holds, self.nullable


def shapes() -> dict[str, type[Shape]]:
    """Every shape that an answer can have, outer before inner ones."""
    found: dict[str, type[Shape]] = {}
    waiting: list[type[Shape]] = [*(operation.gives for operation in OPERATIONS), ParameterProblem]
    for shape in waiting:
        if shape.__name__ not in found:
            found[shape.__name__] = shape
            for info in shape.model_fields.values():
                waiting += _inside(info.annotation)
    return found


def fields(shape: type[Shape]) -> list[Field]:
    """The fields of a shape; raises LookupError for one that the dictionary does not tell."""
    found = []
    for name, info in shape.model_fields.items():
        column = next((each for each in info.metadata if isinstance(each, Column)), None)
        if column is None:
            raise LookupError(f"{shape.__name__}.{name} is not in the dictionary")
        nullable = type(None) in typing.get_args(info.annotation)
        found.append(Field(name, column, nullable, tuple(inner.__name__ for inner in _inside(info.annotation))))
    return found


def _inside(annotation: Any) -> Iterator[type[Shape]]:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _inside(part)
