"""A letter's text in pieces, so that a template can make its addresses clickable without writing HTML here."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class Piece:
    """Some text, and where it leads if it is an address."""

    text: str
    url: str = ""


def pieces(text: str, *, site_url: str) -> list[Piece]:
    """Text cut at its addresses. Those of this site become paths: the reader may have come by another name."""
    found, start, site = [], 0, site_url.rstrip("/")
    for match in _ADDRESS.finditer(text):
        if match.start() > start:
            found.append(Piece(text[start : match.start()]))
        address = match.group()
        inside = address == site or address.startswith(site + "/")
        found.append(Piece(address, (address.removeprefix(site) or "/") if inside else address))
        start = match.end()
    if start < len(text):
        found.append(Piece(text[start:]))
    return found
