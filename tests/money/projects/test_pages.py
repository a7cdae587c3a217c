"""The pages of a promise: handing in receipts, looking at them, paying, closing; and who may do what."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from sqlalchemy import select

from coop.db.engine import make_engine
from coop.money.fund import actions as fund
from coop.money.fund.commitments import chores, queries
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.models import Expense
from coop.notices.models import Notice
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_person, sign_in
from tests.governance.test_pages import fields
from tests.money.projects.conftest import DAY, appoint

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def receipt(**changed):
    given = {"title": "Coats", "amount_cents": "30.00", "spent_on": "2026-03-01", "pay_to": "The shop"}
    content, name = changed.pop("receipt", (PDF, "r.pdf"))
    return {**given, "receipt": (io.BytesIO(content), name), **changed}


def test_from_a_receipt_to_what_returns(client, session, project, worker, steward, second_steward, clock):
    path = f"/projects/{project.reference}"
    sign_in(client, worker)
    page = client.get(f"{path}/receipts/new").text
    sent = client.post(f"{path}/receipts/new", data={**fields(page), **receipt()})
    assert sent.status_code == 303
    assert "receipts of €30.00 are handed in" in text_of(client.get(path))
    expense = session.execute(select(Expense)).scalar_one()
    desk = f"/desk/expenses/{expense.reference}"
    early = client.get(f"{path}/closing").text
    assert client.post(f"{path}/closing", data={**fields(early), "report": "Done."}).status_code == 409

    sign_in(client, steward)
    seen = client.get(desk)
    assert "Winter coats" in seen.text
    assert "Approve for €30.00" in seen.text
    key = re.search(r'name="form_key" value="([^"]+)"', seen.text)[1]
    assert client.post(f"{desk}/approval", data={"form_key": key}).status_code == 303
    paying = client.get(desk).text
    assert client.post(f"{desk}/payment", data={**fields(paying), "paid_on": "2026-03-02"}).status_code == 303
    assert client.get(f"/expenses/{expense.reference}/receipt").data == PDF

    sign_in(client, worker)
    last = client.get(f"{path}/closing").text
    assert "€50.00 of what was promised is not spent" in last
    missing = client.post(f"{path}/closing", data={**fields(last), "report": ""})
    assert (missing.status_code, "what came of it" in missing.text) == (422, True)
    assert client.post(f"{path}/closing", data={**fields(last), "report": "Ten coats."}).status_code == 303
    page = text_of(client.get(path))
    assert "€50.00 returned to the fund." in page
    assert "Ten coats." in page
    assert "Still to be spent €0.00" in page
    assert "Promised 80.00 Receipts paid −30.00" in page.replace("-30.00", "−30.00")
    assert client.get(f"{path}/closing").status_code == 200
    again = client.post(f"{path}/closing", data={"report": "Once more."}, follow_redirects=True)
    assert "closed already" in again.text


@pytest.mark.parametrize(("changed", "said"), [
    ({"amount_cents": "80.01"}, "Only €80.00 is left"),
    ({"amount_cents": "0"}, "more than nothing"),
    ({"amount_cents": "-1"}, "Enter an amount of money"),
    ({"title": ""}, "Say what it is for"),
    ({"title": "x" * 121}, "120"),
    ({"spent_on": "yesterday"}, "Not a valid date"),
    ({"pay_to": " "}, "Say whom to pay"),
    ({"receipt": (b"", "")}, "Choose the receipt"),
    ({"receipt": (b"<svg/>", "r.svg")}, "PDF, JPEG or PNG"),
])  # fmt: skip
def test_what_is_wrong_with_a_receipt_is_said(client, session, project, worker, clock, changed, said):
    path = f"/projects/{project.reference}/receipts/new"
    sign_in(client, worker)
    page = client.get(path).text
    answer = client.post(path, data={**fields(page), **receipt(**changed)})
    assert answer.status_code == 422
    assert said in answer.text
    assert session.execute(select(Expense)).first() is None


def test_others_hand_in_close_and_approve_nothing(client, session, project, hand_in, worker, second_steward, clock):
    path = f"/projects/{project.reference}"
    expense = hand_in(1_000)
    for stranger in (make_member(session, "Otto Other"), make_person(session, "Vera Visitor")):
        sign_in(client, stranger)
        assert client.get(path).status_code == 200
        assert client.get(f"{path}/receipts/new").status_code == 403
        assert client.post(f"{path}/receipts/new", data=receipt()).status_code == 403
        assert client.post(f"{path}/closing", data={"report": "x"}).status_code == 403
        assert client.post(f"/desk/expenses/{expense.reference}/approval").status_code == 403
        assert client.get("/desk/projects/new").status_code == 403
    sign_in(client, second_steward)
    assert client.get(f"{path}/receipts/new").status_code == 403


def test_a_steward_who_carries_it_out_finds_another(client, session, project, hand_in, worker, clock, now):
    appoint(session, worker, at=now)
    expense = hand_in(1_000)
    sign_in(client, worker)
    desk = f"/desk/expenses/{expense.reference}"
    page = client.get(desk).text
    assert "another steward looks at it" in page
    assert "Approve for" not in page
    assert client.post(f"{desk}/approval").status_code == 409


def test_visitors_read_sums_and_no_names(client, project, hand_in, clock):
    hand_in(1_000)
    page = client.get(f"/projects/{project.reference}").text
    assert "Winter coats" in page
    assert "Wanda" not in page
    assert "Stella" not in page
    assert "/receipt\"" not in page
    assert "Winter coats" in client.get("/projects").text
    assert "Winter coats" in client.get("/funds/solidarity").text


def test_a_steward_promises_a_small_sum(client, session, filled, worker, steward, clock):
    sign_in(client, steward)
    page = client.get("/desk/projects/new").text
    assert "Up to €100.00" in page
    assert f'<option value="{steward.id}"' not in page
    facts = {**fields(page), "fund": "solidarity", "title": "Shoes", "responsible": worker.id}
    for cents, said in (("100.01", "at most €100.00"), ("0", "more than nothing")):
        answer = client.post("/desk/projects/new", data={**facts, "amount_cents": cents})
        assert (answer.status_code, said in answer.text) == (422, True)
    empty = client.post("/desk/projects/new", data={**facts, "fund": "education", "amount_cents": "1"})
    assert "The fund has only €0.00 free" in empty.text
    own = client.post("/desk/projects/new", data={**facts, "responsible": steward.id, "amount_cents": "1"})
    assert own.status_code == 422
    made = client.post("/desk/projects/new", data={**facts, "amount_cents": "99.99"})
    assert made.status_code == 303
    assert "Shoes" in client.get(made.headers["Location"]).text
    told = session.execute(select(Notice).where(Notice.person_id == worker.id)).scalars().all()
    assert any(one.link == made.headers["Location"] for one in told)


def test_with_a_limit_of_nothing_it_is_left_to_votes(client, session, filled, steward, clock, now):
    charter = decision_by_reference(session, "charter")
    set_rule(session, "funds.limit_without_vote_cents", 0, in_force_from=now, decision=charter, at=now)
    session.commit()
    sign_in(client, steward)
    assert "leave every promise to a vote" in client.get("/desk/projects/new").text


def test_the_clock_warns_and_returns_what_is_left(session, project, hand_in, worker, steward, database_url, now):
    expense = hand_in(3_000)
    engine = make_engine(database_url)
    at = dt.datetime.combine(project.ends_on, dt.time(12), dt.UTC)
    assert chores.warn_and_return(engine, None, at - 31 * DAY) == 0
    assert chores.warn_and_return(engine, None, at - 29 * DAY) == 1
    assert chores.warn_and_return(engine, None, at - 28 * DAY) == 0
    assert chores.warn_and_return(engine, None, at) == 0
    # A receipt that waits keeps it open, also past its day.
    assert chores.warn_and_return(engine, None, at + DAY) == 0
    fund.refuse_expense(session, expense, refused_by=steward, reason="No coats.", at=at)
    session.commit()
    assert chores.warn_and_return(engine, None, at + 2 * DAY) == 1
    assert chores.warn_and_return(engine, None, at + 3 * DAY) == 0
    engine.dispose()
    view = queries.by_reference(session, project.reference)
    assert (view.closing.returned_cents, view.closing.closed_by_id) == (8_000, None)
    kinds = [one.kind for one in session.execute(select(Notice).where(Notice.person_id == worker.id)).scalars()]
    assert [kind for kind in kinds if kind.startswith("project")] == [
        "project-committed", "project-ending", "project-ended",
    ]  # fmt: skip
    assert queries.fund_states(session)[Fund.SOLIDARITY].free_cents == 50_000
