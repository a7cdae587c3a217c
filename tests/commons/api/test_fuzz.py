"""A program that reads only the description asks everything it allows and much that it does not.

What is allowed must be answered as described; what is not must be refused as described; nothing may break.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode

from coop.commons.api.asked import ROOT
from coop.commons.api.table import OPERATIONS

EXAMPLES = 8

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the tester's own libraries
]


@pytest.fixture(scope="session")
def described(seeded):
    """Operation -> how to ask it, from the description as it is served."""
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", seeded.app)
    return {result.ok().definition.raw["operationId"]: result.ok() for result in schema.get_all_operations()}


def ask(operation, mode):
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def asked(case):
        query = case.query or {}
        # What the description says in words alone: not both ends of a page, and a point has two numbers.
        assume(not ("before" in query and "after" in query))
        assume(("lat" in query) == ("lon" in query))
        case.call_and_validate()

    asked()


def test_everything_that_is_allowed_is_answered_as_described(described):
    assert set(described) == {operation.name for operation in OPERATIONS}
    for operation in described.values():
        ask(operation, GenerationMode.POSITIVE)


def test_everything_else_is_refused_as_described(described):
    for operation in OPERATIONS:
        if operation.parameters:  # without parameters there is nothing to write wrongly
            ask(described[operation.name], GenerationMode.NEGATIVE)
