"""Photos: nothing but their pixels survives, and bombs are not decoded."""

from io import BytesIO

import pytest
from PIL import Image

from coop.market.listings import pictures
from tests.factories import make_member
from tests.market.factories import make_listing


def encoded(form: str = "JPEG", size=(1200, 900), mode="RGB", **options) -> bytes:
    out = BytesIO()
    Image.new(mode, size, (200, 90, 40, 128)[: len(mode)] if mode != "P" else 3).save(out, form, **options)
    return out.getvalue()


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "taken at home, Toad Lane 31"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 17.0, 42.0), 3: "E", 4: (5.0, 22.0, 0.0)})
    return encoded(size=(1200, 600), exif=exif)


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")]
)
def test_what_phones_and_scanners_send_is_drawn_anew(form, mode):
    drawn = pictures.redraw(BytesIO(encoded(form, mode=mode)))
    for width, data in drawn.files.items():
        with Image.open(BytesIO(data)) as image:
            assert (image.format, image.width) == ("WEBP", width)


def test_the_place_where_it_was_taken_does_not_stay_in_it():
    sent = with_gps()
    assert b"Toad Lane" in sent
    drawn = pictures.redraw(BytesIO(sent))
    assert (drawn.width, drawn.height) == (600, 1200)  # upright, though the turning was in the EXIF
    for data in drawn.files.values():
        assert b"Toad Lane" not in data
        with Image.open(BytesIO(data)) as image:
            assert not image.getexif()
            assert "exif" not in image.info
            assert "icc_profile" not in image.info


def test_a_second_format_hidden_in_the_first_is_gone():
    hidden = b"<script>alert(1)</script><?php system('id') ?>PK\x03\x04"
    drawn = pictures.redraw(BytesIO(encoded() + hidden))
    assert all(hidden not in data and b"<script" not in data for data in drawn.files.values())


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a not allowed",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        b"\xff\xd8\xff\xe0" + b"\0" * 400,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        encoded()[:2000],
        encoded("GIF", mode="P"),
        encoded("TIFF"),
        encoded("BMP"),
        encoded("ICO", size=(64, 64), mode="RGBA"),
    ],
    ids=[
        "empty",
        "gif text",
        "svg",
        "html",
        "postscript",
        "jpeg head",
        "png head",
        "cut off",
        "gif",
        "tiff",
        "bmp",
        "ico",
    ],
)
def test_what_is_no_photo_is_refused(sent):
    with pytest.raises(pictures.NotAPicture):
        pictures.redraw(BytesIO(sent))


def test_a_small_file_of_very_many_pixels_is_not_decoded():
    bomb = encoded("PNG", size=(9000, 9000), mode="1")
    assert len(bomb) < 30_000
    with pytest.raises(pictures.TooLarge):
        pictures.redraw(BytesIO(bomb))


def test_a_claimed_size_beyond_all_measure_is_refused():
    png = bytearray(encoded("PNG", size=(10, 10)))
    png[16:24] = b"\x00\x01\xff\xff\x00\x01\xff\xff"
    with pytest.raises((pictures.TooLarge, pictures.NotAPicture)):
        pictures.redraw(BytesIO(bytes(png)))


def test_more_bytes_than_a_photo_has_are_not_read():
    with pytest.raises(pictures.TooLarge):
        pictures.redraw(BytesIO(b"\xff" * (pictures.MAX_BYTES + 1)))


def test_a_strip_of_one_pixel_height_is_still_a_picture():
    drawn = pictures.redraw(BytesIO(encoded("PNG", size=(5000, 1))))
    assert drawn.files[480]


def test_the_same_picture_is_kept_once(tmp_path):
    drawn = pictures.redraw(BytesIO(encoded()))
    pictures.keep(tmp_path, drawn)
    pictures.keep(tmp_path, drawn)
    names = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert names == [f"{drawn.digest}-480.webp", f"{drawn.digest}-960.webp"]


def test_a_listing_has_six_pictures_at_most(session):
    listing = make_listing(session, make_member(session))
    drawn = pictures.redraw(BytesIO(encoded(size=(20, 20))))
    kept = [pictures.add(session, listing, drawn, alt=f"Photo {n}") for n in range(6)]
    with pytest.raises(pictures.TooMany):
        pictures.add(session, listing, drawn, alt="One too many")
    pictures.remove(session, kept[0])
    assert pictures.add(session, listing, drawn, alt="Now there is room").position == 6
