"""Archives that were changed, or are of another election, are refused with what is wrong with them."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coop.governance.belenios import actions, archive
from coop.governance.belenios.archive import BadArchive, Flaw
from coop.governance.belenios.rules import Wanted, result_of
from coop.governance.proposals.rules import Refused
from tests.governance.belenios.conftest import ANSWERS, NO, VOTERS, YES, described
from tests.governance.belenios.holding import Held, hold, members, rehashed, written


@pytest.fixture(scope="session")
def other(belenios, tmp_path_factory):
    """Holds elections that differ in one thing from what they should be."""
    folder = tmp_path_factory.mktemp("others")

    def other(name, template=None, **facts) -> Held:
        facts = {"voters": VOTERS, "votes": [YES, NO], **facts}
        return hold(folder / name, template or described(), **facts)

    return other


def wanted(held, **changed):
    return Wanted(**{"reference": "1", "question": "Meet on Mondays", "answers": ANSWERS, "roll": VOTERS,
                     "address": held.address, **changed})  # fmt: skip


def refused(data, due, flaw):
    with pytest.raises(Refused) as refusal:
        actions.checked(data, due)
    assert refusal.value.__cause__.flaw is flaw, refusal.value
    return str(refusal.value)


def test_the_whole_archive_passes(election):
    found = actions.checked(election.data, wanted(election))
    assert found.result.counts == (3, 1, 1)


def changed_byte(data, kind):
    """One digit of the first part of a kind, another."""
    names = [name for name, content in members(data) if kind in content]
    at = data.index(dict(members(data))[names[0]]) + dict(members(data))[names[0]].rindex(b'"') - 3
    while not chr(data[at]).isdigit():
        at -= 1
    digit = b"1" if data[at : at + 1] != b"1" else b"2"
    return data[:at] + digit + data[at + 1 :]


@pytest.mark.parametrize("kind", [b'"credential"', b'"num_tallied"', b'"decryption_factors"', b'"public_key"', b'",,'])
def test_a_changed_byte_of_any_part_is_seen(election, kind):
    data = election.data
    if kind == b'",,':  # the list of credentials
        kind = next(content for _name, content in members(data) if content.startswith(b'["'))[:40]
    assert "was changed" in refused(changed_byte(data, kind), wanted(election), Flaw.CHANGED)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), turn=st.integers(1, 255))
def test_no_byte_can_be_turned_unseen(election, place, turn):
    """Except that the moment stands in every header, which nothing is read from."""
    data = bytearray(election.data)
    at = int(place * len(data))
    data[at] ^= turn
    try:
        archive.read(bytes(data))
    except BadArchive:
        return
    pytest.fail(f"byte {at} was turned unseen")


def test_a_changed_moment_is_seen_as_well(election):
    data = bytearray(election.data)
    data[140] = ord("1") if data[140] != ord("1") else ord("2")
    with pytest.raises(BadArchive):
        archive.read(bytes(data))


def another_result(content):
    return content.replace(b'{"result":[[3,1,1]]}', b'{"result":[[1,3,1]]}')


def another_ballot(content):
    if not content.startswith(b'{"election_uuid"'):
        return content
    return re.sub(rb'"alpha":"(\d)', lambda found: b'"alpha":"%d' % (int(found[1]) % 9 + 1), content, count=1)


def another_credential(content):
    if not content.startswith(b'["'):
        return content
    return content.replace(b'"]', b'1"]')


def another_decryption(content):
    return re.sub(rb'"decryption_factors":\[\["(\d)', lambda found: found[0][:-1] + b"%d" % (int(found[1]) % 9 + 1),
                  content)  # fmt: skip


@pytest.mark.parametrize("change", [another_result, another_ballot, another_credential, another_decryption])
def test_a_forgery_whose_fingerprints_all_fit_is_refused_by_belenios_itself(election, change):
    data = rehashed(election.data, change)
    assert data != rehashed(election.data, lambda content: content)
    assert result_of(archive.read(data), wanted(election)).voters == VOTERS  # nothing else shows it
    said = refused(data, wanted(election), Flaw.REFUSED)
    print("SAID", said)
    assert "Belenios' own program refuses" in said
    assert "identical" not in said  # it is written as Belenios writes: what is wrong is what it says


def test_an_archive_made_anew_without_a_change_passes(election):
    data = rehashed(election.data, lambda content: content)
    assert actions.checked(data, wanted(election)).result.counts == (3, 1, 1)


def test_a_dropped_ballot_is_refused(election):
    """Without its last ballot the chain no longer holds; mended, the tally is wrong."""
    parts = members(election.data)
    at = max(number for number, (_name, content) in enumerate(parts) if b'"type":"Ballot"' in content)
    refused(written(parts[: at - 1] + parts[at + 1 :]), wanted(election), Flaw.CHAIN)


def test_another_election_is_refused(election, other):
    twin = other("twin", votes=[YES] * VOTERS)
    assert "another election" in refused(twin.data, wanted(election), Flaw.ELECTION)
    assert actions.checked(twin.data, wanted(twin)).result.counts == (6, 0, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"question": "Meet on Mondays?"},
        {"answers": ["No", "Yes", "Abstain"]},
        {"answers": ["Yes", "No", "I abstain"]},
        {"blank": True},
        {"min": 0},
    ],
)
def test_a_reworded_question_is_refused(other, changed, request):
    if changed.get("blank"):
        held = other("blank", described(**changed, min=1), votes=[[0, *YES]])
    else:
        held = other(f"reworded-{len(str(changed))}-{next(iter(changed))}", described(**changed))
    assert "same to the letter" in refused(held.data, wanted(held), Flaw.QUESTION)


def test_a_second_question_is_refused(other):
    template = described()
    template["questions"].append(template["questions"][0])
    held = other("two", template, votes=[])
    with pytest.raises(BadArchive) as bad:
        result_of(archive.read(held.data), wanted(held))
    assert bad.value.flaw is Flaw.QUESTION


def test_the_election_of_another_decision_is_refused(other):
    held = other("decision", described(reference="12"))
    assert "address of this decision" in refused(held.data, wanted(held), Flaw.DECISION)


@pytest.mark.parametrize("voters", [VOTERS - 1, VOTERS + 1])
def test_another_number_of_voters_is_refused(other, voters):
    held = other(f"voters-{voters}", voters=voters)
    assert "another number of voters" in refused(held.data, wanted(held), Flaw.ROLL)


def test_a_voter_with_two_votes_is_refused(other):
    held = other("weights", weights=",,2")
    assert "more than one vote" in refused(held.data, wanted(held), Flaw.WEIGHTS)


def test_an_election_that_is_not_over_is_refused(other):
    held = other("unfinished", finish=False)
    assert "no result yet" in refused(held.data, wanted(held), Flaw.UNFINISHED)


def test_votes_that_are_shuffled_are_refused_plainly(election):
    parts = members(election.data)
    at = next(number for number, (_name, content) in enumerate(parts) if b'"EndBallots"' in content)
    from hashlib import sha256

    event = parts[at][1].replace(b"EndBallots", b"EndShuffles")
    parts[at] = (f"{sha256(event).hexdigest()}.event.json", event)
    assert "shuffled" in refused(written(parts), wanted(election), Flaw.MIXED)


def test_names_of_voters_are_not_published(election):
    def named(content):
        return content.replace(b'"]', b',,ada@example.org"]') if content.startswith(b'["') else content

    assert "names voters" in refused(rehashed(election.data, named), wanted(election), Flaw.NAMES)


def test_a_file_that_is_no_archive_is_refused(election):
    for data in (b"", b"hello", b"\0" * 1024, election.data[:-20_000], election.data + b"\0" * 512,
                 b"PK\x03\x04" + b"0" * 600):  # fmt: skip
        with pytest.raises(BadArchive):
            archive.read(data)
    with pytest.raises(BadArchive) as bad:
        archive.read(b"0" * (archive.MOST_BYTES + 1))
    assert bad.value.flaw is Flaw.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../../etc/passwd", b"0"), ("BELENIOS", b"2"), ("/tmp/x", b"0"), ("x.data.json", b"0")],
)
def test_a_tar_with_paths_or_links_is_no_archive(election, name, kind):
    """Nothing is unpacked, and no header but Belenios' own is read."""
    import io
    import tarfile

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        info = tarfile.TarInfo(name)
        info.type, info.size, info.linkname = kind, 4, "/etc/passwd" if kind == b"2" else ""
        tar.addfile(info, io.BytesIO(b"text"))
    with pytest.raises(BadArchive) as bad:
        archive.read(made.getvalue())
    assert bad.value.flaw is Flaw.NO_ARCHIVE
    smuggled = [*members(election.data), (name, b"text")]
    with pytest.raises(BadArchive):
        archive.read(written(smuggled))


