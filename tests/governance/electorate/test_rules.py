"""A frozen roll cannot change unseen."""

import shutil
import subprocess
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.electorate.rules import roll_digest

tokens = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=12)
rolls = st.lists(tokens, unique=True, max_size=20)


@given(rolls, st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(roll, random):
    assert roll_digest(random.sample(roll, len(roll))) == roll_digest(roll)


@given(rolls, tokens)
def test_one_member_more_or_less_shows(roll, token):
    if token not in roll:
        assert roll_digest([*roll, token]) != roll_digest(roll)


def test_the_digest_is_of_the_sorted_lines():
    assert roll_digest(["b", "a"]) == sha256(b"a\nb\n").hexdigest()
    assert roll_digest([]) == sha256(b"").hexdigest()


def test_anyone_can_check_it_with_sort_and_sha256sum():
    assert shutil.which("sha256sum")
    lines = "m9\nm10\nÄ1\nm2\nZ\n"
    done = subprocess.run(
        ["sh", "-c", "LC_ALL=C sort | sha256sum"], input=lines.encode(), capture_output=True, check=True
    )
    assert done.stdout.decode().split()[0] == roll_digest(lines.split())


@pytest.mark.parametrize("roll", [["a", "a"], ["a", ""], ["a", "b\nc"]])
def test_nobody_stands_on_it_twice_or_as_two(roll):
    with pytest.raises(ValueError, match="roll"):
        roll_digest(roll)
