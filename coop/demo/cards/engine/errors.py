"""Refusals in the shape of the processor's: an `error` object with type, code, param, and an HTTP status."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal that the caller is told. `kept`: what was written before it stays, as a failed charge does."""

    def __init__(
        self, said: str, *, status: int = 400, kind: str = "invalid_request_error", code: str | None = None,
        param: str | None = None, kept: bool = False, **more: Any,
    ) -> None:
        super().__init__(said)
        self.said = said
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.kept = kept
        self.more = more

    def body(self, request_id: str) -> Json:
        """The answer's body."""
        error: Json = {"message": self.said, "type": self.kind, "request_log_url": f"fake://requests/{request_id}"}
        for name, value in {"code": self.code, "param": self.param, **self.more}.items():
            if value is not None:
                error[name] = value
        return {"error": error}


def no_such(what: str, identifier: str, *, param: str | None = None) -> ApiError:
    """404 for an object named in the path, 400 for one named in a parameter."""
    return ApiError(
        f"No such {what}: '{identifier}'", status=400 if param else 404, code="resource_missing", param=param or "id"
    )
