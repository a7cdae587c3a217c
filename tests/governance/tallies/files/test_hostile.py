"""Whatever is in a file: it is read, or every wrong line is named, and that soon."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.governance.tallies.files import formats
from coop.governance.tallies.files import lines as limits
from coop.governance.tallies.files.lines import BadFile
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.methods import METHODS, Terms
from coop.governance.tallies.refusals import DoesNotFit
from tests.governance.tallies.files import elections

FORMS = sorted(formats.READERS)
SOUND = {
    "blt": b'3 2\n-2\n4 1 3 0\n2 1=2 3 0\n0\n"Ada"\n""Ben""\nCleo\n"Board"\n',
    "soc": b"# DATA TYPE: soc\n# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n3: 1,2\n",
    "soi": b"# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n3: 1\n",
    "toc": b"# DATA TYPE: toc\n# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n3: {1,2}\n",
    "toi": b"# DATA TYPE: toi\n# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n3: {1,2}\n",
    "pb": b"META\nkey;value\nnum_votes;2\nbudget;30\nvote_type;cumulative\nPROJECTS\nproject_id;cost;name\n1;20;bench\n"
    b"2;15;dock\nVOTES\nvoter_id;vote;points\n1;1,2;3,1\n2;2;4\n",
    "csv": b"ballot,Ada,Ben,count\n1,1,2,5\n2,,1,3\n",
    "txt": b"   Option 1-->: Ada\n /  Option 2->: Ben\nV: 12\t0123456789abcdef\nV: -1\n",
}


def attempt(data, form):
    """Read, and count by every method: it works or is refused with reasons."""
    try:
        election = formats.read(data, form)
    except BadFile as error:
        check_named(error, data)
        return None
    count_by_every_method(election)
    return election


def check_named(error, data):
    count = data.count(b"\n") + data.count(b"\r") + 1
    assert 1 <= len(error.lines) <= limits.MOST_NAMED + 1
    assert all(0 <= number <= count and reason for number, reason in error.lines)


def count_by_every_method(election):
    fitting = []
    for name, method in METHODS.items():
        with suppress(DoesNotFit, BadFile):
            method.run(election, Terms(Lots("fuzz"), step=10**6))
            fitting.append(name)
    return fitting


@pytest.mark.parametrize("form", FORMS)
def test_the_sound_files_are_read(form):
    assert attempt(SOUND[form], form) is not None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(FORMS))
def test_any_bytes(data, form):
    attempt(data, form)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('0123456789 =-,;:#"{}\n\t\'VABxMETAkey/|>Option'), max_size=200), st.sampled_from(FORMS))
def test_text_of_the_formats_own_signs(text, form):
    attempt(text.encode(), form)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FORMS), st.data())
def test_sound_files_with_a_few_bytes_changed(form, data):
    changed = bytearray(SOUND[form])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        what = data.draw(st.sampled_from(["cut", "double", "byte", "sign"]))
        if what == "cut":
            del changed[at : at + data.draw(st.integers(1, 9))]
            changed = changed or bytearray(b"0")
        elif what == "double":
            changed[at:at] = changed[at : at + 9]
        elif what == "byte":
            changed[at] = data.draw(st.integers(0, 255))
        else:
            changed[at : at + 1] = data.draw(st.sampled_from([b"\n", b'"', b"0", b"-1", b";", b",", b"=", b"99999"]))
    attempt(bytes(changed), form)


@settings(max_examples=100, deadline=None)
@given(elections.tables() | elections.answers() | elections.project_votes() | elections.ranked_elections())
def test_any_election_is_counted_or_refused_by_every_method(election):
    count_by_every_method(election)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x" * (limits.MOST_BYTES + 1), id="too many bytes"),
        pytest.param(b"\n" * limits.MOST_LINES, id="too many lines"),
        pytest.param(b"9" * (limits.LONGEST_LINE + 1), id="too long a line"),
        pytest.param(b"1 1\n\xff\xfe\n", id="not UTF-8"),
        pytest.param(b"1 1\n\x00\n", id="a control"),
        pytest.param("1 1\n\u2028".encode(), id="a line separator of Unicode"),
        pytest.param(b"wrong\n" * 100_000, id="all lines wrong"),
        pytest.param(b'"' * 90_000, id="quotes only"),
        pytest.param(b"{" * 90_000, id="braces only"),
        pytest.param(b"1" + b",1" * 40_000, id="a line of commas"),
        pytest.param(b"1 " * 45_000, id="a line of numbers"),
        pytest.param(b"/|" * 40_000 + b"Option", id="a line of bars"),
    ],
)
def test_what_is_too_much_is_refused_at_once(form, data):
    started = time.process_time()
    with pytest.raises(BadFile):
        formats.read(data, form)
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("form", "head", "line"),
    [
        ("blt", b"3 1\n", b"1 1" + b"=1" * 40_000 + b" 0\n"),
        ("toi", SOUND["toi"], b"1: {" + b"1," * 45_000 + b"\n"),
        ("pb", SOUND["pb"], b"3;" + b"2," * 45_000 + b"1;1\n"),
        ("csv", b"vote,reason\n", b'block,"' + b'""' * 45_000 + b"\n"),
        ("txt", SOUND["txt"], b"V: " + b"1" * 90_000 + b"\n"),
    ],
)
def test_one_long_wrong_line_is_named_by_its_number(form, head, line):
    started = time.process_time()
    with pytest.raises(BadFile) as found:
        formats.read(head + line, form)
    assert head.count(b"\n") + 1 in [number for number, _ in found.value.lines]
    assert time.process_time() - started < 5


def test_a_number_of_many_digits_is_no_number():
    for form, data in {
        "blt": b"99999999999999999999999 1\n",
        "csv": b"a,b\n" + b"9" * 5000 + b",1\n",
        "pb": SOUND["pb"].replace(b"30", b"9" * 6000),
        "toi": SOUND["toi"].replace(b"3:", b"9" * 6000 + b":"),
    }.items():
        with pytest.raises(BadFile):
            formats.read(data, form)


def test_more_ballots_than_can_be_are_refused_not_made():
    with pytest.raises(BadFile, match="more than 1,000,000,000 ballots"):
        formats.read(b"a,b,count\n1,2,999999999999\n", "csv")
