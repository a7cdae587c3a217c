"""Addresses that never read a cookie: it is taken away before anything sees it, so nobody is anybody there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Cookieless:
    """WSGI middleware for the paths under `prefix`; no answer from there sets a cookie or says it depends on one."""

    def __init__(self, application: Application, *, prefix: str) -> None:
        self._application = application
        self._prefix = prefix

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(self._prefix):
            return self._application(environ, start_response)
        environ.pop("HTTP_COOKIE", None)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            plain = [(name, _without_cookie(value) if name == "Vary" else value) for name, value in headers
                     if name != "Set-Cookie"]
            return start_response(status, plain, exc_info) if exc_info else start_response(status, plain)

        return self._application(environ, start)


def _without_cookie(vary: str) -> str:
    return ", ".join(name for name in vary.split(", ") if name != "Cookie")
