"""A thousand small changes, made by somebody who has everything but the signing key: each is found.

Manifest and sums are made to fit again; in a third of the cases the leaf is made to fit too, so that rows and leaves
agree and only the signed root tells. What may pass is listed in docs/export-format.md, "What nothing vouches for".
"""

from __future__ import annotations

import hashlib
import json
import os
import random

import pytest

from coop.verify.command import verify
from coop.verify.report import Unreadable
from tests.verify import tampering
from tests.verify.handmade import canonical

SEED = int(os.environ.get("COOP_MUTATIONS_SEED", "1844"))
PARTS, EACH = 4, 250

UNSIGNED = {
    "manifest.json coop name",
    "manifest.json exported_at",
    "accounts.jsonl code",  # of an account that nothing was ever posted to
    "checkpoints.jsonl signed_at",
    "rules.jsonl name",
    "rules.jsonl meaning",
    "rules.jsonl least",
    "rules.jsonl most",
    "rules.jsonl choices []",
    "rules.jsonl constant",
    "rules.jsonl unit",
}
"""What no leaf holds: the co-op's display name, when the export was made, and the site's own explanations."""


def is_found(folder) -> bool:
    try:
        return not verify(str(folder)).sound
    except Unreadable:
        return True


@pytest.fixture(scope="module")
def original(specimen):
    return {path.name: path.read_bytes() for path in sorted(specimen.iterdir())}


