"""Sending photos, and the addresses they are served under."""

from io import BytesIO

import pytest

from coop.market.listings.models import ListingPicture
from tests.factories import make_member, sign_in
from tests.market.factories import make_listing
from tests.market.listings.test_pictures import encoded, with_gps


@pytest.fixture
def listing(client, session, coop):
    worker = make_member(session)
    listing = make_listing(session, worker)
    sign_in(client, worker)
    return listing


def send(client, listing, data: bytes, name: str = "photo.jpg", alt: str = "A clean window"):
    return client.post(f"/my/listings/{listing.reference}/pictures", data={"photo": (BytesIO(data), name), "alt": alt})


def only_picture(session):
    session.expire_all()
    return session.query(ListingPicture).one()


def test_a_photo_is_shown_under_its_digest_and_kept_for_ever(client, session, listing):
    assert send(client, listing, with_gps()).status_code == 303
    digest = only_picture(session).digest
    visitor = client.application.test_client()
    assert f"/pictures/{digest}-960.webp" in visitor.get(f"/listings/{listing.reference}").text
    answer = visitor.get(f"/pictures/{digest}-480.webp")
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"Toad Lane" not in answer.data
    answer.close()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "x.svg"),
        (b"<svg onload='alert(1)'/>", "x.jpg"),
        (b"<?php system('id');", "x.php.jpg"),
        (encoded("PNG", size=(9000, 9000), mode="1"), "bomb.png"),
        (b"", "nothing.jpg"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_reason(client, session, listing, data, name):
    answer = send(client, listing, data, name)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert session.query(ListingPicture).count() == 0


@pytest.mark.parametrize("name", ["../../../etc/passwd.jpg", "/etc/cron.d/x", "a\x00b.jpg", "<b>.jpg", "." * 300])
def test_the_name_of_the_file_means_nothing(client, session, listing, name, app):
    assert send(client, listing, encoded(size=(30, 30)), name).status_code == 303
    files = [path.name for path in (app.extensions["coop_settings"].uploads / "pictures").iterdir()]
    assert sorted(files) == [f"{only_picture(session).digest}-{width}.webp" for width in (480, 960)]


@pytest.mark.parametrize(
    "address",
    [
        "/pictures/../coop.sqlite3-480.webp",
        f"/pictures/{'0' * 64}-480.webp",
        f"/pictures/{'0' * 64}-481.webp",
        f"/pictures/{'Z' * 64}-480.webp",
        "/pictures/..%2f..%2fetc%2fpasswd-480.webp",
        "/pictures/drawn/nothing/abc.svg",
        "/pictures/drawn/cleaning/%3Cscript%3E.svg",
        "/pictures/drawn/cleaning/a.php",
    ],
)
def test_there_is_nothing_but_pictures(client, coop, address):
    assert client.get(address).status_code == 404


def test_a_drawing_is_kept_for_ever(client, coop):
    answer = client.get("/pictures/drawn/cleaning/K7Q29XPM.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.data == client.get("/pictures/drawn/cleaning/K7Q29XPM.svg").data


def test_a_photo_is_described_anew_and_removed_by_its_owner_alone(client, session, listing):
    send(client, listing, encoded(size=(30, 30)))
    address = f"/my/listings/{listing.reference}/pictures/{only_picture(session).id}"
    stranger = sign_in(client.application.test_client(), make_member(session, "Sam Stranger"))
    assert stranger.post(address, data={"alt": "Mine now"}).status_code == 404
    assert stranger.post(f"{address}/removal").status_code == 404
    client.post(address, data={"alt": "Another window"})
    assert only_picture(session).alt == "Another window"
    client.post(f"{address}/removal")
    session.expire_all()
    assert session.query(ListingPicture).count() == 0


def test_anothers_picture_cannot_be_reached_through_ones_own_listing(client, session, listing):
    send(client, listing, encoded(size=(30, 30)))
    theirs = only_picture(session).id
    stranger = make_member(session, "Sam Stranger")
    own = make_listing(session, stranger)
    other = sign_in(client.application.test_client(), stranger)
    assert other.post(f"/my/listings/{own.reference}/pictures/{theirs}/removal").status_code == 404
