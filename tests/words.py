"""Every word a person reads goes through gettext: `python -m tests.words` lists what does not.

Templates are read with Jinja's own lexer; what is left of the HTML outside `{{ }}`, `{% %}` and trans blocks must
hold no words. In Python, labels, flashes and messages given as bare literals are found by shape.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[1]
_MARKUP = re.compile(r"<!--.*?-->|<(script|style|svg|code|cite|pre)\b.*?</\1>|&[a-z]+;|&#\d+;", re.S)
_SPOKEN = re.compile(r"""\b(?:alt|title|aria-label|placeholder|summary)=(["'])([^"']*?[A-Za-z]{3,}[^"']*?)\1""")
_TAGS = re.compile(r"<[^>]*>?|[^<]*>", re.S)
_WORD = re.compile(r"[A-Za-z]{3,}")
_SPEAKING_CALLS = {"flash"}
_SPEAKING_KEYWORDS = {"label", "description", "subject", "body", "message"}


def in_template(path: Path) -> list[str]:
    """Words of a template that no gettext call covers."""
    environment = Environment(extensions=["jinja2.ext.i18n"])
    source = path.read_text()
    bare, inside = [], False
    previous = ""
    for _line, kind, text in environment.lex(source):
        if kind == "name" and previous == "block_begin":
            inside = {"trans": True, "endtrans": False}.get(text, inside)
        if kind == "data" and not inside:
            bare.append(text)
        elif kind in ("variable_begin", "block_begin"):
            bare.append(" ")
        if kind != "whitespace":
            previous = kind
    text = _MARKUP.sub(" ", "".join(bare))
    words = [match.group(2) for match in _SPOKEN.finditer(text)]
    words += [word.strip() for word in _TAGS.sub("\n", text).split("\n") if _WORD.search(word)]
    return words


def in_python(path: Path) -> list[str]:
    """String literals handed to people without gettext: flash("..."), label="..." and their like."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        spoken = node.args[:1] if name in _SPEAKING_CALLS else []
        if path.name in ("forms.py", "views.py", "actions.py") and "cli" not in path.parts:
            spoken = spoken + [k.value for k in node.keywords if k.arg in _SPEAKING_KEYWORDS]
        for value in spoken:
            literal = isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value.strip()
            if literal or isinstance(value, ast.JoinedStr):
                found.append(f"line {value.lineno}: {ast.unparse(value)[:70]}")
        if name in ("_", "gettext", "_l", "lazy_gettext") and node.args and isinstance(node.args[0], ast.JoinedStr):
            found.append(f"line {node.lineno}: an f-string inside gettext is never found by the extractor")
    return found


def untranslated() -> dict[str, list[str]]:
    """`path -> findings` over the whole house."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if words := in_template(path):
            found[str(path.relative_to(ROOT))] = words
    for path in sorted((ROOT / "coop").rglob("*.py")):
        if words := in_python(path):
            found[str(path.relative_to(ROOT))] = words
    return found


def main() -> int:
    """Print what is found; 1 when there is something."""
    found = untranslated()
    for path, words in found.items():
        for word in words:
            print(f"{path}: {word!r}")
    print(f"words outside gettext: {sum(map(len, found.values()))}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
