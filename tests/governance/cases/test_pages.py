"""The pages of a case, walked by each who is concerned, and shut to everybody else."""

from __future__ import annotations

import datetime as dt
import io
import re
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from coop.governance.ballots.actions import cast
from coop.governance.cases import actions
from coop.governance.cases.drawing import draw, seed_of
from coop.governance.cases.models import Case, CaseEvidence
from coop.governance.cases.queries import file_of
from coop.governance.cases.rules import Measure, Verdict
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals.models import Proposal
from coop.web.once import form_key
from tests.factories import make_person, membership_of, sign_in
from tests.governance.cases.heads import sign_head

DAY = dt.timedelta(days=1)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0c"
    b"IDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)


def send(browser, page, **answers):
    return browser.post(page, data={"form_key": form_key(), **answers})


def panel_of(session, case):
    held = file_of(session, case)
    return [held.people[held.person_at(seat.position)] for seat in held.seats]


def test_a_complaint_from_its_form_to_the_outcome_everybody_reads(app, session, people, members, log, clock, now):
    browsers = {person.id: sign_in(app.test_client(), person) for person in people}
    una, bo = browsers[members[0].id], browsers[members[1].id]

    # From the member's page: Una complains about Bo, with a picture.
    number = membership_of(session, members[1]).number
    link = f"/cases/new?member={number}"
    assert link in una.get(f"/people/{number}").text
    form = una.get(link).text
    assert f'value="{number}"' in form
    assert "14 days to answer" in form
    sent = una.post("/cases/new", data={
        "form_key": form_key(), "number": number, "text": "He shouted at me.",
        "file": (io.BytesIO(PNG), "note.png"),
    })  # fmt: skip
    assert sent.status_code == 303, sent.text
    page = sent.location.removesuffix("?new=1")
    assert "Your complaint was passed on" in una.get(sent.location).text
    case = session.execute(select(Case)).scalar_one()
    assert page == f"/cases/{case.reference}"

    # Bo reads everything that was said about him, the file too, and answers.
    shown = bo.get(page).text
    for said in ("He shouted at me.", "Una Member", "You can answer until", local(now + 14 * DAY)):
        assert said in shown
    file = re.search(rf'href="({page}/evidence/\d+)"', shown)[1]
    picture = bo.get(file)
    assert picture.headers["Content-Disposition"].startswith("attachment")
    assert picture.data.startswith(b"\x89PNG")
    assert send(bo, page + "/answer", text="").status_code == 422
    assert send(bo, page + "/answer", text="I did not shout.").status_code == 303
    assert "I did not shout." in una.get(page).text
    assert send(una, page + "/evidence", words="Ask Cy, who was there.").status_code == 303
    assert send(una, page + "/evidence", words="").status_code == 422
    assert "Ask Cy" in bo.get(page).text
    ids = [*re.findall(r' id="([^"]+)"', una.get(page).text), "answer"]
    assert len(ids) == len(set(ids))

    # Nobody drawn before the time is over; then the page says what the draw waits for.
    clock.at = now + 14 * DAY + DAY / 24
    assert "as soon as the public log has signed" in bo.get(page).text
    sign_head(session, log, at=now + 14 * DAY + DAY / 12)
    actions.draw_if_due(session, case, at=now + 15 * DAY)
    clock.at = now + 15 * DAY
    panel = panel_of(session, case)
    for member in panel:
        assert member.display_name in bo.get(page).text
        assert "/vote" in browsers[member.id].get(page).text
        assert page in browsers[member.id].get("/my/panel").text

    # Anyone draws it again.
    told = app.test_client().get(page + "/draw.txt").text.splitlines()
    facts = dict(line.split() for line in told if " " in line)
    pool = [line for line in told if " " not in line]
    assert facts["seed"] == seed_of(bytes.fromhex(facts["root"]), case.reference)
    assert tuple(pool) == draw(sorted(pool), facts["seed"])

    # Two of three find for a suspension; each gives reasons.
    for member, answers in zip(panel, (
        {"measure": "suspension", "days": "30"}, {"measure": "dismissed"}, {"measure": "suspension", "days": "10"},
    ), strict=True):  # fmt: skip
        vote = page + "/vote"
        assert send(browsers[member.id], vote, measure="suspension", days="", reasons="x", public_reasons="x"
                    ).status_code == 422  # fmt: skip
        named = send(browsers[member.id], vote, reasons="Loud.", public_reasons="Bo shouted.", **answers)
        assert "may name nobody: Bo" in named.text
        cast_vote = send(browsers[member.id], vote, reasons=f"Read by {member.id}.", public_reasons="Loud.", **answers)
        assert cast_vote.status_code == 303
        assert browsers[member.id].get(vote).status_code == 404
    shown = bo.get(page).text
    assert "A suspension of 10 days." in shown
    assert f"Read by {panel[0].id}." in shown
    assert "You can put this before all members until" in shown
    assert "Loud." not in app.test_client().get("/cases").text

    # The time to appeal runs out.
    clock.at = now + 30 * DAY
    assert "Decided; to be carried out" in bo.get(page).text
    actions.end_if_due(session, case, at=clock.at)
    public = app.test_client().get("/cases").text
    for said in ("A suspension of 10 days.", "Loud.", case.reference):
        assert said in public
    for person in people:
        assert person.display_name not in public
    assert "do not show and take no new bookings" in bo.get("/my/listings").text


