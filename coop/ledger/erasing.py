"""What the books forget of a person: what opens their entries. Amounts, days and tokens stay, and name nobody.

An entry with lines of several people (a dividend) is opened by each of them: what opens it goes with the last. One that
waits to be summed with others loses its salt: the summary will commit to it with one that nobody keeps.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CompoundSelect, Select, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from coop.db.erasing import Fates, Gone, Subject, fates
from coop.ledger.log.models import Leaf, LeafOpening, QueuedFact
from coop.ledger.models import EntryPrivate, EntryRow, ErasedParty, PostingRow
from coop.ledger.small_days.models import InnerOpening, InnerSalt, SummedEntry

FATES: dict[str, Fates] = {
    "parties": fates(nameless="token"),
    "erased_parties": fates(nameless="party_id"),
    "accounts": fates(nobody="code kind commodity"),
    "entries": fates(nameless="reference", nobody="uuid kind rule_ids facts"),
    "postings": fates(nameless="party_id", nobody="commodity"),
    "entry_private": fates(erased="memo details"),
    "periods": fates(),
    "balance_cuts": fates(),
    "balance_snapshots": fates(nobody="span"),
    "party_snapshots": fates(nameless="party_id"),
    "rule_citations": fates(),
    "published_snapshots": fates(nobody="span"),
    "summed_entries": fates(),
    "inner_salts": fates(erased="salt"),
    "inner_openings": fates(erased="leaf private"),
    "log_queue": fates(nobody="source"),
    "log_leaves": fates(nobody="source body hash"),
    "log_openings": fates(erased="salt private"),
    "log_tiles": fates(nobody="hashes root"),
    "log_keys": fates(nobody="verifier previous note"),
    "log_checkpoints": fates(nobody="root note"),
}

Entries = Select[int] | CompoundSelect[int]


def of_party(party_id: int) -> Entries:
    """Numbers of the entries with a line of that party and of nobody else who is still known."""
    other = aliased(PostingRow)
    shared = exists().where(
        other.entry_id == PostingRow.entry_id,
        other.party_id != party_id,
        other.party_id.not_in(select(ErasedParty.party_id)),
    )
    return select(PostingRow.entry_id).where(PostingRow.party_id == party_id, ~shared)


def with_reversals(chosen: Entries) -> Entries:
    """The same and the entries that took them back."""
    return select(EntryRow.id).where(or_(EntryRow.id.in_(chosen), EntryRow.reverses.in_(chosen)))


def wait_for_leaves(session: Session, chosen: Entries) -> bool:
    """Whether some entry has no leaf yet: the sequencer would write its opening after all others were deleted."""
    # An inner entry's opening is written when its summary has a leaf.
    summaries = select(SummedEntry.summary_id).where(SummedEntry.entry_id.in_(chosen))
    waits = exists().where(
        QueuedFact.source == "entry", or_(QueuedFact.key.in_(chosen), QueuedFact.key.in_(summaries))
    )
    return bool(session.execute(select(waits)).scalar())


def forget(session: Session, chosen: Entries) -> Gone:
    """Delete what only their parties could read of some entries, and what opens their leaves."""
    gone, connection = Gone(), session.connection()
    leaves = select(Leaf.leaf_index).where(Leaf.source == "entry", Leaf.key.in_(chosen))
    private = delete(EntryPrivate).where(EntryPrivate.entry_id.in_(chosen))
    gone.add("entry_private", connection.execute(private).rowcount)
    openings = delete(LeafOpening).where(LeafOpening.leaf_index.in_(leaves))
    gone.add("log_openings", connection.execute(openings).rowcount)
    inner = delete(InnerOpening).where(InnerOpening.entry_id.in_(chosen))
    gone.add("inner_openings", connection.execute(inner).rowcount)
    salts = delete(InnerSalt).where(InnerSalt.entry_id.in_(chosen))
    gone.add("inner_salts", connection.execute(salts).rowcount)
    return gone


def forget_theirs(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """The person's own entries: salt and private part go, leaves and postings stay."""
    return forget(session, of_party(subject.party_id))


ERASURES = [forget_theirs]
ENDINGS = [forget_theirs]
