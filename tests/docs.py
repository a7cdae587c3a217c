"""docs/rules.md is written from the register, so that it cannot fall behind: `python -m tests.docs`."""

from __future__ import annotations

from pathlib import Path

from coop.policies.presets import PRESETS
from coop.policies.register import REGISTER
from coop.policies.rules import RuleSpec

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules.md"

HEAD = """# The register of rules

Written from `coop/policies/register.py` by `python -m tests.docs`; a test fails when the two differ. On a running
site `/rules` shows the same with each rule's value, history and the decision behind it.

Only an enacted decision writes a version; no vote may cross the bounds. Shares are exact fractions.

| rule | meaning | founding value | bounds | read by |
|---|---|---|---|---|
"""


def _bounds(spec: RuleSpec) -> str:
    if spec.constant:
        return "constant"
    if spec.choices:
        return ", ".join(spec.choices)
    return f"{spec.least} to {spec.most}" if spec.least is not None else ""


def page() -> str:
    """The whole of docs/rules.md."""
    rows = [
        f"| `{s.name}` | {s.meaning} | {s.write(s.founding)} {s.unit} | {_bounds(s)} | {', '.join(s.read_by)} |"
        for s in REGISTER.values()
    ]
    presets = [
        "",
        "## Presets",
        "",
        "Ask an adviser before you found on one: they are starting points, not legal advice.",
    ]
    for preset in PRESETS.values():
        presets += ["", f"**{preset.title}** (`--preset {preset.key}`). {preset.source}", ""]
        specs = [(REGISTER[name], value) for name, value in preset.values.items()]
        presets += [f"- `{spec.name}`: {spec.write(value)}" for spec, value in specs] or ["- the register's values"]
    return HEAD + "\n".join(rows + presets) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
