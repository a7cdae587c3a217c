"""Go's own packages for transparency logs verify what the site serves, and refuse it once a byte is changed."""

from __future__ import annotations

import shutil

import pytest

from coop.ledger import journal
from coop.ledger.log import signing
from coop.ledger.log.notes import Signer, TreeHead, signed
from tests.interop.served import addresses, dump, grow, live
from tests.ledger.log.test_database import gift
from tests.logs import bring_up_to_date

ONE_DATABASE = pytest.mark.only_on("sqlite")


def key_of(session):
    return signing.current_key(session).verifier


def verified(done, leaves, older=0, proofs=0):
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"verified {leaves} leaves, {older} older checkpoints, {proofs} proofs\n"


def refused(done, *words):
    assert done.returncode == 1
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize("sizes", [(1,), (1, 255, 256, 257), (257, 1000)], ids=str)
def test_a_live_log_at_every_size_and_its_growth(go_verifier, app, session, key_file, now, tmp_path, sizes):
    older = []
    with live(app) as address:
        for size in sizes:
            head = grow(session, key_file, size, at=now)
            verified(go_verifier("-key", key_of(session), *older, address), size, len(older) // 2)
            note = tmp_path / f"{size}.note"
            note.write_text(head.note)
            older += ["-old", note]


def test_real_entries_and_their_proofs(go_verifier, app, client, session, key_file, now, tmp_path):
    numbers = journal.post_all(session, [gift(number) for number in range(30)], at=now)
    head = bring_up_to_date(session, key_file, at=now)
    proofs = []
    for number in (numbers[0], numbers[-1]):
        for name, kind in (("leaf", "-leaf"), ("entry.tlog-proof", "-proof")):
            file = tmp_path / f"{number}-{name}"
            file.write_bytes(client.get(f"/ledger/entries/{number}/{name}").data)
            proofs += [kind, file]
    with live(app) as address:
        verified(go_verifier("-key", key_of(session), *proofs, address), head.size, proofs=2)
        wrong = [*proofs[:2], "-proof", proofs[-1]]
        refused(go_verifier("-key", key_of(session), *wrong, address), "tlog-proof")


def test_after_a_hand_over_the_new_key_signs(go_verifier, app, session, key_file, now):
    grow(session, key_file, 300, at=now)
    before = key_of(session)
    signing.rotate(session, key_file, at=now)
    head = bring_up_to_date(session, key_file, at=now)
    with live(app) as address:
        verified(go_verifier("-key", key_of(session), address), head.size)
        refused(go_verifier("-key", before, address), "the checkpoint")


@ONE_DATABASE
@pytest.mark.slow
def test_a_log_of_three_levels_of_tiles(go_verifier, client, session, key_file, now, tmp_path):
    early, size = grow(session, key_file, 65_535, at=now), 70_000
    grow(session, key_file, size, at=now)
    (tmp_path / "early.note").write_text(early.note)
    mirror = dump(client, tmp_path / "mirror", size)
    # 273 full tiles and one of 112; one full and one of 17 above; one of 1 on top; and the bundles.
    assert len(list(addresses(size))) == 1 + 274 + 2 + 1 + 274
    assert (mirror / "tile/2/000.p/1").stat().st_size == 32
    verified(go_verifier("-key", key_of(session), "-old", tmp_path / "early.note", mirror), size, 1)


@pytest.fixture
def mirror(client, session, key_file, now, tmp_path):
    """A log of 600 leaves in a folder, to be tampered with."""
    grow(session, key_file, 600, at=now)
    return dump(client, tmp_path / "mirror", 600)


def flip(file, place):
    body = bytearray(file.read_bytes())
    body[place] ^= 1
    file.write_bytes(body)


@ONE_DATABASE
def test_a_byte_flipped_in_any_file_is_refused(go_verifier, mirror, session):
    key = key_of(session)
    verified(go_verifier("-key", key, mirror), 600)
    for address in addresses(600):
        file = mirror / address
        kept = file.read_bytes()
        for place in (0, len(kept) // 2, len(kept) - 2):
            flip(file, place)
            assert go_verifier("-key", key, mirror).returncode == 1, (address, place)
            file.write_bytes(kept)
    verified(go_verifier("-key", key, mirror), 600)


@ONE_DATABASE
def test_another_key_is_refused(go_verifier, mirror):
    refused(go_verifier("-key", Signer.new("coop.example").verifier, mirror), "the checkpoint")


@ONE_DATABASE
def test_a_leaf_left_out_is_refused(go_verifier, mirror, session):
    file = mirror / "tile/entries/000"
    body = file.read_bytes()
    file.write_bytes(body[2 + int.from_bytes(body[:2], "big") :])
    refused(go_verifier("-key", key_of(session), mirror), "does not hold 256 leaves")


@ONE_DATABASE
def test_a_fork_is_refused(go_verifier, mirror, session, key_file, tmp_path):
    signer = Signer.read(key_file.read_text())
    forked, longer = tmp_path / "forked.note", tmp_path / "longer.note"
    forked.write_text(signed(TreeHead(signer.name, 300, b"\x07" * 32).text(), [signer]))
    longer.write_text(signed(TreeHead(signer.name, 601, b"\x07" * 32).text(), [signer]))
    refused(go_verifier("-key", key_of(session), "-old", forked, mirror), "forked.note", "invalid transparency proof")
    refused(go_verifier("-key", key_of(session), "-old", longer, mirror), "longer.note")


@ONE_DATABASE
def test_a_tile_of_another_log_is_refused(go_verifier, mirror, session):
    shutil.copy(mirror / "tile/0/000", mirror / "tile/0/001")
    refused(go_verifier("-key", key_of(session), mirror), "the leaves")
