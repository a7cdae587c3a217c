"""Keeping the figures of a preview when voting opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from coop.governance.previews.models import FrozenPreview
from coop.governance.previews.queries import preview_of


def keep(session: Session, *, proposal_id: int, kind: str, payload: Mapping[str, Any], at: dt.datetime) -> None:
    """Write the figures down, where the proposal has any; once, by the key."""
    preview = preview_of(session, kind, payload, at=at)
    if preview is None or not preview.figures:
        return
    session.add(FrozenPreview(proposal_id=proposal_id, worked_out_at=at, figures=preview.written()))
    session.flush()
