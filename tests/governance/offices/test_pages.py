"""Elections and offices as members and visitors see them."""

from __future__ import annotations

import datetime as dt
import re

from coop.governance.offices import queries
from coop.governance.offices.actions import answer as reply
from coop.governance.offices.actions import count_back, resign
from coop.governance.terms.queries import in_office
from coop.people.membership.actions import leave
from tests.factories import make_steward, membership_of, sign_in
from tests.governance.test_pages import fields

DAY = dt.timedelta(days=1)


def test_an_election_from_the_proposal_to_the_desk(session, client, members, now, clock):
    _ada, bo, cy, dee, eve = members
    sign_in(client, bo)
    page = "/decisions/new/elect"
    made = client.post(page, data={**fields(client.get(page).text), "title": "Stewards", "text": "For a year.",
                                   "office": "steward", "body": "", "seats": "2", "replaces": "all"})  # fmt: skip
    assert made.status_code == 303
    base = made.headers["Location"].removesuffix("/discussion")
    path = base + "/nominations"
    for nominee in (bo, cy, dee):
        sent = client.post(path, data={**fields(client.get(path).text), "nominee": str(nominee.id)})
        assert sent.status_code == 303
    again = client.post(path, data={**fields(client.get(path).text), "nominee": str(cy.id)})
    assert again.status_code == 422
    for nominee, answer in ((bo, "yes"), (cy, "yes"), (dee, "no")):
        sign_in(client, nominee)
        empty = client.post(path + "/answer", data={**fields_of(client, path, "answer"), "accepts": "yes"})
        assert "Say a few words" in empty.text
        client.post(path + "/answer", data={**fields_of(client, path, "answer"), "accepts": answer,
                                            "statement": f"{nominee.display_name} would like to."})  # fmt: skip
    sign_in(client, bo)
    shown = client.get(path).text
    assert "Bo Builder would like to." in shown
    assert "Dee Driver would like to." not in shown
    assert "Does not stand" in shown
    clock.at = now + 7 * DAY
    sign_in(client, bo)
    assert "2 seats are filled" in client.get(base + "/opening").text
    client.post(base + "/opening", data=fields(client.get(base + "/opening").text))
    ballot = base + "/ballot"
    assert "Cy Cyclist would like to." in client.get(ballot).text
    same = client.post(ballot, data={**fields(client.get(ballot).text), "option_1": "1", "option_2": "1"})
    assert "Two have the same rank" in same.text
    for voter in (bo, cy, eve):
        sign_in(client, voter)
        done = client.post(ballot, data={**fields(client.get(ballot).text), "option_1": "1", "option_2": "2"})
        assert "Your ballot is counted" in done.text
    clock.at = now + 14 * DAY
    sign_in(client, eve)
    result = client.get(base).text
    assert "Elected: " in result
    assert "Stage 1: first choices" in result
    assert "Bo Builder" in result
    sign_out(client)
    public = client.get(base).text
    assert "Candidate 1" in public
    assert "Bo Builder" not in public
    assert client.get(path).status_code in (302, 303, 401)


def sign_out(client):
    """Go on as a visitor."""
    with client.session_transaction() as cookie:
        cookie.clear()


def fields_of(client, path, form):
    """The hidden fields of a form by the end of its address."""
    page = client.get(path).text
    part = next(one for one in page.split("<form")[1:] if re.search(rf'action="[^"]*{form}"', one))
    return dict(re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', part)) | dict(
        re.findall(r'type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', part)
    )


def test_offices_name_members_to_members_and_the_public_to_all(session, client, members, clock):
    ada = members[0]
    assert "A member" in client.get("/offices").text
    assert ada.display_name not in client.get("/offices").text
    sign_in(client, members[1])
    assert ada.display_name in client.get("/offices").text
    assert "until the first election" in client.get("/offices").text


def test_a_term_that_is_over_calls_for_an_election(session, client, members, elect, now, clock):
    bo = members[1]
    elect(bo, ballots=[[bo]] * 4)
    clock.at = now + 100 * DAY
    assert "An election is due" not in client.get("/offices").text
    clock.at = now + 400 * DAY
    assert "An election is due" in client.get("/offices").text


