"""Fetching from a watched site, which may be hostile: from public addresses, within time and size, never elsewhere."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

SECONDS = 20.0
"""For a whole look, whatever the site does: other chores wait meanwhile."""
_CONNECT = 8.0
_AGENT = "toad-lane-witness"


class Trouble(Exception):
    """The site could not be read; the message says why. No alarm: silence is shown with its age."""


class BadAddress(ValueError):
    """An address that is not to be watched; the message says what helps."""


class Remote:
    """One look at a site. All its requests together have `seconds`."""

    def __init__(self, address: str, *, allow_insecure: bool = False, seconds: float = SECONDS) -> None:
        self._parts = urlsplit(checked(address, allow_insecure=allow_insecure))
        self._allow_insecure, self._ends = allow_insecure, time.monotonic() + seconds

    def get(self, path: str, *, most: int) -> bytes:
        """The bytes at a path below the address; raises Trouble, for more than `most` bytes too."""
        path = self._parts.path.rstrip("/") + "/" + path
        host, left = self._parts.hostname or "", self._ends - time.monotonic()
        if left <= 0:
            raise Trouble(f"{path} could not be fetched (it took too long)")
        connection = _Pinned(self._parts.scheme, host, self._parts.port, self._inward)
        # Every single read may stay within its time-out and the whole never end: at the end the line is cut.
        cut = threading.Timer(left, connection.cut)
        cut.daemon = True
        cut.start()
        try:
            connection.request("GET", path, headers={
                "User-Agent": _AGENT, "Accept-Encoding": "identity", "Cache-Control": "no-cache", "Connection": "close",
            })
            with connection.getresponse() as answer:
                body = _body(answer, path, most)
            connection.go_on()  # a line that was cut looks like an answer that ended
            return body
        except (OSError, http.client.HTTPException) as error:
            late = time.monotonic() >= self._ends or isinstance(error, TimeoutError)
            why = "it took too long" if late else f"{type(error).__name__}: {error}"[:300]
            raise Trouble(f"{path} could not be fetched ({why})") from error
        finally:
            cut.cancel()
            connection.close()

    @property
    def _inward(self) -> bool:
        """Whether the site may lie in this network: the operator said so, or it is this machine by name."""
        return self._allow_insecure or _is_this_machine(self._parts.hostname or "")


def checked(address: str, *, allow_insecure: bool = False) -> str:
    """The address of a site, with a slash at its end; raises BadAddress."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(f"{address}: {error}") from error
    plain = all(" " < char < "\x7f" for char in address)
    if parts.scheme not in ("http", "https") or not host or not plain or "@" in parts.netloc or parts.query:
        raise BadAddress(f"{address} is no address of a site, such as https://coop.example/")
    if parts.fragment or len(address) > 300:
        raise BadAddress(f"{address[:80]} is no address of a site: too long, or it has a fragment")
    if parts.scheme == "http" and not allow_insecure and not _is_this_machine(host):
        raise BadAddress(f"{address}: without TLS anyone on the way can answer in its place. Use https, or --insecure")
    return address if address.endswith("/") else address + "/"


def _body(answer: http.client.HTTPResponse, path: str, most: int) -> bytes:
    if 300 <= answer.status < 400:
        raise Trouble(f"{path} leads elsewhere, to {answer.getheader('Location', '?')[:200]}: it is not followed")
    if answer.status != 200:
        raise Trouble(f"{path} answers {answer.status} {answer.reason[:80]}")
    if answer.getheader("Content-Encoding", "identity") != "identity":
        raise Trouble(f"{path} comes compressed, which was not asked for")
    parts, size = [], 0
    while part := answer.read1(1 << 16):
        parts.append(part)
        size += len(part)
        if size > most:
            raise Trouble(f"{path} sends more than the {most} bytes it can need to")
    if answer.length:
        raise Trouble(f"{path} broke off {answer.length} bytes early")
    return b"".join(parts)


class _Pinned(http.client.HTTPConnection):
    """A connection to the very address that was looked up and found fit, so that a second answer changes nothing."""

    def __init__(self, scheme: str, host: str, port: int | None, inward: bool) -> None:
        super().__init__(host, port or (443 if scheme == "https" else 80))
        self._tls = ssl.create_default_context() if scheme == "https" else None
        self._inward, self._is_cut = inward, False
        # Kept here too: the connection lets go of its line as soon as it has read an answer's head.
        self._line: socket.socket | None = None

    def connect(self) -> None:
        address = _fit_address(self.host, self.port, inward=self._inward)
        self.sock = self._line = socket.create_connection((address, self.port), _CONNECT)
        if self._tls:
            wrapped = self._tls.wrap_socket(self._line, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self._line = wrapped
            self.go_on()
            wrapped.do_handshake()
        self.go_on()

    def cut(self) -> None:
        """End it now, from another thread."""
        self._is_cut = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def go_on(self) -> None:
        """Raise TimeoutError when it was cut."""
        if self._is_cut:
            raise TimeoutError


def _fit_address(host: str, port: int, *, inward: bool) -> str:
    found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    for address in sorted(found):
        if inward or _is_public(address):
            return address
    raise OSError(f"{host} is at no public address ({', '.join(sorted(found))[:100]})")


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    # An IPv6 address may carry one of IPv4 inside: then that is the one that is reached.
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or _is_public(str(inner)))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
