"""The draw: the same for everybody who draws it again, and for nobody to choose."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.cases.drawing import AGAIN, PATIENCE, draw, head_for, moments, seed_of

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
tokens = st.lists(st.text("0123456789abcdef", min_size=8, max_size=8), unique=True, max_size=30)
roots = st.binary(min_size=32, max_size=32)


@given(tokens, roots, st.randoms())
def test_the_order_in_which_members_are_listed_is_irrelevant(members, root, random):
    seed, shuffled = seed_of(root, "C-ABC123"), list(members)
    random.shuffle(shuffled)
    assert draw(members, seed) == draw(shuffled, seed)
    assert sorted(draw(members, seed)) == sorted(members)


@given(tokens.filter(lambda found: len(found) > 1), roots, st.data())
def test_who_is_left_out_changes_nothing_among_the_others(members, root, data):
    """So a conflict found later passes the seat on, and draws nobody else."""
    seed, gone = seed_of(root, "C-ABC123"), data.draw(st.sampled_from(members))
    rest = [each for each in members if each != gone]
    assert draw(rest, seed) == tuple(each for each in draw(members, seed) if each != gone)


def test_everybody_is_drawn_about_as_often():
    members = [hashlib.sha256(bytes([n])).hexdigest() for n in range(10)]
    times = 5_000
    drawn = Counter(
        token
        for n in range(times)
        for token in draw(members, seed_of(hashlib.sha256(n.to_bytes(4, "big")).digest(), "C-ABC123"))[:3]
    )
    # Each is drawn 1,500 times on average, with a standard deviation of 32: six of them either way.
    assert all(abs(drawn[token] - times * 3 / 10) < 200 for token in members)


def test_two_cases_of_one_tree_head_are_drawn_apart():
    root = bytes(32)
    assert seed_of(root, "C-AAAAAA") != seed_of(root, "C-BBBBBB")
    with pytest.raises(ValueError, match="32 bytes"):
        seed_of(b"short", "C-AAAAAA")
    with pytest.raises(ValueError, match="once"):
        draw(["a", "a"], "seed")


def test_it_can_be_drawn_by_hand(tmp_path):
    """The commands of the docstring, in a shell."""
    members = [hashlib.sha256(bytes([n])).hexdigest() for n in range(5)]
    seed = seed_of(bytes(range(32)), "C-ABC123")
    (tmp_path / "pool.txt").write_text("".join(f"{token}\n" for token in members))
    shell = (
        "while read t; do printf '%s%s' $SEED $t | sha256sum | cut -c1-64 | tr '\\n' ' '; echo $t; "
        "done < pool.txt | LC_ALL=C sort"
    )
    told = subprocess.run(["sh", "-c", shell], cwd=tmp_path, env={"SEED": seed, "PATH": "/usr/bin:/bin"},
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert tuple(line.split()[1] for line in told.splitlines()) == draw(members, seed)


def test_the_seed_comes_from_after_the_moment_or_after_a_day_of_silence_from_before():
    before, after = (NOW - HOUR, "before"), (NOW + HOUR, "after")
    assert head_for([before, after], NOW, NOW + 2 * HOUR) == "after"
    assert head_for([before], NOW, NOW + 2 * HOUR) is None
    assert head_for([before], NOW, NOW + PATIENCE) == "before"
    assert head_for([before, (NOW + 2 * PATIENCE, "late")], NOW, NOW + 3 * PATIENCE) == "before"
    assert head_for([], NOW, NOW + 3 * PATIENCE) is None
    assert head_for([(NOW, "at once")], NOW, NOW) == "at once"


def test_it_is_drawn_again_a_week_later():
    assert moments(NOW, NOW - HOUR) == []
    assert moments(NOW, NOW + AGAIN) == [NOW, NOW + AGAIN]