def test_a_vacant_seat_is_counted_back_and_taken(session, client, members, elect, now, clock):
    _ada, bo, cy, dee, eve = members
    elect(bo, cy, dee, eve, office="committee", body="Kitchen", seats=2,
          ballots=[[bo, eve], [bo, eve], [cy, dee], [cy, dee], [bo, eve]])  # fmt: skip
    clock.at = now + 30 * DAY
    sign_in(client, bo)
    term = next(one for one, who in in_office(session, "committee", body="Kitchen", at=clock.at) if who.id == bo.id)
    leaving = f"/offices/committee/{term.id}/resignation"
    assert client.post(leaving, data=fields_of(client, "/offices", leaving)).status_code == 303
    back = f"/offices/committee/{term.id}/countback"
    asked = client.post(back, data=fields_of(client, "/offices", back))
    where = asked.headers["Location"]
    assert "Eve Editor is asked" in client.get(where).text
    sign_in(client, eve)
    assert "Will you take the seat?" in client.get(where).text
    taken = client.post(where + "/answer", data={**fields_of(client, where, "answer"), "accepts": "yes"})
    assert taken.status_code == 303
    assert "Eve Editor took the seat." in client.get(where).text
    assert f'<a href="{where}">The ballots gave them the seat of who left</a>' in client.get("/offices").text
    assert "Passed over" not in client.get(where).text


def test_who_was_passed_over_is_told_and_a_second_seat_waits(session, client, members, elect, now, clock):
    ada, bo, cy, dee, eve = members
    elect(ada, bo, cy, dee, eve, office="committee", body="Kitchen", seats=2,
          ballots=[[bo, eve, dee, ada], [bo, eve, dee, ada], [cy, dee], [cy, dee], [bo, eve]])  # fmt: skip
    clock.at = at = now + 30 * DAY
    seats = {who.id: term for term, who in in_office(session, "committee", body="Kitchen", at=at)}
    for person in (bo, cy):
        resign(session, seats[person.id], person=person, at=at)
    count_back(session, seats[bo.id], name="Kitchen", at=at)
    session.commit()
    sign_in(client, ada)
    shown = client.get("/offices").text
    assert "Somebody is being asked to take it" in shown
    assert "Somebody is asked first about another seat of that election" in shown
    asked = queries.asked_now(session, "committee", seats[bo.id].id, at=at)
    reply(session, asked, person=eve, accepts=False, at=at)
    leave(session, membership_of(session, dee), at=at)
    second = count_back(session, seats[bo.id], name="Kitchen", at=at)
    session.commit()
    page = client.get(f"/offices/countbacks/{second.id}").text
    assert "Eve Editor: declined before" in page
    assert "Dee Driver: had left the co-op" in page
    assert "Will you take the seat?" in page


def test_a_steward_who_resigns_has_no_desk_any_more(session, client, members, now, clock):
    make_steward(session, "Fay Founder")
    session.commit()
    ada = members[0]
    sign_in(client, ada)
    assert client.get("/desk").status_code == 200
    term = next(one for one, who in in_office(session, "steward", at=now) if who.id == ada.id)
    resign(session, term, person=ada, at=now)
    session.commit()
    assert client.get("/desk").status_code == 403


def test_a_recall_names_nobody_in_public(session, client, members, now, clock):
    make_steward(session, "Fay Founder")
    session.commit()
    sign_in(client, members[1])
    page = "/decisions/new/recall"
    term = in_office(session, "steward", at=now)[0][0]
    made = client.post(page, data={**fields(client.get(page).text), "term": f"steward|{term.id}", "text": "Keys lost."})
    base = made.headers["Location"].removesuffix("/discussion")
    assert "Keys lost." in client.get(base).text
    sign_out(client)
    public = client.get(base).text
    assert "Recall from office" in public
    assert "Keys lost." not in public
    assert "Ada Steward" not in public
