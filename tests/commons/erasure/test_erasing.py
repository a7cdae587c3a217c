"""A person leaves and asks to be erased: nothing stored leads to them, and the books and the log stay as they were."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import event, func, select

from coop.commons.erasure import actions, queries
from coop.commons.erasure.chores import erase_those_who_asked
from coop.commons.erasure.models import Erasure, ErasureEnd, KeptByLaw, Sweep
from coop.commons.exports.archive import write_folder
from coop.governance.ballots.queries import contents
from coop.governance.proposals.models import Proposal
from coop.ledger import checks
from coop.ledger.balances import balances
from coop.ledger.digest import ledger_digest
from coop.ledger.log import proofs, reading
from coop.ledger.log.models import Checkpoint, Leaf, LeafOpening
from coop.ledger.models import ErasedParty, PostingRow
from coop.market.bookings.models import Booking
from coop.money.payouts import actions as payouts
from coop.money.payouts.models import PayoutDetails, PayoutLine
from coop.money.payouts.queries import owed_to
from coop.people.persons.models import Person
from coop.people.sign_in.models import SignInSession
from coop.verify.command import verify
from coop.verify.report import Unreadable
from tests.commons.erasure.conftest import LATER, held_bytes, where
from tests.commons.erasure.story import BY_LAW, CLIENT, DAY, WORKER, owe_for_one_more
from tests.factories import sign_in
from tests.ledger.log.literal import mth
from tests.logs import bring_up_to_date


def entries_of(session, party_id):
    return list(
        session.execute(select(PostingRow.entry_id).where(PostingRow.party_id == party_id).distinct()).scalars()
    )


def kept(session):
    """Receipts as their owners keep them: leaf, proof, salt and private part of every entry."""
    rows = session.execute(select(Leaf.key).where(Leaf.source == "entry")).scalars().all()
    found = proofs.proofs_of(session, [("entry", key) for key in rows])
    openings = proofs.openings(session, [proof.index for proof in found.values()])
    return {key: (proof, openings.get(proof.index)) for (_, key), proof in found.items()}


def tree(session):
    leaves = session.execute(select(Leaf.leaf_index, Leaf.body, Leaf.hash).order_by(Leaf.leaf_index)).all()
    heads = session.execute(select(Checkpoint.size, Checkpoint.root, Checkpoint.note)).all()
    return [tuple(row) for row in leaves], {size: (root, note) for size, root, note in heads}


def files_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())
            if path.name not in ("manifest.json", "SHA256SUMS", "checkpoint", "checkpoints.jsonl")}  # fmt: skip


def verdict(folder):
    """What `coop verify` says of an export."""
    try:
        report = verify(str(folder))
    except Unreadable as error:
        return str(error)
    assert report.sound, report.as_text()
    return report.as_text()


@pytest.mark.parametrize("who", ["client", "worker"])
def test_nothing_that_is_stored_leads_to_them(session, engine, settings, story, erase, now, who):
    said, person = {"client": CLIENT, "worker": WORKER}[who], getattr(story, who)
    identity = person.fs_uniquifier
    before = held_bytes(engine, settings.data_dir)
    everything = {**said, "identity": identity}
    if who == "worker":
        everything |= {"photo": story.photo, "refused receipt": story.refused_receipt} | BY_LAW
    for what, words in everything.items():
        assert where(before, words), f"the story never said {what}"
    last = erase(person)
    by_law = {"name", "bank line"} if who == "client" else {"pay to", "holder", "iban"}
    after = held_bytes(engine, settings.data_dir)
    for what, words in everything.items():
        if what not in by_law:
            assert where(after, words) == [], what
    if who == "worker":
        assert not list(settings.uploads.glob(f"pictures/{story.photo}*"))
        assert not (settings.uploads / "receipts" / story.refused_receipt).exists()
        assert (settings.uploads / "receipts" / story.receipt).exists()
    stays = session.execute(select(KeptByLaw.table, KeptByLaw.until)).all()
    session.commit()
    assert {until.year for _, until in stays} == {now.year + 7}
    assert {table for table, _ in stays} == (
        {"payments", "refunds", "donations"} if who == "client" else {"payout_lines", "expenses", "refunds"}
    )
    # The law's years pass: what was kept by law goes too.
    for moment in (last + DAY, last.replace(year=now.year + 7)):
        erase_those_who_asked(engine, settings, moment)
    assert where(held_bytes(engine, settings.data_dir), everything["holder" if who == "worker" else "bank line"])
    erase_those_who_asked(engine, settings, last.replace(year=now.year + 8, month=1, day=2))
    at_last = held_bytes(engine, settings.data_dir)
    for what, words in everything.items():
        assert where(at_last, words) == [], what
    assert len(list(settings.uploads.glob("receipts/*"))) == (0 if who == "worker" else 2)


def test_the_others_keep_what_is_theirs(session, engine, settings, story, erase):
    erase(story.client)
    held = held_bytes(engine, settings.data_dir)
    for words in (WORKER["email"], WORKER["listing"], WORKER["message"], WORKER["comment"]):
        assert where(held, words), words
    assert where(held, "tea waiting") == []  # a review of the client: about who is erased
    assert (settings.uploads / "pictures" / f"{story.photo}-480.webp").exists()


@pytest.mark.parametrize("who", ["client", "worker"])
def test_the_tree_verifies_as_before_and_what_was_kept_still_proves_inclusion(session, story, erase, who):
    person = getattr(story, who)
    leaves, heads = tree(session)
    receipts, theirs = kept(session), entries_of(session, story.worker.party_id)
    assert theirs
    assert all(receipts[number][1] for number in theirs)
    erase(person)
    leaves_after, heads_after = tree(session)
    assert leaves_after[: len(leaves)] == leaves
    assert {size: heads_after[size] for size in heads} == heads
    for size, (root, _note) in heads_after.items():
        assert mth([body for _, body, _ in leaves_after[:size]]) == reading.tree(session, size).root() == root
    newest = kept(session)
    for number, (proof, opening) in receipts.items():
        assert hashlib.sha256(b"\0" + proof.body).digest() == proof.hash == newest[number][0].hash
        assert newest[number][0].body == proof.body
        if opening is not None:
            assert proof.body.startswith(b'{"commit":"' + hashlib.sha256(opening[0] + opening[1]).hexdigest().encode())
    # The site itself can open none of it any more; entries of others are opened as before.
    shut = {number for number, (_, opening) in newest.items() if opening is None}
    assert shut >= {number for number in theirs if receipts[number][1]} if who == "worker" else shut
    opened = {number for number, (_, opening) in newest.items() if opening is not None}
    assert {number: newest[number][1] for number in opened} == {number: receipts[number][1] for number in opened}
    assert opened


@pytest.mark.parametrize("who", ["client", "worker"])
def test_the_books_the_export_and_the_votes_are_unchanged_to_the_cent(session, story, erase, tmp_path, now, who):
    vote = session.execute(select(Proposal).where(Proposal.title == "Meet on Mondays")).scalar_one()
    write_folder(session, tmp_path / "before", at=now + LATER)
    was = ledger_digest(session), balances(session), contents(session, vote.id)
    session.commit()
    erase(getattr(story, who))
    session.expire_all()
    assert (ledger_digest(session), balances(session), contents(session, vote.id)) == was
    assert checks.findings(session) == []
    write_folder(session, tmp_path / "after", at=now + LATER)
    assert verdict(tmp_path / "after") == verdict(tmp_path / "before")
    assert files_of(tmp_path / "after") == files_of(tmp_path / "before")


def test_they_are_signed_out_everywhere_and_cannot_come_back(session, story, erase, client):
    sign_in(client, story.client)
    assert client.get("/my/bookings").status_code == 200
    erase(story.client)
    assert client.get("/my/bookings").status_code == 302
    shell = session.get_one(Person, story.client.id)
    assert not shell.active
    assert shell.password is None
    assert shell.tf_totp_secret is None
    assert shell.display_name == "A former client"
    assert session.execute(select(func.count()).where(SignInSession.person_id == shell.id)).scalar_one() == 0


def test_the_token_of_their_party_leads_to_nobody(session, story, erase):
    party = story.worker.party_id
    erase(story.worker)
    assert session.execute(select(Person.id).where(Person.party_id == party)).first() is None
    assert session.get(ErasedParty, party) is not None
    shell = session.get_one(Person, story.worker.id)
    assert entries_of(session, shell.party_id) == []
    assert shell.display_name == "A former member"


def test_what_is_owed_stays_payable_and_reaches_them(session, engine, settings, story, erase, now):
    """A new transfer job's pay is still owed when they are erased."""
    owe_for_one_more(session, story, now + 20 * DAY)
    party, owed = story.worker.party_id, owed_to(session, story.worker.party_id)
    assert owed > 0
    due = erase(story.worker)
    assert session.execute(select(func.count()).select_from(ErasureEnd)).scalar_one() == 0
    assert session.get(PayoutDetails, story.worker.id).iban == BY_LAW["iban"]
    assert owed_to(session, party) == owed
    held = held_bytes(engine, settings.data_dir)
    assert where(held, WORKER["name"]) == []
    assert [one.owed_cents for one in queries.unpaid(session)] == [owed]
    session.commit()
    run = payouts.draw_up(session, drawn_up_by=story.steward, at=due + DAY)
    payouts.carry_out(session, run, carried_out_by=story.steward, paid_on=(due + DAY).date(), at=due + DAY)
    session.commit()
    assert session.get(PayoutLine, (run.id, party)).pay_cents == owed
    bring_up_to_date(session, story.key_file, at=due + DAY)
    erase_those_who_asked(engine, settings, due + 2 * DAY)  # the bank may still send it back
    session.expire_all()
    assert session.get(PayoutDetails, story.worker.id) is not None
    session.commit()
    assert erase_those_who_asked(engine, settings, due + 40 * DAY) == 1
    session.expire_all()
    assert session.get(PayoutDetails, story.worker.id) is None
    assert session.get(ErasedParty, party) is not None
    payout = max(entries_of(session, party))
    leaf = session.execute(select(Leaf.leaf_index).where(Leaf.source == "entry", Leaf.key == payout)).scalar_one()
    assert session.get(LeafOpening, leaf) is None
    assert session.get(PayoutLine, (run.id, party)).iban == BY_LAW["iban"]


