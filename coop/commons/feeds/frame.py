"""What all feeds share: the site's address, the co-op as author, the address of the next page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from coop.web.atom import Feed, Item, tag


@dataclass(frozen=True)
class Site:
    """Whose feeds these are; `url` has no slash at its end."""

    url: str
    name: str
    founded_at: dt.datetime

    def tag(self, name: str) -> str:
        """The lasting name of something this co-op tells of."""
        return tag(self.url, self.founded_at, name)

    def feed(self, name: str, title: str, page: str, items: Sequence[Item], *, key: str = "",
             older: str | int | None = None) -> Feed:
        """A page of the feed of that name, begun at `key` (none: the newest) and going on at `older`."""
        address = f"{self.url}/feeds/{name}.atom"
        return Feed(
            id=self.tag(f"feeds/{name}"),
            title=f"{title} - {self.name}",
            author=self.name,
            url=f"{address}?before={key}" if key else address,
            page=f"{self.url}{page}",
            updated=max((item.updated for item in items), default=self.founded_at),
            items=items,
            first=address,
            next=None if older is None else f"{address}?before={older}",
        )
