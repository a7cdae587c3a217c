"""What an address may ask: each parameter with its form, read strictly. What is not understood is refused by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from coop.commons.dictionary.column import N_
from coop.web.problems import Refused

MOST_WHOLE = 2**63 - 1


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address. `type` is text, whole or day; `meaning` is an English msgid."""

    name: str
    meaning: str
    example: str
    type: str = "text"
    pattern: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = MOST_WHOLE
    default: int | None = None
    in_path: bool = False

    def read(self, written: str) -> Any:
        """The value of what is written; ValueError when it is of another form."""
        if self.type == "whole":
            if not re.fullmatch("[0-9]{1,19}", written, re.ASCII) or not self.least <= int(written) <= self.most:
                raise ValueError(written)
            return int(written)
        if self.type == "day":
            if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", written, re.ASCII):
                raise ValueError(written)
            return dt.date.fromisoformat(written)
        if self.choices and written not in self.choices:
            raise ValueError(written)
        if self.pattern and not re.fullmatch(self.pattern, written, re.ASCII):
            raise ValueError(written)
        return written

    @property
    def allowed(self) -> list[str]:
        """What would be taken, for whoever wrote something else."""
        if self.choices:
            return list(self.choices)
        if self.type == "whole":
            return [f"{self.least}..{self.most}"]
        return [self.example]

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        if self.type == "whole":
            default = {} if self.default is None else {"default": self.default}
            return {"type": "integer", "minimum": self.least, "maximum": self.most, **default}
        if self.type == "day":
            return {"type": "string", "format": "date"}
        choices = {"enum": list(self.choices)} if self.choices else {}
        pattern = {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string", **choices, **pattern}


LIMIT = Parameter("limit", N_("How many at most on a page."), "50", "whole", least=1, most=200, default=50)


def paged(pattern: str, example: str) -> tuple[Parameter, ...]:
    """The parameters of a list that is read page by page, by keys of this form."""
    return (
        Parameter("before", N_("Go on from this key toward the end of the list; `next` does it for you."), example,
                  pattern=pattern),
        Parameter("after", N_("Go back from this key toward the beginning of the list; `prev` does it for you."),
                  example, pattern=pattern),
        LIMIT,
    )


NUMBER = "[0-9]{1,18}"


def read(parameters: Iterable[Parameter], given: MultiDict[str, str]) -> dict[str, Any]:
    """The values of an address; raises Refused (400) for the first that is unknown, twice there or of another form."""
    known = {parameter.name: parameter for parameter in parameters if not parameter.in_path}
    values: dict[str, Any] = {}
    for name, written in given.lists():
        if name not in known:
            raise _unknown(name, sorted(known))
        if len(written) > 1:
            raise Refused(400, "repeated-parameter", _("Parameter given twice"),
                          _("%(name)s may be given once.", name=name), parameter=name, allowed=["1"])
        values[name] = _value(known[name], written[0])
    if "before" in values and "after" in values:
        raise Refused(400, "contradiction", _("Contradiction"), _("Give before or after, not both."),
                      parameter="after", allowed=["before", "after"])
    for parameter in known.values():
        if parameter.default is not None:
            values.setdefault(parameter.name, parameter.default)
    return values


def read_path(parameters: Iterable[Parameter], given: Mapping[str, str]) -> dict[str, Any] | None:
    """The values in the path; None where one has another form, so that there can be nothing at the address."""
    values: dict[str, Any] = {}
    for parameter in parameters:
        if parameter.in_path:
            try:
                values[parameter.name] = parameter.read(given[parameter.name])
            except ValueError:
                return None
    return values


def _value(parameter: Parameter, written: str) -> Any:
    try:
        return parameter.read(written)
    except ValueError:
        raise Refused(
            400,
            "malformed-parameter",
            _("Parameter not understood"),
            _("%(name)s cannot be read. Expected: %(allowed)s.", name=parameter.name,
              allowed=", ".join(parameter.allowed)),
            parameter=parameter.name,
            allowed=parameter.allowed,
        ) from None


def _unknown(name: str, known: Sequence[str]) -> Refused:
    shown = "".join(char for char in name if char.isprintable())[:40]
    allowed = ", ".join(known) or _("none")
    return Refused(
        400,
        "unknown-parameter",
        _("Unknown parameter"),
        _("There is no parameter %(name)s here. Allowed: %(allowed)s.", name=shown, allowed=allowed),
        parameter=shown,
        allowed=known,
    )