def test_running_again_changes_nothing(session, engine, settings, story, erase):
    due = erase(story.worker)
    held = held_bytes(engine, settings.data_dir)
    before = {name: data for name, data in held.items() if not name.startswith("coop.")}
    for later in (due, due + DAY, due + 30 * DAY):
        assert erase_those_who_asked(engine, settings, later) == 0
    after = held_bytes(engine, settings.data_dir)
    assert {name: after[name] for name in before} == before


class Killed(BaseException):
    """As if the power failed."""


@pytest.mark.parametrize("point", range(8))
def test_killed_anywhere_and_run_again_it_is_completed(session, engine, settings, story, now, monkeypatch, point):
    actions.ask(session, story.worker, at=now + LATER)
    session.commit()
    commits = iter(range(100))

    def fail(_connection):
        if next(commits) == point:
            raise Killed

    event.listen(engine, "commit", fail)
    due = now + LATER + 7 * DAY
    try:
        erase_those_who_asked(engine, settings, due)
    except Killed:
        pass
    finally:
        event.remove(engine, "commit", fail)
    erase_those_who_asked(engine, settings, due)
    session.expire_all()
    assert session.execute(select(func.count()).select_from(Erasure)).scalar_one() == 1
    assert session.execute(select(func.count()).select_from(ErasureEnd)).scalar_one() == 1
    assert session.execute(select(func.count()).where(Sweep.done_at.is_(None))).scalar_one() == 0
    assert where(held_bytes(engine, settings.data_dir), WORKER["name"]) == []
    assert not list(settings.uploads.glob(f"pictures/{story.photo}*"))


def test_bookings_stay_as_records_of_two_numbers(session, story, erase):
    before = session.execute(select(Booking.reference, Booking.price_cents).order_by(Booking.id)).all()
    erase(story.client)
    assert session.execute(select(Booking.reference, Booking.price_cents).order_by(Booking.id)).all() == before
    assert {tuple(row) for row in session.execute(select(Booking.address, Booking.note))} == {("", "")}
