"""What all shapes are made of."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.fields import FieldInfo

from coop.commons.dictionary import addresses
from coop.commons.dictionary.column import Column

Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
"""`2026-03-02`, in the co-op's zone."""

Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""UTC of fixed width: `2026-03-02T09:00:00.000000Z`."""

Exact = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^-?[0-9]+/[0-9]+$"})]
"""A fraction in lowest terms, `a/b`."""

Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri-reference"})]
"""From the root of the site, so that it holds whatever name the site is reached by."""


def told(column: Column) -> Any:
    """A field that means what the dictionary's column says."""
    extra: dict[str, Any] | None = {"x-unit": column.unit} if column.unit else None
    field: FieldInfo = Field(description=column.meaning, examples=[column.example], json_schema_extra=extra)
    field.metadata.append(column)
    return field


class Shape(BaseModel):
    """An object of the API. It has exactly its fields, always all of them: what is unknown is null."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Listed(Shape):
    """One page of a list; each list says in `items` what it holds."""

    next: Address | None = told(addresses.NEXT)
    prev: Address | None = told(addresses.PREV)
