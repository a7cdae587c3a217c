"""Planting the first tree, adding to it, renaming."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.market.categories.models import Category
from coop.market.categories.seed import SEED, Seed
from coop.market.words import words


class KeyTaken(ValueError):
    """Another category has this key already."""


def plant(session: Session) -> int:
    """Add the seed's categories that are not there yet; returns how many. Names changed since are kept."""
    present = {category.key: category for category in session.execute(select(Category)).scalars()}
    planted = 0
    for position, (root, children) in enumerate(SEED):
        planted += root.key not in present
        parent = present.get(root.key) or _sow(session, root, None, position)
        for place, child in enumerate(children):
            if child.key not in present:
                _sow(session, child, parent.id, place)
                planted += 1
    return planted


def add(session: Session, *, name: str, parent: Category | None, drawing: str) -> Category:
    """A new category, last among its siblings; its key is made of its name. Raises `KeyTaken`."""
    key = "-".join(words(name))[:40].strip("-") or "category"
    if session.execute(select(Category.id).where(Category.key == key)).first():
        raise KeyTaken(key)
    parent_id = parent.id if parent else None
    last = session.execute(
        select(func.max(Category.position)).where(Category.parent_id.is_not_distinct_from(parent_id))
    )
    return _sow(session, Seed(key, name, drawing), parent_id, (last.scalar() or 0) + 1)


def rename(session: Session, category: Category, *, name: str, drawing: str) -> None:
    """Another name and drawing; the key stays, since addresses carry it."""
    category.name, category.drawing = name, drawing
    session.flush()


def _sow(session: Session, seed: Seed, parent_id: int | None, position: int) -> Category:
    category = Category(
        key=seed.key, name=seed.name, drawing=seed.drawing, parent_id=parent_id, position=position
    )
    session.add(category)
    session.flush()
    return category