def test_an_appeal_is_read_by_members_and_nobody_else(app, session, expelled, people, members, clock, now):
    clock.at = now + 20 * DAY
    page = f"/cases/{expelled.reference}/appeal"
    bo, cy = (sign_in(app.test_client(), members[n]) for n in (1, 2))
    stranger = sign_in(app.test_client(), make_person(session, "Cleo Client"))
    assert cy.get(page).status_code == 404
    assert "Put it before all members" in bo.get(page).text
    assert send(bo, page, text="").status_code == 422
    assert send(bo, page, text="Ask those who were there.").status_code == 303
    shown = cy.get(page).text
    for said in ("Expulsion from the co-op.", "It was loud and it was wrong.", "Ask those who were there.", "/ballot"):
        assert said in shown
    assert "Because of what we read" not in shown
    assert stranger.get(page).status_code == 403
    assert app.test_client().get(page).status_code == 302
    assert cy.get(f"/cases/{expelled.reference}").status_code == 404

    proposal = session.get(Proposal, file_of(session, expelled).appeal.proposal_id)
    public = app.test_client().get(f"/decisions/{proposal.reference}").text
    assert "Bo Member" not in public
    assert "at least three quarters" in public
    for voter in people[:4]:
        cast(session, proposal, person=voter, content="no", at=clock.at)
    clock.at = now + 29 * DAY
    close_due(session, at=clock.at)
    enact_due(session, at=clock.at)
    session.commit()
    assert "did not uphold what the panel decided" in app.test_client().get(f"/decisions/{proposal.reference}").text
    assert "did not uphold it" in app.test_client().get("/cases").text


ROLES = {
    "visitor": None, "stranger": None, "complainant": 0, "respondent": 1, "other member": 2, "panel": None,
    "steward": None, "pool": None,
}  # fmt: skip
SHUT = {"visitor", "stranger", "other member", "steward", "pool"}
PAGES = (
    # page, method, who may (a refusal to others is 404, or 403 or a way to sign in for whole offices)
    ("/cases/{ref}", "GET", {"complainant", "respondent", "panel"}),
    ("/cases/{ref}/evidence/{evidence}", "GET", {"complainant", "respondent", "panel"}),
    ("/cases/{ref}/evidence", "POST", {"complainant", "respondent"}),
    ("/cases/{ref}/answer", "POST", {"respondent"}),
    ("/cases/{ref}/appeal", "GET", {"respondent"}),
    ("/cases/{ref}/vote", "GET", {"panel"}),
    ("/cases/{ref}/vote", "POST", {"panel"}),
    ("/cases/{ref}/stepping-down", "GET", {"panel"}),
    ("/desk/cases/{ref}/pause", "GET", set()),
    ("/desk/cases/{ref}/pause", "POST", set()),
    ("/desk/cases/{ref}/pause/end", "GET", set()),
    ("/desk/cases", "GET", {"steward"}),
    ("/my/cases", "GET", set(ROLES) - {"visitor"}),
    ("/my/panel", "GET", set(ROLES) - {"visitor", "stranger"}),
    ("/cases/new", "GET", set(ROLES) - {"visitor"}),
    ("/cases", "GET", set(ROLES)),
    ("/cases/{ref}/draw.txt", "GET", set(ROLES)),
)


