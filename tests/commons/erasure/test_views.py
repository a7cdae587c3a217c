"""The pages: a person sees what goes, what stays and what hinders; a steward may only wait for cause."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from coop.commons.erasure.models import Erasure, ErasureHold, ErasureRequest
from coop.governance.proposals.models import Proposal
from coop.money.payouts.models import PayoutRun
from coop.people.persons.models import Person
from coop.web.once import form_key
from tests.commons.erasure.story import DAY
from tests.factories import make_member, make_person, make_steward, sign_in
from tests.market.bookings.factories import make_booking


@pytest.fixture
def person(session, coop):
    return make_person(session, "Clementine Quillfeather")


def post(client, path, **answers):
    return client.post(path, data={"form_key": form_key(), **answers})


def count(session, model):
    session.expire_all()
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_it_is_linked_from_profile_and_security(client, person):
    sign_in(client, person)
    for page in ("/my/profile", "/my/security"):
        assert 'href="/my/erasure"' in client.get(page).text


def test_it_asks_for_the_password_again(client, person, session):
    sign_in(client, person)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = 0
    assert "/my/security/again" in client.get("/my/erasure").location
    assert "/my/security/again" in post(client, "/my/erasure", sure="y").location
    assert count(session, ErasureRequest) == 0


def test_asking_needs_the_box_and_happens_once(client, person, session, clock):
    sign_in(client, person)
    page = client.get("/my/erasure")
    assert "7 days" in page.text
    assert post(client, "/my/erasure").status_code == 422
    assert post(client, "/my/erasure", sure="y").status_code == 303
    assert post(client, "/my/erasure", sure="y").status_code == 200
    assert count(session, ErasureRequest) == 1
    request = session.execute(select(ErasureRequest)).scalar_one()
    assert request.due_at - request.requested_at == 7 * DAY
    assert "think again" in client.get("/my/erasure").text


def test_thinking_again_erases_nothing_and_asking_anew_begins_anew(client, person, session, clock, now):
    sign_in(client, person)
    post(client, "/my/erasure", sure="y")
    assert post(client, "/my/erasure/withdrawal").status_code == 303
    assert post(client, "/my/erasure/withdrawal").status_code == 404
    clock.at = now + 3 * DAY
    sign_in(client, person, at=clock.at)
    assert post(client, "/my/erasure", sure="y").status_code == 303
    requests = session.execute(select(ErasureRequest).order_by(ErasureRequest.id)).scalars().all()
    assert [request.closed_at is None for request in requests] == [False, True]
    assert requests[1].due_at == now + 10 * DAY


def test_a_member_reads_that_leaving_comes_first(client, session, coop):
    sign_in(client, make_member(session))
    page = client.get("/my/erasure").text
    assert "Leave the co-op first" in page
    assert 'href="/my/membership/leave"' in page


def test_an_open_booking_is_named_and_lets_a_steward_wait(app, session, person, clock, now):
    course = make_booking(session, client=person, accepted=True)
    steward = make_steward(session)
    theirs = sign_in(app.test_client(), person)
    post(theirs, "/my/erasure", sure="y")
    assert f"Booking {course.booking.reference} is not over" in theirs.get("/my/erasure").text
    clock.at = now + 8 * DAY
    desk = sign_in(app.test_client(), steward, at=clock.at)
    page = desk.get("/desk/erasure").text
    assert "Hold 30 days: A booking is not over" in page
    assert "Erase now" not in page
    request = session.execute(select(ErasureRequest.id)).scalar_one()
    assert post(desk, f"/desk/erasure/{request}/execution").status_code == 409
    assert post(desk, f"/desk/erasure/{request}/hold", ground="payable").status_code == 422
    assert post(desk, f"/desk/erasure/{request}/hold", ground="revenge").status_code == 422
    assert post(desk, f"/desk/erasure/{request}/hold").status_code == 422
    assert count(session, ErasureHold) == 0
    assert post(desk, f"/desk/erasure/{request}/hold", ground="booking").status_code == 303
    assert "A steward holds your request" in sign_in(theirs, person, at=clock.at).get("/my/erasure").text
    assert post(desk, f"/desk/erasure/{request}/release").status_code == 303
    assert "A steward holds" not in theirs.get("/my/erasure").text
    assert count(session, Erasure) == 0


def test_a_steward_erases_who_is_due_and_nobody_before(app, session, person, clock, now):
    steward = make_steward(session)
    desk = sign_in(app.test_client(), steward)
    post(sign_in(app.test_client(), person), "/my/erasure", sure="y")
    request = session.execute(select(ErasureRequest.id)).scalar_one()
    assert post(desk, f"/desk/erasure/{request}/execution").status_code == 409
    clock.at = now + 7 * DAY
    sign_in(desk, steward, at=clock.at)
    assert "Erase now" in desk.get("/desk/erasure").text
    assert post(desk, f"/desk/erasure/{request}/execution").status_code == 303
    assert post(desk, f"/desk/erasure/{request}/execution").status_code == 404
    assert count(session, Erasure) == 1
    assert "Clementine" not in desk.get("/desk/erasure").text
    assert not re.search("Clementine", session.get_one(Person, person.id).display_name)


def test_the_desk_is_for_stewards(app, session, person, coop):
    for someone in (person, make_member(session)):
        assert sign_in(app.test_client(), someone).get("/desk/erasure").status_code == 403


@pytest.mark.parametrize("page", ["/desk/erasure/99/hold", "/desk/erasure/99999999999999999999/hold"])
def test_a_request_that_is_not_there(app, session, coop, page):
    assert post(sign_in(app.test_client(), make_steward(session)), page, ground="booking").status_code == 404


def test_the_pages_of_others_still_stand(app, session, story, erase, clock):
    """Bookings, discussion and payouts of somebody erased, as those read them who stay."""
    proposal = session.execute(select(Proposal).where(Proposal.title == "Meet on Mondays")).scalar_one()
    booking, run = story.bookings[0].booking.reference, session.execute(select(PayoutRun.reference)).scalar_one()
    clock.at = erase(story.worker)
    theirs = sign_in(app.test_client(), story.client, at=clock.at)
    page = theirs.get(f"/bookings/{booking}")
    assert page.status_code == 200
    assert "A service no longer offered" in page.text
    assert "Erased with its author" in page.text
    for path in ("/my/bookings", "/inbox", "/services"):
        assert theirs.get(path).status_code == 200, path
    desk = sign_in(app.test_client(), story.steward, at=clock.at)
    page = desk.get(f"/decisions/{proposal.reference}/discussion")
    assert "A former member" in page.text
    assert "I agree with A former member" in page.text
    assert "Somebody erased since" in desk.get(f"/desk/payouts/{run}").text
    for path in ("/desk", "/desk/membership", "/desk/payouts", "/desk/expenses", "/decisions", "/members", "/ledger",
                 f"/decisions/{proposal.reference}", f"/desk/payouts/{run}/bank.csv"):  # fmt: skip
        assert desk.get(path).status_code == 200, path