@pytest.mark.parametrize("text", [b'{"result":[[9,0,0]],"result":[[3,1,1]]}', b'{"result":[[3.0,1,1]]}',
                                  b'{"result":[[NaN,1,1]]}', b"[" * 100_000])  # fmt: skip
def test_what_two_programs_could_read_differently_is_refused(text):
    with pytest.raises(BadArchive):
        archive.parsed(text)


def test_a_weak_group_is_refused_by_belenios(election):
    def weak(content):
        if b'"group":"BELENIOS-2048"' not in content:
            return content
        return content.replace(b'"group":"BELENIOS-2048"', b'"group":"TINY"')

    refused(rehashed(election.data, weak), wanted(election), Flaw.REFUSED)


def test_the_site_describes_an_election_that_belenios_takes(election):
    said = json.loads((election.folder / "template.json").read_text())
    assert said["questions"] == [{"question": "Meet on Mondays", "answers": list(ANSWERS), "min": 1, "max": 1}]


def test_a_size_in_no_octal_digits_is_refused(election):
    header = archive._header(b"BELENIOS", b"00000000098", b"00000000000")
    with pytest.raises(BadArchive) as refusal:
        archive.read(header + election.data[512:])
    assert refusal.value.flaw is Flaw.NO_ARCHIVE
