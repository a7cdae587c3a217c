"""The inbox is one's own."""

from __future__ import annotations

import re

from sqlalchemy import select

from coop.notices.actions import tell
from coop.notices.models import Notice
from tests.factories import make_person, sign_in


def fill(session, person, count, now):
    for number in range(1, count + 1):
        tell(session, person, kind="x", subject=f"Word {number:02}", body="First line.\n<b>Second</b>.",
             link=f"/decisions/{number}", at=now)
    session.commit()


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/inbox").location.startswith("/sign-in")
    assert client.post("/inbox/read").location.startswith("/sign-in")


def test_an_empty_inbox_says_why(client, session):
    sign_in(client, make_person(session))
    assert "Nothing has been said to you yet" in client.get("/inbox").text


def test_notices_come_newest_first_in_pages(client, session, now):
    person = make_person(session)
    fill(session, person, 45, now)
    sign_in(client, person)
    seen, path = [], "/inbox"
    while path:
        page = client.get(path).text
        seen += re.findall(r"Word (\d\d)", page)
        older = re.search(r'href="([^"]*before=\d+)" rel="next"', page)
        path = older.group(1) if older else None
    assert seen == [f"{number:02}" for number in range(45, 0, -1)]
    assert "<b>Second" not in page


def test_opening_marks_as_read_and_leads_there(client, session, now):
    person = make_person(session)
    fill(session, person, 2, now)
    sign_in(client, person)
    assert "2 are unread" in client.get("/inbox").text
    first = session.execute(select(Notice.id).order_by(Notice.id)).scalars().first()
    assert client.post(f"/inbox/{first}/open").location == "/decisions/1"
    assert "1 is unread" in client.get("/inbox").text
    client.post("/inbox/read")
    assert "unread" not in client.get("/inbox").text


def test_nobody_opens_the_notice_of_another(client, session, now):
    person = make_person(session)
    fill(session, person, 1, now)
    sign_in(client, make_person(session, "Sam Stranger"))
    notice = session.execute(select(Notice)).scalar_one()
    assert client.post(f"/inbox/{notice.id}/open").status_code == 404
    client.post("/inbox/read")
    session.refresh(notice)
    assert notice.read_at is None
