"""Facts as a receipt carries them: leaf, proof, and what opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.receipts.rules import FactProved, Signed
from coop.ledger import readings
from coop.ledger.log import proofs
from coop.ledger.log.models import LogKey
from coop.ledger.models import EntryRow, Party, PostingRow
from coop.ledger.small_days.models import InnerOpening, InnerSalt, SummedEntry


class NotYet(LookupError):
    """A fact of the receipt has no proof yet: it enters the log within seconds of its commit."""


class NotSummed(NotYet):
    """An entry waits to be published within a sum: until then nothing of it is in the log."""


def concerns(session: Session, entry_id: int, party_id: int) -> bool:
    """Whether a line of the entry is this person's."""
    query = select(PostingRow.line).where(PostingRow.entry_id == entry_id, PostingRow.party_id == party_id).limit(1)
    return session.execute(query).first() is not None


def entries_proved(session: Session, ids: Sequence[int], *, party_id: int) -> tuple[Signed, list[FactProved]]:
    """Entries with proof and opening, for a reader entitled to them; their token beside their own lines alone.

    Raises NotYet while one of them has no proof.
    """
    lines = _own_lines(session, ids, party_id)
    token = session.get_one(Party, party_id).token
    summaries = _summaries(session, ids)
    signed, facts = _proved(
        session,
        "entry",
        [summaries.get(number, number) for number in ids],
        {number: {"line": str(line), "token": token} for number, line in lines.items()},
    )
    opened = _inner_openings(session, list(summaries))
    for place, number in enumerate(ids):
        if number in opened:
            party = {"line": str(lines[number]), "token": token} if number in lines else None
            facts[place] = replace(facts[place], party=party, summed=opened[number])
    return signed, facts


def _summaries(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Inner entry -> its summary; raises NotSummed while one of them waits."""
    inner = select(EntryRow.id).where(EntryRow.id.in_(ids), EntryRow.book == readings.OWN)
    found = dict(
        session.execute(
            select(SummedEntry.entry_id, SummedEntry.summary_id).where(SummedEntry.entry_id.in_(ids))
        ).all()
    )
    waiting = [number for number in session.execute(inner).scalars() if number not in found]
    if waiting:
        raise NotSummed(f"{len(waiting)} entries wait to be summed")
    return found


def _inner_openings(session: Session, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Inner entry -> its leaf, salt and private part; without those that were erased."""
    rows = session.execute(
        select(InnerOpening.entry_id, InnerOpening.leaf, InnerSalt.salt, InnerOpening.private)
        .join(InnerSalt, InnerSalt.entry_id == InnerOpening.entry_id)
        .where(InnerOpening.entry_id.in_(ids))
    )
    return {
        number: {"leaf": leaf.decode(), "salt": salt.hex(), "private": private.decode()}
        for number, leaf, salt, private in rows
    }


def outcome_proved(session: Session, proposal_id: int) -> tuple[Signed, list[FactProved]]:
    """The outcome of a vote with its proof; raises NotYet."""
    return _proved(session, "outcome", [proposal_id], {})


def _proved(
    session: Session, source: str, keys: Sequence[int], parties: dict[int, dict[str, str]]
) -> tuple[Signed, list[FactProved]]:
    found = proofs.proofs_of(session, [(source, key) for key in keys])
    if not keys or len(found) < len(set(keys)):
        raise NotYet(f"{len(set(keys)) - len(found)} facts wait for their proof")
    opened = proofs.openings(session, [proof.index for proof in found.values()])
    facts = []
    for key in keys:
        proof = found[source, key]
        salt, private = opened.get(proof.index, (None, None))
        facts.append(
            FactProved(
                leaf=proof.body.decode(),
                index=proof.index,
                salt=None if salt is None else salt.hex(),
                private=None if private is None else private.decode(),
                party=parties.get(key) if private is not None else None,
                proof=proof.text(),
            )
        )
    verifier = session.get_one(LogKey, found[source, keys[0]].head.key_id).verifier
    return Signed(verifier.partition("+")[0], verifier), facts


def _own_lines(session: Session, ids: Sequence[int], party_id: int) -> dict[int, int]:
    """Entry -> the first of the person's own lines in it."""
    rows = session.execute(
        select(PostingRow.entry_id, PostingRow.line)
        .where(PostingRow.entry_id.in_(ids), PostingRow.party_id == party_id)
        .order_by(PostingRow.entry_id, PostingRow.line.desc())
    )
    return dict(rows.all())