@pytest.fixture
def browsers(app, session, drawn, people, members):
    """A browser for each role in a drawn case."""
    held = file_of(session, drawn)
    seated = [held.person_at(seat.position) for seat in held.seats]
    waiting = next(place.person_id for place in held.pool if place.person_id not in seated)
    who = {
        "stranger": make_person(session, "Cleo Client"), "complainant": members[0], "respondent": members[1],
        "other member": members[2], "panel": held.people[seated[0]], "steward": people[0],
        "pool": held.people[waiting],
    }  # fmt: skip
    session.commit()
    return {role: sign_in(app.test_client(), person) for role, person in who.items()} | {"visitor": app.test_client()}


@pytest.mark.parametrize(("page", "method", "may"), PAGES)
def test_each_page_opens_to_whom_it_concerns_alone(session, browsers, drawn, members, clock, now, page, method, may):
    clock.at = now + 16 * DAY
    added = actions.add_evidence(session, drawn, by=members[0], text="Look", at=clock.at)
    path = page.format(ref=drawn.reference, evidence=added.id)
    for role, browser in browsers.items():
        answer = browser.get(path) if method == "GET" else send(browser, path, text="")
        opened = answer.status_code in (200, 422) or (answer.status_code == 303 and "sign-in" not in answer.location)
        # A page without a file, or without an appeal to make, is 404 or leads back: what matters is that others differ.
        if "evidence/" in page or page.endswith("appeal"):
            opened = opened or (role in may and answer.status_code in (303, 404))
        assert opened == (role in may), f"{role}: {answer.status_code}"
        if role not in may and "{ref}" in page and role in SHUT - {"visitor"}:
            assert answer.status_code in (403, 404)
            assert "He shouted" not in answer.text


def test_stewards_read_and_pause_where_the_complainant_lets_them(app, session, members, stewards, clock, now):
    quiet = actions.file(session, complainant=members[0], respondent=members[1], text="Quiet words.", at=now)
    urgent = actions.file(
        session, complainant=members[2], respondent=members[1], text="Loud words.", is_urgent=True, at=now
    )
    ada, sam = (sign_in(app.test_client(), steward) for steward in stewards)
    desk = ada.get("/desk/cases").text
    assert quiet.reference in desk
    assert f'href="/cases/{quiet.reference}"' not in desk
    assert "Quiet words" not in desk
    assert local(now + 14 * DAY) in desk
    assert ada.get(f"/cases/{quiet.reference}").status_code == 404
    assert "Loud words" in ada.get(f"/cases/{urgent.reference}").text
    pause = f"/desk/cases/{urgent.reference}/pause"
    assert ada.get(f"/desk/cases/{quiet.reference}/pause").status_code == 404
    assert "two stewards" in ada.get(pause).text
    assert send(ada, pause, reasons="").status_code == 422
    assert send(ada, pause, reasons="He threatens.").status_code == 303
    assert "Another steward has to sign" in send(ada, pause, reasons="He does.").text
    assert "He threatens." in sam.get(pause).text
    assert send(sam, pause, reasons="I saw it.").status_code == 303
    bo = sign_in(app.test_client(), members[1])
    shown = bo.get(f"/cases/{urgent.reference}").text
    assert "Safety pause" in shown
    assert "I saw it." in shown
    assert "do not show" in bo.get("/my/listings").text
    end = f"/desk/cases/{urgent.reference}/pause/end"
    assert end in sam.get("/desk/cases").text
    assert sam.get(end).status_code == 200
    assert send(sam, end, reasons="It is over.").status_code == 303
    assert "do not show" not in bo.get("/my/listings").text