def one_byte(dice, files):
    """Another byte somewhere: of the file's own kind as often as any other."""
    name = dice.choice(sorted(set(files) - {"SHA256SUMS"}))
    body = bytearray(files[name])
    place = dice.randrange(len(body))
    was = body[place]
    if chr(was).isdigit():
        other = ord(dice.choice("0123456789"))
    elif chr(was).isalpha():
        other = ord(dice.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    else:
        other = dice.randrange(256)
    if other == was:
        other ^= 1
    body[place] = other
    return {name: bytes(body)}


def is_figure(value) -> bool:
    return type(value) is int or (isinstance(value, str) and value.lstrip("-").isdecimal())


def one_figure(dice, files):
    """A figure one more or one less, of whichever file."""
    name = dice.choice(sorted(name for name in files if name.endswith(".jsonl")))
    lines = files[name].splitlines()
    figures = []
    while not figures:
        place = dice.randrange(len(lines))
        row = json.loads(lines[place])
        figures = [(path, value) for path, value in tampering.leaves(row) if is_figure(value)]
        if not figures and not any(is_figure(v) for line in lines for _, v in tampering.leaves(json.loads(line))):
            return one_byte(dice, files)
    path, value = dice.choice(figures)
    moved = int(value) + dice.choice((-1, 1))
    lines[place] = canonical(tampering.changed(row, path, moved if type(value) is int else str(moved)))
    return {name: b"".join(line + b"\n" for line in lines)}


def with_its_leaf(dice, files):
    """An entry or a decision changed, and its leaf with it: both say the same, and arithmetic may well be content."""
    leaves = files["leaves.jsonl"].splitlines()
    if dice.random() < 0.8:
        name, rows = "entries.jsonl", files["entries.jsonl"].splitlines()
        place = dice.randrange(len(rows))
        row = json.loads(rows[place])
        path, value = dice.choice([(p, v) for p, v in tampering.leaves(row) if v is not None])
        other = str(int(value) + 1) if is_figure(value) else value[:-1] + ("b" if value[-1:] != "b" else "c")
        at = next(n for n, leaf in enumerate(leaves) if rows[place] in leaf and b'"type":"entry"' in leaf)
        after = canonical(tampering.changed(row, path, other))
        leaves[at] = leaves[at].replace(rows[place], after)
    else:
        name, rows = "decisions.jsonl", files["decisions.jsonl"].splitlines()
        place = dice.randrange(len(rows))
        row = json.loads(rows[place])
        before, word = _commit(row), dice.choice(("title", "statement", "salt"))
        row[word] = ("0" if row[word][:1] != "0" else "1") + row[word][1:]
        at = next(n for n, leaf in enumerate(leaves) if before in leaf)
        leaves[at] = leaves[at].replace(before, _commit(row))
        after = canonical(row)
    rows[place] = after
    joined = {name: rows, "leaves.jsonl": leaves}
    return {file: b"".join(line + b"\n" for line in lines) for file, lines in joined.items()}


def _commit(row) -> bytes:
    private = canonical({"statement": row["statement"], "title": row["title"]})
    return hashlib.sha256(bytes.fromhex(row["salt"]) + private).hexdigest().encode()


def changed_field(name, before, after) -> str:
    """What was changed, as `file path of keys`."""
    if name == "manifest.json":
        old, new = json.loads(before), json.loads(after)
    else:
        pairs = zip(before.splitlines(), after.splitlines(), strict=True)
        old, new = next((json.loads(one), json.loads(two)) for one, two in pairs if one != two)
    new = dict(tampering.leaves(new))
    return next(tampering.field(name, path) for path, value in tampering.leaves(old) if new[path] != value)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_changes_are_found(original, specimen, tmp_path, part):
    seed = SEED + part
    print(f"COOP_MUTATIONS_SEED={SEED}, part {part}")
    dice, found = random.Random(seed), 0
    while found < EACH:
        files = dice.choice((one_byte, one_figure, with_its_leaf))(dice, original)
        tampering.put(tmp_path, specimen, files)
        if is_found(tmp_path):
            found += 1
            continue
        (name,) = files
        assert changed_field(name, original[name], files[name]) in UNSIGNED, (seed, files)


def test_nothing_of_the_log_can_be_left_out(original, specimen, tmp_path):
    """No leaf, no tree head, no key: neither one of them nor all."""
    for name in ("leaves.jsonl", "checkpoints.jsonl", "keys.jsonl"):
        lines = original[name].splitlines(keepends=True)
        for place in {0, len(lines) // 2, len(lines) - 1}:
            tampering.put(tmp_path, specimen, {name: b"".join(lines[:place] + lines[place + 1 :])})
            found = is_found(tmp_path)
            # A tree head between two others is history that the later one covers: its absence changes nothing.
            assert found or (name == "checkpoints.jsonl" and 0 <= place < len(lines) - 1), (name, place)
    nothing = dict.fromkeys(("leaves.jsonl", "checkpoints.jsonl", "keys.jsonl", "checkpoint"), b"")
    tampering.put(tmp_path, specimen, nothing)
    assert is_found(tmp_path)
    tampering.put(tmp_path, specimen, {"checkpoint": b""})
    assert is_found(tmp_path)


def test_leaves_cannot_change_places(original, specimen, tmp_path):
    lines = original["leaves.jsonl"].splitlines(keepends=True)
    lines[70], lines[71] = lines[71], lines[70]
    tampering.put(tmp_path, specimen, {"leaves.jsonl": b"".join(lines)})
    assert is_found(tmp_path)


ANYTHING = (None, [], {}, "", "x", -1, 0, 10**30, True, "9999-12-31", "-0", [None], {"a": []}, "9" * 40, "\0", "1/0")


def test_no_value_whatever_makes_it_stumble(original, specimen, tmp_path):
    """A value of another kind anywhere is a finding (or nothing in an export), and never a traceback."""
    dice = random.Random(SEED)
    for _ in range(250):
        name = dice.choice(sorted(name for name in original if name.endswith((".jsonl", "manifest.json"))))
        if name == "manifest.json":
            manifest = json.loads(original[name])
            path, _ = dice.choice(list(places(manifest)))
            body = json.dumps(tampering.changed(manifest, path, dice.choice(ANYTHING)), indent=2, sort_keys=True)
            tampering.put(tmp_path, specimen, {name: body.encode() + b"\n"})
        else:
            lines = original[name].splitlines()
            at = dice.randrange(len(lines))
            row = json.loads(lines[at])
            path, _ = dice.choice(list(places(row)))
            lines[at] = canonical(tampering.changed(row, path, dice.choice(ANYTHING)))
            tampering.put(tmp_path, specimen, {name: b"".join(line + b"\n" for line in lines)})
        is_found(tmp_path)


def places(value, path=()):
    """Every place in a value, those of whole lists and objects too."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield (*path, step), item
        yield from places(item, (*path, step))


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_without_end_is_said_in_words(original, specimen, tmp_path, opening):
    deep = opening.encode() * 200_000
    for name in ("votes.jsonl", "entries.jsonl", "leaves.jsonl", "checkpoints.jsonl", "manifest.json"):
        tampering.put(tmp_path, specimen, {name: deep + b"\n"})
        assert is_found(tmp_path)
