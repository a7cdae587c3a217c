"""Receipts on disk: only what is one, under a name made from its content.

Pictures are decoded and written anew, so that neither a hidden payload nor a place of taking survives. A PDF
is kept as it is, for it is evidence; it is only ever handed out as a download.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
_NAME = re.compile(r"[0-9a-f]{64}\.(pdf|jpg|png)")


class BadReceipt(ValueError):
    """Neither a PDF nor a JPEG or PNG picture, or too large; `args[0]` is `kind` or `size`."""


def store(folder: Path, content: bytes) -> str:
    """Keep a receipt under `folder/receipts`; returns its file name. The same content is kept once."""
    if not content or len(content) > MOST_BYTES:
        raise BadReceipt("size")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise BadReceipt("kind")
        ending = "pdf"
    else:
        content, ending = _redrawn(content)
    name = f"{hashlib.sha256(content).hexdigest()}.{ending}"
    target = folder / "receipts" / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as half:
            half.write(content)
        os.replace(half.name, target)
    return name


def find(folder: Path, name: str) -> Path | None:
    """The file of that name, None for anything that is not a receipt's name or is not there."""
    path = folder / "receipts" / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def _redrawn(content: bytes) -> tuple[bytes, str]:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadReceipt("size")
            kind = str(picture.format)
            upright = ImageOps.exif_transpose(picture)
            upright = upright.convert("RGB" if kind == "JPEG" or "A" not in upright.mode else "RGBA")
            clean = Image.new(upright.mode, upright.size)
            clean.paste(upright)
    except BadReceipt:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadReceipt("kind") from error
    out = io.BytesIO()
    clean.save(out, kind, **({"quality": 85} if kind == "JPEG" else {"optimize": True}))
    return out.getvalue(), "jpg" if kind == "JPEG" else "png"
