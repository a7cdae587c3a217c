"""The verifier as one file that any Python runs: `python -m coop.verify.packing coop-verify.pyz`.

The bytes depend on the source alone: no dates, no compression (which differs from library to library), one order. So
anyone can make the file from the source they read, and compare.
"""

from __future__ import annotations

import io
import sys
import zipfile
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

FOLDER = "coop_verify"
_MAIN = f"""# Part of Toad Lane, AGPL-3.0-or-later. Run it with Python 3.11 or newer: python coop-verify.pyz --help
import sys

from {FOLDER}.command import main

if __name__ == "__main__":
    sys.exit(main())
"""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def packed() -> bytes:
    """The file's bytes."""
    body = io.BytesIO()
    body.write(b"#!/usr/bin/env python3\n")
    modules = {
        f"{FOLDER}/{item.name}": item.read_bytes()
        for item in files(__package__ or FOLDER).iterdir()
        if item.name.endswith(".py")
    }
    with zipfile.ZipFile(body, "w", zipfile.ZIP_STORED) as archive:
        for name, source in sorted({"__main__.py": _MAIN.encode(), **modules}.items()):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.create_system, info.external_attr = _UNIX, 0o100644 << 16
            archive.writestr(info, source)
    return body.getvalue()


def main() -> int:
    """Write the file and print its SHA-256, as `sha256sum` does."""
    if len(sys.argv) != 2:
        print("python -m coop.verify.packing FILE", file=sys.stderr)
        return 2
    path, body = Path(sys.argv[1]), packed()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    path.chmod(0o755)
    print(f"{sha256(body).hexdigest()}  {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
