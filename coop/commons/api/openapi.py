"""The API's description (OpenAPI 3.1), made from the same table and shapes that answer: it cannot say something else.

No generator of the frameworks is used: those at hand document by decorating views and serve pages that load scripts
from elsewhere; what is needed here is a table of operations and the JSON Schema that pydantic gives for each shape.
"""

from __future__ import annotations

import functools
import hashlib
import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from coop.commons.api.asked import ROOT
from coop.commons.api.operations import Operation
from coop.commons.api.parameters import Parameter
from coop.commons.api.shapes.problems import ParameterProblem, Problem
from coop.commons.api.table import OPERATIONS
from coop.web.problems import TYPE

_SHAPES: tuple[type[BaseModel], ...] = (*(operation.gives for operation in OPERATIONS), ParameterProblem, Problem)

_HEADERS = {
    "ETag": {"description": "The version of what the answer depends on; send it back in If-None-Match.",
             "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long the answer may be used without asking again.",
                      "schema": {"type": "string"}},
}
_LINK = {"Link": {"description": "The next page and the one before (RFC 8288), as in the body.",
                  "schema": {"type": "string"}}}
_INFO = """Everything the co-op publishes, read-only, without a key and without cookies; any web page may ask.

Money is whole numbers of minor units with the currency beside it; a posting of commodity MIN counts minutes. Days are
days of the co-op's time zone; moments are UTC of fixed width. Fractions are exact, as text `a/b`.

Lists are read page by page by following `next` until it is null: nothing is lost or given twice while entries are
added, and there is no end before the beginning of the books. Ask `after=0` and follow `prev` to read a list of the
newest first from its beginning. A parameter that is not understood is refused, never ignored."""


@functools.cache
def document() -> dict[str, Any]:
    """The whole description."""
    _, schemas = models_json_schema(
        [(shape, "serialization") for shape in _SHAPES], ref_template="#/components/schemas/{model}"
    )
    shapes = {name: _untitled(schema) for name, schema in schemas["$defs"].items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Toad Lane, open data", "version": "1.0.0", "summary": "The public face of a co-op as JSON.",
                 "description": _INFO, "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}},
        "servers": [{"url": ROOT}],
        "tags": [{"name": name} for name in dict.fromkeys(operation.subject for operation in OPERATIONS)],
        "paths": {operation.path: {"get": _described(operation)} for operation in OPERATIONS},
        "components": {"schemas": shapes, "responses": _refusals()},
    }


@functools.cache
def body() -> bytes:
    """The description as it is sent."""
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@functools.cache
def digest() -> str:
    """Changes with the shapes, so that no answer of an older release is taken for one of this."""
    return hashlib.sha256(body()).hexdigest()[:32]


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the titles that pydantic makes of the fields' names: they say nothing more."""
    fields = {name: {key: said for key, said in field.items() if key != "title"}
              for name, field in schema["properties"].items()}
    return {**schema, "properties": fields}


def _described(operation: Operation) -> dict[str, Any]:
    refused = {"400": "ParameterRefused", "406": "NotAcceptable", "429": "TooMany", "404": "NotFound"}
    return {
        "operationId": operation.name,
        "tags": [operation.subject],
        "summary": operation.summary,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {
            "200": {
                "description": str(operation.gives.__doc__).partition("\n")[0],
                "headers": _HEADERS | _LINK if operation.is_paged else _HEADERS,
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{operation.gives.__name__}"}}
                },
            },
            "304": {"description": "What you have is still so.", "headers": _HEADERS},
            **{code: {"$ref": f"#/components/responses/{name}"} for code, name in refused.items()},
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "required": parameter.in_path,
        "description": parameter.meaning,
        "schema": parameter.schema(),
        "example": int(parameter.example) if parameter.type == "whole" else parameter.example,
    }


def _refusals() -> dict[str, Any]:
    wait = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return {
        "ParameterRefused": _refusal("A parameter is unknown, given twice or malformed.", ParameterProblem),
        "NotFound": _refusal("There is nothing at this address, or what a parameter names is not here.", Problem,
                             ParameterProblem),
        "NotAcceptable": _refusal("Only JSON is given here."),
        "TooMany": _refusal("Too many requests of one network address in a minute.") | {"headers": wait},
    }


def _refusal(description: str, *shapes: type[Problem]) -> dict[str, Any]:
    named = [{"$ref": f"#/components/schemas/{shape.__name__}"} for shape in shapes or (Problem,)]
    schema: dict[str, Any] = named[0] if len(named) == 1 else {"oneOf": named}
    return {"description": description, "content": {TYPE: {"schema": schema}}}
