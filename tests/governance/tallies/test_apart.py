"""The methods can be taken along: they need Python's own library and the arithmetic of money, nothing else."""

import ast
import sys
from pathlib import Path

import pytest

import coop.governance.tallies

FOLDER = Path(coop.governance.tallies.__file__).parent
MODULES = sorted(path for path in FOLDER.rglob("*.py") if path.name != "commands.py")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_method_imports_nothing_else_of_the_house(path):
    for name in imported(path):
        ours = name.startswith("coop.governance.tallies") or name == "coop.ledger.arithmetic"
        assert ours or name.split(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_there_is_no_float_in_any_method(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
