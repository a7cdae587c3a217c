"""The description is a valid one, and says exactly what is answered."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from coop.commons.api import openapi
from coop.commons.api.asked import ROOT
from coop.commons.api.table import OPERATIONS
from tests.commons.api.crawl import MORE, crawled

REGISTRY = Registry().with_resource("urn:api", Resource(openapi.document(), DRAFT202012))


def validator(shape: str) -> Draft202012Validator:
    schema = {"$ref": f"urn:api#/components/schemas/{shape}"}
    return Draft202012Validator(schema, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER)


def operation_of(address: str):
    path = address.removeprefix(ROOT).partition("?")[0]
    fitting = [one for one in OPERATIONS if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one.path), path)]
    assert fitting, address
    return fitting[0]


def test_it_is_valid_openapi():
    validate(openapi.document())


def test_it_lists_the_routes_and_nothing_else(app):
    routes = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule).removeprefix(ROOT)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{ROOT}/")
    }
    assert routes - {"/openapi.json"} == set(openapi.document()["paths"])


def test_every_schema_is_a_schema_that_allows_nothing_else():
    for name, schema in openapi.document()["components"]["schemas"].items():
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
        assert schema["additionalProperties"] is False, name
        assert set(schema["required"]) == set(schema["properties"]), name


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_answer_is_as_described(seeded):
    seen = set()
    for address, answer in crawled(seeded, also=MORE).items():
        operation = operation_of(address)
        seen.add(operation.name)
        problems = [error.message for error in validator(operation.gives.__name__).iter_errors(answer)]
        assert not problems, (address, problems[:3])
    assert seen == {operation.name for operation in OPERATIONS}


def test_every_refusal_is_as_described(client, books):
    for address, status, shape in (
        ("/entries?foo=1", 400, "ParameterProblem"),
        ("/entries?limit=0", 400, "ParameterProblem"),
        ("/entries?limit=1&limit=2", 400, "ParameterProblem"),
        ("/entries?before=1&after=2", 400, "ParameterProblem"),
        ("/search?lat=91&lon=0", 400, "ParameterProblem"),
        ("/search?lat=9", 400, "ParameterProblem"),
        ("/search?place=Atlantis", 404, "ParameterProblem"),
        ("/search?category=nowhere", 404, "ParameterProblem"),
        ("/search?after=1-A-0", 404, "ParameterProblem"),
        ("/entries/999999", 404, "Problem"),
        ("/nowhere", 404, "Problem"),
    ):
        answer = client.get(ROOT + address)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), address
        assert not list(validator(shape).iter_errors(answer.json)), (address, answer.json)
        assert answer.json["status"] == status


def test_the_description_is_sent_whole_and_known_again(client):
    first = client.get(f"{ROOT}/openapi.json")
    assert first.json == openapi.document()
    again = client.get(f"{ROOT}/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert not first.headers["ETag"].startswith("W/")


def test_the_page_for_people_has_examples_that_work(seeded):
    page = seeded.get("/api")
    examples = re.findall(r'href="(/api/v1[^"]*)"', page.text)
    assert len(examples) > len(OPERATIONS)
    for address in examples:
        assert seeded.get(address.replace("&amp;", "&")).status_code == 200, address


def test_the_page_for_people_works_before_anything_happened(client):
    page = client.get("/api")
    assert page.status_code == 200
    for address in re.findall(r'href="(/api/v1[^"]*)"', page.text):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
