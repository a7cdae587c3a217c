"""The quick reading of an entry's line is the slow one: whatever the one takes, the other takes for the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coop.verify.canonical import NotCanonical, canonical, read, strings
from coop.verify.entries import _parsed, read_entry
from coop.verify.rows import BadRow
from tests.verify.handmade import canonical as written

ENTRY = {
    "decision": None,
    "effective_on": "2026-01-05",
    "facts": {"method": "transfer", "price_cents": "8400"},
    "id": "12",
    "kind": "booking-completed",
    "postings": [
        {"account": "Liabilities:ClientsHeld", "amount": "8400", "commodity": "EUR"},
        {"account": "Income:Fees", "amount": "-8400", "commodity": "EUR"},
    ],
    "recorded_at": "2026-01-05T12:00:00.000000Z",
    "reference": "booking:J00:completed",
    "reverses": None,
    "rules": ["fee.rate#1", "fee.minimum_cents#12"],
    "uuid": "0123456789abcdef0123456789abcdef",
}
LINE = written(ENTRY)

words = st.text(st.sampled_from('aZé"\\\n/:[]{},0-\x7f😀 '), max_size=6)
numbers = st.integers(-(10**19), 10**19).map(str) | st.sampled_from(["-0", "00", "", "1.0", "+1", "١"])
entries = st.fixed_dictionaries(
    {
        "decision": st.none() | words,
        "effective_on": st.sampled_from(["2026-02-28", "2026-02-29", "2026-13-01", "0000-01-01"]),
        "facts": st.dictionaries(st.sampled_from(["a", "b_c", "é", "", "A"]), words | numbers, max_size=3),
        "id": numbers,
        "kind": words,
        "postings": st.lists(
            st.fixed_dictionaries({"account": words, "amount": numbers, "commodity": st.just("EUR") | words}),
            max_size=3,
        ),
        "recorded_at": st.sampled_from(["2026-01-05T12:00:00.000000Z", "2026-01-05T24:00:00.000000Z", "2026-01-05"]),
        "reference": words,
        "reverses": st.none() | numbers,
        "rules": st.lists(st.sampled_from(["fee.rate#1", "fee.rate#0", "Fee#1", "a-b.c_d#12"]), max_size=2),
        "uuid": st.just("0" * 32) | st.just("0" * 31 + "A"),
    }
)


def outcome(reader, line):
    try:
        return reader(line)
    except BadRow:
        return BadRow


@settings(deadline=None, max_examples=400)
@given(entries)
@example(ENTRY)
def test_both_ways_read_the_same(row):
    assert outcome(read_entry, written(row)) == outcome(_parsed, written(row))


@settings(deadline=None, max_examples=600)
@given(st.integers(0, len(LINE) - 1), st.integers(0, 255), st.booleans())
def test_both_ways_refuse_the_same(place, byte, more):
    line = LINE[:place] + bytes([byte]) + LINE[place + (0 if more else 1) :]
    assert outcome(read_entry, line) == outcome(_parsed, line)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b'"price_cents":"8400"', b'"method":"cash"'),  # a key twice
        (b'"facts":{"method":"transfer","price_cents":"8400"}', b'"facts":{"price_cents":"8400","method":"transfer"}'),
        (b'"12"', b"12"),
        (b'"8400","commodity"', b'"08400","commodity"'),
        (b'"-8400"', b'"-0"'),
        (b"J00", b"J\\u0030"),
        (b'{"decision"', b'{ "decision"'),
        (b'"id":"12",', b'"extra":"","id":"12",'),
        (b"}]", b"},]"),
        (b"Z", b"+00:00"),
        (b"12:00:00", b"24:00:00"),
    ],
)
def test_another_spelling_of_the_same_is_refused(was, becomes):
    assert was in LINE
    with pytest.raises(BadRow):
        read_entry(LINE.replace(was, becomes, 1))


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
        max_leaves=12,
    )
)
def test_canonical_json_is_that_of_a_library_made_by_others(value):
    import rfc8785

    said = strings(value)
    try:
        due = rfc8785.dumps(said)
    except rfc8785.CanonicalizationError:
        with pytest.raises(NotCanonical):
            canonical(said)
        return
    assert canonical(said) == due
    assert read(due) == said


def test_published_vectors_without_numbers(data):
    seen = 0
    for path in sorted((data / "ledger" / "jcs").rglob("*.json")):
        if "output" not in path.parts and "input" not in path.parts:
            continue
        try:
            body = canonical(json.loads(path.read_text()))
        except NotCanonical:
            continue
        output = path.parent.parent / "output" / path.name
        assert body == output.read_bytes().strip()
        seen += 1
    assert seen >= 2


@pytest.mark.parametrize(
    "text", [b"1", b"[1.5]", b'{"b":"","a":""}', b'"\\u00e9"', b'"a" ', b"", b"\xff", b"[" * 100_000]
)
def test_what_is_not_canonical_is_refused(text):
    with pytest.raises(NotCanonical):
        read(text)
