"""Atom documents (RFC 4287) with pages of older entries (RFC 5005, section 3)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NEVER_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Item:
    """One entry of a feed. `id` never changes, whatever else does; `url` is the page it tells of."""

    id: str
    title: str
    url: str
    updated: dt.datetime
    summary: str
    published: dt.datetime | None = None


@dataclass(frozen=True)
class Feed:
    """A page of a feed, its newest entries first. `first` and `next` are addresses, None where there are none."""

    id: str
    title: str
    author: str
    url: str
    page: str
    updated: dt.datetime
    items: Sequence[Item]
    first: str | None = None
    next: str | None = None


def tag(site_url: str, since: dt.datetime, name: str) -> str:
    """A `tag:` URI (RFC 4151) of the site's host and a day on which it was this co-op's."""
    day = since.astimezone(dt.UTC).date().isoformat()
    return f"tag:{urlsplit(site_url).hostname},{day}:{name}"


def document(feed: Feed) -> bytes:
    """The feed as it is sent."""
    root = Xml.Element("feed", xmlns=_NAMESPACE)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _add(Xml.SubElement(root, "author"), "name", feed.author)
    for rel, target in (("self", feed.url), ("alternate", feed.page), ("first", feed.first), ("next", feed.next)):
        if target:
            kind = "text/html" if rel == "alternate" else TYPE
            Xml.SubElement(root, "link", {"rel": rel, "type": kind, "href": target})
    for item in feed.items:
        entry = Xml.SubElement(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        if item.published:
            _add(entry, "published", _moment(item.published))
        _add(entry, "updated", _moment(item.updated))
        Xml.SubElement(entry, "link", rel="alternate", type="text/html", href=item.url)
        _add(entry, "summary", item.summary)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _NEVER_IN_XML.sub(" ", text)


def _moment(moment: dt.datetime) -> str:
    """RFC 3339, as Atom asks for."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
