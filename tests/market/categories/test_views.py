"""The steward's desk for categories."""

from coop.market.categories import actions, queries
from tests.factories import make_member, make_steward, sign_in


def test_a_steward_adds_and_renames(client, session, coop):
    sign_in(client, make_steward(session))
    assert (
        client.post("/desk/categories", data={"name": "Bees", "parent": 0, "drawing": "gardening"}).status_code == 303
    )
    assert client.post("/desk/categories/bees", data={"name": "Bees & honey", "drawing": "cooking"}).status_code == 303
    page = client.get("/desk/categories").text
    assert "Bees &amp; honey" in page
    session.expire_all()
    assert queries.tree(session).by_key["bees"].drawing == "cooking"


def test_a_name_taken_is_said(client, session, coop):
    actions.plant(session)
    sign_in(client, make_steward(session))
    answer = client.post("/desk/categories", data={"name": "Cleaning", "parent": 0, "drawing": "cleaning"})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_member_who_is_no_steward_may_not(client, session, coop):
    sign_in(client, make_member(session))
    assert client.get("/desk/categories").status_code == 403
    assert client.post("/desk/categories", data={"name": "Bees", "parent": 0}).status_code == 403


def test_a_name_with_a_percent_sign_breaks_nothing(client, session, coop):
    actions.add(session, name="100% wool <b>", parent=None, drawing="sewing")
    sign_in(client, make_steward(session))
    assert "100% wool &lt;b&gt;" in client.get("/desk/categories").text
    assert "100% wool &lt;b&gt;" in client.get("/services").text
