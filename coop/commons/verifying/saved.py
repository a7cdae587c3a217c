"""The page as one file: sheet and scripts inside, and a policy that lets it load nothing from anywhere."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256

from markupsafe import Markup

from coop.paths import STATIC

SCRIPTS = ("verify/signatures.js", "verify/receipts.js", "verify/page.js")


@cache
def sheet() -> Markup:
    """The site's style sheet, as it stands inside <style>."""
    return Markup((STATIC / "style.css").read_text(encoding="utf-8"))  # noqa: S704 -- our own file


@cache
def script() -> Markup:
    """The scripts one after the other, as they stand inside <script>."""
    text = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return Markup(text)  # noqa: S704 -- our own files


@cache
def policy() -> str:
    """What the saved page may do: run this very script with this very sheet, and nothing else."""
    return (
        f"default-src 'none'; script-src '{_digest(script())}'; style-src '{_digest(sheet())}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()
