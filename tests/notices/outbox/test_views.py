"""The visible outbox of a demonstration."""

from __future__ import annotations

from coop.config import Mode
from coop.notices.actions import mail, tell
from coop.notices.outbox.pieces import Piece, pieces
from tests.factories import make_person

SITE = "http://127.0.0.1:8000"


def test_letters_are_read_with_their_links_and_calendar_entries(client, session, now):
    tell(session, make_person(session, email="cleo@example.org"), kind="x", subject="A <word>", body="Come.",
         link="/decisions/7", calendar="BEGIN:VCALENDAR", at=now)
    page = client.get("/outbox")
    assert page.headers["Cache-Control"] == "no-store"
    assert "cleo@example.org" in page.text
    assert "A &lt;word&gt;" in page.text
    assert '<a href="/decisions/7">http://127.0.0.1:8000/decisions/7</a>' in page.text
    entry = client.get("/outbox/1.ics")
    assert (entry.text, entry.mimetype) == ("BEGIN:VCALENDAR", "text/calendar")


def test_an_empty_outbox_says_why(client):
    assert "No mail has been written yet" in client.get("/outbox").text
    assert client.get("/outbox/1.ics").status_code == 404


def test_old_letters_are_on_further_pages(client, session, now):
    for number in range(25):
        mail(session, to="a@example.org", subject=f"Letter {number:02}", body="x", at=now)
    session.commit()
    assert "Letter 04" not in client.get("/outbox").text
    assert "Letter 04" in client.get("/outbox?before=6").text


def test_production_has_no_outbox(app, client, session, now):
    mail(session, to="a@example.org", subject="Secret", body="x", calendar="x", at=now)
    settings = app.extensions["coop_settings"]
    app.extensions["coop_settings"] = settings.model_copy(update={"mode": Mode.PRODUCTION})
    assert client.get("/outbox").status_code == 404
    assert client.get("/outbox/1.ics").status_code == 404


def test_text_is_cut_at_its_addresses():
    text = f"See {SITE}/decisions/7, or (https://example.org/a)."
    assert pieces(text, site_url=SITE) == [
        Piece("See "), Piece(f"{SITE}/decisions/7", "/decisions/7"), Piece(", or ("),
        Piece("https://example.org/a", "https://example.org/a"), Piece(")."),
    ]
    assert pieces(f"{SITE}.evil.example/x", site_url=SITE)[0].url == f"{SITE}.evil.example/x"
    assert pieces("javascript:alert(1)", site_url=SITE) == [Piece("javascript:alert(1)")]
