"""The register lists every rule that is read, and every rule listed is read by somebody."""

from __future__ import annotations

import re
from pathlib import Path

from coop.policies.register import REGISTER

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    path: path.read_text()
    for path in (ROOT / "coop").rglob("*.py")
    if "policies" not in path.parts and "demo" not in path.parts
}
READ = re.compile(r"""in_force\(\s*[\w.]+,\s*f?["']([\w.\-{}]+)["']""")


def families() -> set[str]:
    """Rule names as they appear in calls of in_force; `{kind}` stands for a part filled in."""
    return {name for source in SOURCES.values() for name in READ.findall(source)}


def test_no_rule_is_read_that_the_register_does_not_list():
    for name in families():
        pattern = re.compile(re.sub(r"\{[^}]*\}", "[a-z-]+", name.replace(".", r"\.")) + "$")
        assert any(pattern.match(rule) for rule in REGISTER), f"{name} is read and not in the register"


def test_every_rule_of_the_register_is_read_by_somebody():
    everything = "\n".join(SOURCES.values())
    for name in REGISTER:
        family = name.rsplit(".", 1)[0] + "."
        direct = f'"{name}"' in everything
        built = re.search(r"""f["']""" + re.escape(family) + r"\{", everything)
        assert direct or built, f"{name} is listed and read by nobody"


def test_every_rule_says_what_it_means_and_who_reads_it():
    for spec in REGISTER.values():
        assert spec.meaning.endswith("."), spec.name
        assert spec.read_by, spec.name
        assert spec.parse(spec.write(spec.founding)) == spec.founding
