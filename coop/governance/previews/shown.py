"""A preview in words, ready for a template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from coop.governance.previews import words
from coop.governance.previews.queries import frozen_preview, own_figure, preview_of
from coop.governance.previews.rules import Figure, Preview


@dataclass(frozen=True)
class Row:
    """A line of the table. `before` is a dash for what does not exist yet, `change` empty where there is none."""

    label: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class Shown:
    """A preview as its reader may see it."""

    basis: str
    rows: tuple[Row, ...]
    own: tuple[Row, ...]
    is_frozen: bool


def shown(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    proposal_id: int | None = None,
    party_id: int | None = None,
    for_members: bool,
    at: dt.datetime,
) -> Shown | None:
    """The figures kept when voting opened, else those of now; with the reader's own where they have any."""
    kept = frozen_preview(session, proposal_id) if proposal_id is not None else None
    preview = kept or preview_of(session, kind, payload, at=at)
    if preview is None:
        return None
    own = own_figure(session, kind, payload, party_id=party_id, at=at) if party_id is not None else None
    rows = _rows(preview, for_members=for_members)
    return Shown(words.basis(preview), rows, (_row(own),) if own else (), kept is not None) if rows else None


def _rows(preview: Preview, *, for_members: bool) -> tuple[Row, ...]:
    return tuple(_row(figure) for figure in preview.figures if for_members or not figure.for_members)


def _row(figure: Figure) -> Row:
    return Row(words.label(figure), words.said(figure, figure.before), words.said(figure, figure.after),
               words.change(figure))