def test_a_member_says_whether_they_judge_and_whom_not(client, session, members, clock):
    sign_in(client, members[0])
    assert "You cannot be drawn now." in client.get("/my/panel").text
    assert send(client, "/my/panel").status_code == 303
    assert "You can be drawn." in client.get("/my/panel").text
    number = membership_of(session, members[1]).number
    assert send(client, "/my/panel/conflicts", number="999", ground="household").status_code == 422
    assert send(client, "/my/panel/conflicts", number=number, ground="household").status_code == 303
    assert "Bo Member" in client.get("/my/panel").text
    assert send(client, f"/my/panel/conflicts/{members[1].id}/end").status_code == 303
    assert "Bo Member" not in client.get("/my/panel").text
    assert send(client, f"/my/panel/conflicts/{members[1].id}/end").status_code == 404


def test_a_seat_is_given_up_on_its_page(app, session, drawn, clock, now):
    clock.at = now + 16 * DAY
    first = panel_of(session, drawn)[0]
    browser = sign_in(app.test_client(), first)
    page = f"/cases/{drawn.reference}/stepping-down"
    assert send(browser, page).status_code == 422
    assert send(browser, page, ground="conflict").status_code == 303
    assert browser.get(f"/cases/{drawn.reference}").status_code == 404
    assert first.id not in {person.id for person in panel_of(session, drawn)}


def test_nobody_finds_out_by_number_who_is_a_member(client, session, members, clock):
    """To who is no member, a member who is not public and no member at all are the same."""
    number = membership_of(session, members[1]).number
    sign_in(client, make_person(session, "Cleo Client"))
    for tried in (number, 999):
        answer = send(client, "/cases/new", number=tried, text="x")
        assert answer.status_code == 422
        assert "There is no such member." in answer.text
    assert session.execute(select(func.count()).select_from(Case)).scalar_one() == 0


def test_a_bad_file_is_refused_and_nothing_is_kept(client, session, members, clock):
    sign_in(client, members[0])
    number = membership_of(session, members[1]).number
    data = {"form_key": form_key(), "number": number, "text": "x", "file": (io.BytesIO(b"<svg/>"), "x.svg")}
    answer = client.post("/cases/new", data=data)
    assert answer.status_code == 422
    assert "Send a PDF, JPEG or PNG file" in answer.text
    assert session.execute(select(func.count()).select_from(CaseEvidence)).scalar_one() == 0


def test_what_people_write_is_shown_as_text(app, session, members, clock, now):
    nasty = "<script>alert(1)</script>"
    case = actions.file(session, complainant=members[0], respondent=members[1], text=nasty, at=now)
    actions.answer(session, case, by=members[1], text=nasty, at=now)
    shown = sign_in(app.test_client(), members[1]).get(f"/cases/{case.reference}").text
    assert nasty not in shown
    assert "&lt;script&gt;" in shown


def test_the_numbers_of_a_year_add_up(app, session, drawn, decide, members, clock, now):
    decide(drawn, *[Verdict(Measure.DISMISSED)] * 3)
    actions.file(session, complainant=members[2], respondent=members[3], text="x", at=now)
    session.commit()
    row = re.search(r"<tr><th scope=\"row\">2026</th>(.*?)</tr>", app.test_client().get("/cases").text)[1]
    assert re.findall(r">(\d+)<", row) == ["2", "1", "0", "1", "0", "0", "0", "0", "0"]


def local(moment):
    """The day as pages write it."""
    return moment.astimezone(ZoneInfo("Europe/Paris")).strftime("%B %-d, %Y")
