"""What is kept as a receipt, and what is not."""

import io

import pytest
from PIL import Image

from coop.money.fund import receipts


def picture(kind="PNG", mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, (20, 10), 1).save(out, kind, **options)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (picture(), "png"),
        (picture("JPEG"), "jpg"),
        (picture(mode="RGBA"), "png"),
        (picture(mode="P"), "png"),
        (picture("JPEG", mode="L"), "jpg"),
        (PDF, "pdf"),
    ],
)
def test_a_pdf_or_a_picture_is_kept_and_found(tmp_path, content, ending):
    name = receipts.store(tmp_path, content)
    assert name.endswith(ending)
    assert receipts.store(tmp_path, content) == name
    assert receipts.find(tmp_path, name).read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"0" * 50,
        picture("GIF", "P"),
        picture("WEBP"),
        b"%PDF-1.4 without an end",
        b"MZ" + picture(),
        picture()[:40],
        b"\x89PNG\r\n\x1a\n" + b"0" * 90,
    ],
)
def test_anything_else_is_refused(tmp_path, content):
    with pytest.raises(receipts.BadReceipt):
        receipts.store(tmp_path, content)


def test_a_receipt_keeps_neither_place_nor_payload(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = picture("JPEG", exif=exif) + b"<?php echo 1;"
    kept = receipts.find(tmp_path, receipts.store(tmp_path, content)).read_bytes()
    assert b"taken at home" not in kept
    assert b"php" not in kept


def test_a_flood_of_pixels_or_bytes_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(receipts, "MOST_PIXELS", 100)
    monkeypatch.setattr(receipts, "MOST_BYTES", 10_000)
    for content in (picture(), PDF + b" " * 10_000):
        with pytest.raises(receipts.BadReceipt) as refused:
            receipts.store(tmp_path, content)
        assert refused.value.args == ("size",)


@pytest.mark.parametrize("name", ["", "..", "../coop.sqlite3", "a" * 64 + ".svg", "/etc/passwd", "a" * 64 + ".pdf"])
def test_only_receipts_are_found(tmp_path, name):
    assert receipts.find(tmp_path, name) is None
