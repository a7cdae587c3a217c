"""The category tree, read whole: it is small, and pages ask it from all sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.categories.models import Category
from coop.market.words import words


@dataclass(frozen=True)
class Kind:
    """A category as pages use it."""

    id: int
    key: str
    name: str
    drawing: str
    parent_id: int | None


class Tree:
    """All categories, siblings in their order."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.by_id = {kind.id: kind for kind in kinds}
        self.by_key = {kind.key: kind for kind in self.by_id.values()}
        self._children: dict[int | None, list[Kind]] = {}
        for kind in self.by_id.values():
            self._children.setdefault(kind.parent_id, []).append(kind)

    @property
    def roots(self) -> list[Kind]:
        return self.children(None)

    def children(self, parent_id: int | None) -> list[Kind]:
        """The categories right below one, or the topmost ones."""
        return self._children.get(parent_id, [])

    def subtree(self, category_id: int) -> list[int]:
        """The ids of a category and of all below it."""
        found = [category_id]
        for each in found:
            found += [child.id for child in self.children(each)]
        return found

    def path(self, category_id: int) -> list[Kind]:
        """From the topmost category down to this one."""
        path: list[Kind] = []
        kind = self.by_id.get(category_id)
        while kind is not None:
            path.insert(0, kind)
            kind = self.by_id.get(kind.parent_id or 0)
        return path

    def named(self, beginning: str) -> list[int]:
        """The ids of categories a word of whose name, or of a parent's name, begins so."""
        found: dict[int, None] = {}
        for kind in self.by_id.values():
            if any(word.startswith(beginning) for word in words(kind.name)):
                found.update(dict.fromkeys(self.subtree(kind.id)))
        return sorted(found)


def tree(session: Session) -> Tree:
    """The tree; one query."""
    rows = session.execute(
        select(Category.id, Category.key, Category.name, Category.drawing, Category.parent_id).order_by(
            Category.position, Category.id
        )
    )
    return Tree(Kind(*row) for row in rows)
