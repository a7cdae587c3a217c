"""What docs/methods.md shows is what the methods do, and no method is missing from it."""

from coop.governance.tallies.methods import METHODS
from tests.governance.tallies.page import PAGE, page


def test_every_example_prints_what_the_page_says():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run python -m tests.governance.tallies.page, and read what changed"


def test_every_method_has_an_example():
    text = PAGE.read_text(encoding="utf-8")
    for name in set(METHODS) - {"greedy"}:
        assert f"--method {name}" in text, name
