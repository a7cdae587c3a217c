"""Fetching from a site with the standard library: over TLS, from that one host, within time and size."""

from __future__ import annotations

import http.client
import ipaddress
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from .report import Unreadable

TIMEOUT = 30.0
_AGENT = "coop-verify"
_PART = 1 << 16


class Missing(Exception):
    """The site has nothing at an address."""


class Site:
    """A site by its address; raises Unreadable for an address that nobody should trust."""

    def __init__(self, address: str, *, insecure: bool = False) -> None:
        parts = urlsplit(address)
        try:
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise Unreadable(f"{address}: {error}") from error
        if not host or parts.username or parts.query or parts.fragment:
            raise Unreadable(f"{address} is no address of a site, such as https://coop.example/")
        if parts.scheme == "http" and not insecure and not _is_this_machine(host):
            raise Unreadable(
                f"{address}: without TLS anyone on the way can answer in the co-op's place. Use https, or --insecure"
            )
        self.address = address if address.endswith("/") else address + "/"
        self._open = urllib.request.build_opener(_OneHost(self.address)).open

    def get(self, path: str, *, most: int = 4 << 20) -> bytes:
        """The bytes at a path; raises Missing for 404, Unreadable for anything else that goes wrong."""
        return b"".join(self.stream(path, most=most))

    def stream(self, path: str, *, most: int) -> Iterator[bytes]:
        """The same in parts."""
        address = urljoin(self.address, path)
        request = urllib.request.Request(address, headers={"User-Agent": _AGENT})  # noqa: S310  (http and https alone)
        try:
            with self._open(request, timeout=TIMEOUT) as answer:
                while part := answer.read(_PART):
                    most -= len(part)
                    if most < 0:
                        raise Unreadable(f"{address} sends more than it can need to")
                    yield part
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                raise Missing(address) from error
            raise Unreadable(f"{address} answers {error.code} {error.reason}") from error
        except urllib.error.URLError as error:
            raise Unreadable(f"{address} cannot be reached ({error.reason})") from error
        except TimeoutError as error:
            raise Unreadable(f"{address} did not answer within {TIMEOUT:.0f} s") from error
        except (http.client.HTTPException, OSError) as error:
            raise Unreadable(f"{address} broke off ({type(error).__name__}: {error})") from error


def is_address(text: str) -> bool:
    """Whether it looks like an address of a site."""
    return text.lower().startswith(("http://", "https://"))


class _OneHost(urllib.request.HTTPRedirectHandler):
    """Redirects are followed on the host that was asked, and never from TLS to none."""

    def __init__(self, address: str) -> None:
        self._from = urlsplit(address)

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        to = urlsplit(newurl)
        same = (to.hostname, to.port) == (self._from.hostname, self._from.port)
        upgraded = to.hostname == self._from.hostname and (self._from.scheme, to.scheme) == ("http", "https")
        if not upgraded and not (same and to.scheme == self._from.scheme):
            raise Unreadable(f"{req.full_url} leads elsewhere, to {newurl[:200]}: give that address if you trust it")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
