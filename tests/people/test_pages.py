"""The pages of membership, members, profile and desk: who may open each, and what it says to wrong answers."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from coop.ledger import balances, chart
from coop.people.membership import actions
from coop.people.membership.queries import open_application, open_membership
from tests.factories import make_member, make_person, make_steward, membership_of, sign_in

DAY = dt.timedelta(days=1)
STATEMENT = "I mend bicycles and want to share the tools."


@pytest.fixture
def as_role(client, session):
    """Sign in as a fresh person of a role."""

    def become(role):
        if role == "visitor":
            return client
        person = {"client": make_person, "member": make_member, "steward": make_steward}[role](session)
        return sign_in(client, person)

    return become


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/my/profile", {"client": 200, "member": 200, "steward": 200}),
        ("/my/membership", {"client": 200, "member": 200, "steward": 200}),
        ("/my/membership/apply", {"client": 200, "member": 302, "steward": 302}),
        ("/my/membership/capital", {"client": 200, "member": 200, "steward": 200}),
        ("/my/membership/leave", {"client": 403, "member": 200, "steward": 200}),
        ("/members", {"visitor": 200, "client": 200, "member": 200, "steward": 200}),
        ("/members/applications", {"client": 403, "member": 200, "steward": 200}),
        ("/desk/membership", {"client": 403, "member": 403, "steward": 200}),
        ("/desk/membership/shares/1", {"client": 403, "member": 403, "steward": 200}),
        ("/desk/membership/redemptions/1", {"client": 403, "member": 403, "steward": 404}),
    ],
)
def test_every_page_opens_for_its_people_alone(as_role, path, who):
    for role in ("visitor", "client", "member", "steward"):
        answer = as_role(role).get(path)
        expected = who.get(role, 302)
        assert answer.status_code == expected, (path, role)
        if role == "visitor" and expected == 302:
            assert answer.location.startswith("/sign-in")


def test_one_applies_with_a_statement_and_sees_how_it_goes(client, session, now):
    person = make_person(session, "Ana Applicant")
    sign_in(client, person)
    assert "Apply for membership" in client.get("/my/membership").text
    answer = client.post("/my/membership/apply", data={"statement": "short"})
    assert answer.status_code == 422
    assert "Use between 20 and 4,000 characters" in answer.text
    assert ">\nshort<" in answer.text.replace("\r", "") or ">short<" in answer.text
    assert client.post("/my/membership/apply", data={"statement": STATEMENT}).location == "/my/membership"
    page = client.get("/my/membership").text
    assert "You are in probation" in page
    assert "0 of 3" in page
    client.post("/my/membership/withdraw")
    assert "You withdrew your application" in client.get("/my/membership").text


def test_members_read_an_application_and_object(client, session, now):
    applicant = make_person(session, "Ana Applicant")
    application = actions.apply(session, applicant, statement=STATEMENT, at=now)
    sign_in(client, make_member(session))
    assert "Ana Applicant" in client.get("/members/applications").text
    path = f"/members/applications/{application.id}"
    assert STATEMENT in client.get(path).text
    assert client.post(path, data={"reason": ""}).status_code == 422
    client.post(path, data={"reason": "She owes me a ladder."})
    page = client.get(path).text
    assert "She owes me a ladder." in page
    assert "Waits for a vote" in page
    assert client.post(path, data={"reason": "Once more, with feeling."}).status_code == 422
    sign_in(client, applicant)
    assert "She owes me a ladder." in client.get("/my/membership").text


def test_visitors_meet_only_members_who_are_public(client, session):
    make_member(session, "Paula Public", is_public=True, about="I *paint*. <script>alert(1)</script>")
    make_member(session, "Harry Hidden")
    page = client.get("/members").text
    assert "Paula Public" in page
    assert "Harry" not in page
    assert "And 1 member who is not named in public" in page
    assert client.get("/people/2").status_code == client.get("/people/99").status_code == 404
    about = client.get("/people/1").text
    assert "<em>paint</em>" in about
    assert "<script>" not in about
    sign_in(client, make_member(session))
    assert "Harry Hidden" in client.get("/members").text
    assert "Only members see this page" in client.get("/people/2").text


def test_a_profile_is_changed_and_wrong_answers_are_kept(client, session):
    person = make_member(session)
    sign_in(client, person)
    answers = {"display_name": "", "about": "Hello", "timezone": "Mars/Olympus", "locale": "en"}
    answer = client.post("/my/profile", data=answers)
    assert answer.status_code == 422
    assert "Enter a name" in answer.text
    assert "Hello" in answer.text
    answers |= {"display_name": " Wanda ", "timezone": "Asia/Kuala_Lumpur", "is_public": "y"}
    assert client.post("/my/profile", data=answers).status_code == 303
    session.refresh(person)
    assert (person.display_name, person.timezone, person.is_public) == ("Wanda", "Asia/Kuala_Lumpur", True)


def test_nothing_but_the_form_changes_a_profile(client, session):
    person = make_person(session)
    sign_in(client, person)
    client.post("/my/profile", data={"display_name": "X", "timezone": "UTC", "locale": "en", "email": "a@b.example",
                                     "active": "", "id": "99", "party_id": "1", "password": "x"})
    before = (person.email, person.id, person.party_id, person.password)
    session.refresh(person)
    assert (person.email, person.id, person.party_id, person.password) == before


def form_key(client, path):
    return re.search(r'name="form_key"[^>]*value="([^"]+)"', client.get(path).text).group(1)


def test_a_steward_records_a_share_once_though_pressed_twice(client, session):
    member = make_member(session, "Max Member")
    sign_in(client, make_steward(session))
    path = "/desk/membership/shares/1"
    answers = {"form_key": form_key(client, path), "amount_cents": "20,00", "paid_on": "2026-03-01",
               "into": chart.BANK}
    for _ in range(2):
        assert client.post(path, data=answers).location == "/desk/membership"
    assert balances.balance(session, chart.MEMBER_SHARES) == -2_000
    sign_in(client, member)
    assert "Still to pay in: €30.00" in client.get("/my/membership").text
    assert "/ledger/entries/1" in client.get("/my/membership/capital").text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"amount_cents": "a lot"}, "Enter an amount of money, such as 12 or 12.50"),
        ({"amount_cents": "0"}, "Enter more than nothing"),
        ({"amount_cents": "50.01"}, "That is more than is still due"),
        ({"paid_on": "2026-03-03"}, "That day is still to come"),
        ({"paid_on": "yesterday"}, "Not a valid date value"),
        ({"into": "Equity:Reserves:Indivisible"}, "Not a valid choice"),
    ],
)
def test_a_wrong_share_payment_is_explained_and_not_posted(client, session, answers, said):
    sign_in(client, make_steward(session))
    path = "/desk/membership/shares/1"
    right = {"form_key": form_key(client, path), "amount_cents": "10", "paid_on": "2026-03-01", "into": chart.BANK}
    answer = client.post(path, data=right | answers)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Error:" in answer.text
    assert balances.balance(session, chart.MEMBER_SHARES) == 0


def test_a_member_leaves_and_a_steward_pays_the_share_back(client, session, now):
    member, steward = make_member(session, "Lea Leaving"), make_steward(session)
    actions.record_share_payment(session, membership_of(session, member), amount_cents=5_000,
                                 paid_on=now.date(), recorded_by=steward, at=now)
    sign_in(client, member)
    key = form_key(client, "/my/membership/leave")
    assert client.post("/my/membership/leave", data={"form_key": key}).status_code == 422
    client.post("/my/membership/leave", data={"form_key": key, "sure": "y", "reason": "Moving away"})
    assert "will be paid back to you" in client.get("/my/membership").text
    session.expire_all()
    assert open_membership(session, member.id) is None
    sign_in(client, steward)
    assert "Moving away" in client.get("/desk/membership").text
    path = "/desk/membership/redemptions/1"
    answers = {"form_key": form_key(client, path), "paid_on": "2026-03-02", "out_of": chart.BANK}
    assert client.post(path, data=answers).location == "/desk/membership"
    assert balances.balance(session, chart.SHARES_REDEEMABLE) == 0
    assert "It was paid back" in client.get(path).text


def test_leaving_asks_for_the_password_again_after_a_while(client, session):
    sign_in(client, make_member(session))
    with client.session_transaction() as cookie:
        cookie["fs_paa"] -= 3_600
    assert client.get("/my/membership/leave").location == "/my/security/again?next=/my/membership/leave"


def test_a_stranger_withdraws_nothing(client, session, now):
    applicant = make_person(session, "Ana")
    actions.apply(session, applicant, statement=STATEMENT, at=now)
    sign_in(client, make_person(session, "Stranger"))
    assert client.post("/my/membership/withdraw").status_code == 404
    session.expire_all()
    assert open_application(session, applicant.id) is not None


def test_who_is_objected_to_comes_before_the_members_with_the_form_filled_in(client, session, now):
    applicant = make_person(session, "Ana")
    application = actions.apply(session, applicant, statement=STATEMENT, at=now)
    actions.apply(session, make_person(session, "Ben"), statement=STATEMENT, at=now)
    member = make_member(session)
    actions.object_to(session, application, member=member, reason="Never came", at=now)
    sign_in(client, member)
    link = re.search(r'href="(/decisions/new/[^"]+)"', client.get(f"/members/applications/{application.id}").text)[1]
    chosen = re.findall(r'<option selected value="(\d+)">', client.get(link).text)
    assert chosen == [str(application.id)]
