"""Photos of a listing: decoded, drawn anew, kept under the digest of what we drew.

Nothing of the file that was sent survives but its pixels: no EXIF (with the place where it was taken), no
colour profile, no second format hidden in the first.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.market.listings.models import Listing, ListingPicture

WIDTHS = (480, 960)
MOST = 6
MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000  # a phone's 36 megapixels pass; a bomb of a few kilobytes does not
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 78


class NotAPicture(ValueError):
    """Not a JPEG, PNG or WebP picture that can be read."""


class TooLarge(ValueError):
    """More bytes or pixels than we decode."""


class TooMany(ValueError):
    """The listing has six pictures already."""


@dataclass(frozen=True)
class Drawn:
    """A picture as we encode it: WebP by width, and the digest of them all."""

    digest: str
    width: int
    height: int
    files: dict[int, bytes]


def redraw(sent: IO[bytes]) -> Drawn:
    """Decode and encode anew in all widths. Raises `NotAPicture` and `TooLarge`."""
    data = sent.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES} bytes")
    try:
        # Named formats only: Pillow also reads PostScript, icons, TIFF and others that we want nothing of.
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            # The header alone is read so far; pixels are made only once their number is known to be bearable.
            if opened.width * opened.height > MAX_PIXELS:
                raise TooLarge(f"{opened.width} x {opened.height} pixels")
            opened.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
            upright = _flat(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, TooLarge):
            raise
        raise NotAPicture(type(error).__name__) from error
    files = {width: _encoded(upright, width) for width in WIDTHS}
    digest = hashlib.sha256(b"".join(files[width] for width in WIDTHS)).hexdigest()
    return Drawn(digest, upright.width, upright.height, files)


def keep(uploads: Path, drawn: Drawn) -> None:
    """Write the files, each whole or not at all; the same picture sent twice is kept once."""
    folder = uploads / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for width, data in drawn.files.items():
        target = folder / f"{drawn.digest}-{width}.webp"
        if target.exists():
            continue
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, target)


def add(session: Session, listing: Listing, drawn: Drawn, *, alt: str) -> ListingPicture:
    """Put the picture last; raises `TooMany`."""
    count, last = session.execute(
        select(func.count(), func.max(ListingPicture.position)).where(ListingPicture.listing_id == listing.id)
    ).one()
    if count >= MOST:
        raise TooMany(listing.reference)
    picture = ListingPicture(
        listing_id=listing.id,
        position=0 if last is None else last + 1,
        digest=drawn.digest,
        width=drawn.width,
        height=drawn.height,
        alt=alt,
    )
    session.add(picture)
    session.flush()
    return picture


def describe(session: Session, picture: ListingPicture, *, alt: str) -> None:
    """Say in words what is to be seen."""
    picture.alt = alt
    session.flush()


def remove(session: Session, picture: ListingPicture) -> None:
    """Take a picture off its listing. The files stay: another listing may show the same ones."""
    session.delete(picture)
    session.flush()


def _flat(image: Image.Image) -> Image.Image:
    """Pixels alone, in RGB, on white where the picture is see-through; metadata stays behind."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    plain = image.convert("RGB")
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    return bare


def _encoded(image: Image.Image, width: int) -> bytes:
    width = min(width, image.width)
    height = max(1, round(image.height * width / image.width))
    out = BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
