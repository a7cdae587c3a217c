"""A refusal, after RFC 9457."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Shape, told
from coop.commons.dictionary import addresses


class Problem(Shape):
    """Why a request was refused, and what would be taken."""

    type: Address = told(addresses.PROBLEM_TYPE)
    title: str = told(addresses.PROBLEM_TITLE)
    status: int = told(addresses.PROBLEM_STATUS)
    detail: str = told(addresses.PROBLEM_DETAIL)


class ParameterProblem(Problem):
    """A refusal that names the parameter it is about."""

    parameter: str = told(addresses.PROBLEM_PARAMETER)
    allowed: list[str] = told(addresses.PROBLEM_ALLOWED)
