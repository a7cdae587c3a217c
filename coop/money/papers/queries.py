"""Finding papers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.money.papers.models import Paper, PaperIssuer
from coop.money.papers.rules import read_paper_reference


def by_reference(session: Session, written: str) -> Paper | None:
    """The paper of a reference as it is printed; None for what is none."""
    parts = read_paper_reference(written)
    if parts is None:
        return None
    code, kind, year, number = parts
    query = select(Paper).join(PaperIssuer, PaperIssuer.id == Paper.issuer_id).where(
        PaperIssuer.code == code, Paper.kind == kind, Paper.year == year, Paper.number == number
    )  # fmt: skip
    return session.execute(query).scalar_one_or_none()


def by_subject(session: Session, subject: str) -> Paper | None:
    """The paper for something, None while there is none."""
    return session.execute(select(Paper).where(Paper.subject == subject)).scalar_one_or_none()


def credit_notes_on(session: Session, invoice: Paper) -> list[Paper]:
    """Credit notes that refer to an invoice, oldest first."""
    query = select(Paper).where(Paper.refers_to_id == invoice.id).order_by(Paper.id)
    return list(session.execute(query).scalars())


def credited_cents(session: Session, invoice: Paper) -> int:
    """How much of an invoice was credited."""
    query = select(func.coalesce(func.sum(Paper.gross_cents), 0)).where(Paper.refers_to_id == invoice.id)
    return int(session.execute(query).scalar_one())


def of_worker(session: Session, party_id: int, *, limit: int, before: int | None = None) -> list[Paper]:
    """Papers that a worker issued or got, newest first; those with a smaller id than `before`."""
    query = select(Paper).where(Paper.worker_party_id == party_id)
    if before is not None:
        query = query.where(Paper.id < before)
    return list(session.execute(query.order_by(Paper.id.desc()).limit(limit)).scalars())


def of_subjects(session: Session, subjects: Sequence[str]) -> dict[str, Paper]:
    """`subject -> paper` of those that have one."""
    if not subjects:
        return {}
    query = select(Paper).where(Paper.subject.in_(subjects))
    return {paper.subject: paper for paper in session.execute(query).scalars()}


def previous(session: Session, paper: Paper) -> Paper | None:
    """What a credit note refers to."""
    return session.get(Paper, paper.refers_to_id) if paper.refers_to_id is not None else None




def of_worker_in(session: Session, party_id: int, year: int) -> list[Paper]:
    """Papers of a year that a worker issued or got, in the order of their numbers."""
    query = select(Paper).where(Paper.worker_party_id == party_id, Paper.year == year)
    return list(session.execute(query.order_by(Paper.issuer_id, Paper.kind, Paper.number)).scalars())
