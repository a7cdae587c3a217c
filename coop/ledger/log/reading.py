"""Hashes and leaves as the tables hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from coop.ledger.log.merkle import TILE_WIDTH, Tree
from coop.ledger.log.models import FullTile, Leaf

leaves = cast(Table, Leaf.__table__)
tiles = cast(Table, FullTile.__table__)

_HASH = 32


def size(session: Session) -> int:
    """How many leaves there are, signed or not."""
    newest = session.execute(select(func.max(leaves.c.leaf_index))).scalar()
    return 0 if newest is None else int(newest) + 1


def tree(session: Session, of_size: int) -> Tree:
    """The tree of the first `of_size` leaves."""
    return Tree(of_size, lambda level, number, width: tile(session, level, number, width))


def tile(session: Session, level: int, number: int, width: int) -> Sequence[bytes]:
    """The first `width` hashes of a tile: from the tile once it is full, else from what lies below it."""
    full = session.execute(
        select(tiles.c.hashes).where(tiles.c.level == level, tiles.c.number == number)
    ).scalar()
    if full is not None:
        return [full[place * _HASH : (place + 1) * _HASH] for place in range(width)]
    first = number * TILE_WIDTH
    if level == 0:
        query = select(leaves.c.hash).where(leaves.c.leaf_index.between(first, first + width - 1))
        return list(session.execute(query.order_by(leaves.c.leaf_index)).scalars())
    query = select(tiles.c.root).where(
        tiles.c.level == level - 1, tiles.c.number.between(first, first + width - 1)
    )
    return list(session.execute(query.order_by(tiles.c.number)).scalars())


def bodies(session: Session, first: int, count: int) -> list[bytes]:
    """The bytes of some leaves, in order."""
    query = select(leaves.c.body).where(leaves.c.leaf_index.between(first, first + count - 1))
    return list(session.execute(query.order_by(leaves.c.leaf_index)).scalars())
