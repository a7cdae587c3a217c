"""Writing a listing in a browser without JavaScript."""

import re

import pytest

from coop.market.listings.models import Listing
from coop.people.membership import actions as membership
from tests.factories import NOW, make_member, make_person, sign_in
from tests.market.factories import make_category, make_listing, with_hours

PAGES = {
    "basics": {"title": "Windows, inside and out", "description": "Both sides, frames too."},
    "price": {
        "kind": "hour",
        "cents": "22,50",
        "low_cents": "18",
        "high_cents": "30",
        "min_minutes": "60",
        "max_minutes": "180",
    },
    "place": {"kind": "travel", "label": "Old Harbour", "radius_km": "8", "latitude": "43.2951", "longitude": "5.3749"},
    "terms": {
        "instant": "1",
        "notice_minutes": "720",
        "horizon_days": "60",
        "buffer_before_minutes": "0",
        "buffer_after_minutes": "15",
        "cancellation_tier": "moderate",
        "accepts_transfer": "y",
    },
}


@pytest.fixture
def category(session, coop):
    return make_category(session, "cleaning")


@pytest.fixture
def worker(client, session, category):
    worker = make_member(session)
    sign_in(client, worker)
    return worker


def reference_in(address: str) -> str:
    return re.search(r"/my/listings/(\w{8})", address)[1]


def test_a_listing_is_written_in_five_short_pages_and_published(client, session, worker, category):
    answer = client.post("/my/listings/new", data=PAGES["basics"] | {"category": category.id})
    reference = reference_in(answer.location)
    for step in ("price", "place", "terms"):
        assert client.get(answer.location).status_code == 200
        assert answer.location.endswith(step)
        answer = client.post(answer.location, data=PAGES[step])
        assert answer.status_code == 303
    assert answer.location.endswith("pictures")
    assert client.get(f"/listings/{reference}").status_code == 200  # one's own draft
    assert "Publish" in client.get(f"/my/listings/{reference}").text
    assert client.post(f"/my/listings/{reference}/publication").status_code == 303
    visitor = client.application.test_client()
    page = visitor.get(f"/listings/{reference}").text
    assert "Windows, inside and out" in page
    assert "€18.00 to €30.00 an hour, you choose" in page
    assert "Wanda Worker" in page
    assert reference in visitor.get("/services?q=windows").text


def test_a_draft_is_for_nobody_else(client, session, worker, category):
    listing = make_listing(session, worker, category, is_open=False)
    session.commit()
    assert client.application.test_client().get(f"/listings/{listing.reference}").status_code == 404
    assert client.get(f"/my/listings/{listing.reference}/preview").status_code == 200


def test_publishing_too_early_is_answered_with_what_is_missing(client, session, worker, category):
    answer = client.post("/my/listings/new", data=PAGES["basics"] | {"category": category.id})
    reference = reference_in(answer.location)
    client.post(f"/my/listings/{reference}/publication")
    assert "Price and length" in client.get(f"/my/listings/{reference}").text
    assert client.application.test_client().get(f"/listings/{reference}").status_code == 404


def test_pausing_hides_and_resuming_shows(client, session, worker, category):
    listing = make_listing(session, worker, category)
    session.commit()
    visitor = client.application.test_client()
    client.post(f"/my/listings/{listing.reference}/pause")
    assert visitor.get(f"/listings/{listing.reference}").status_code == 404
    client.post(f"/my/listings/{listing.reference}/resumption")
    assert visitor.get(f"/listings/{listing.reference}").status_code == 200


@pytest.mark.parametrize("step", ["", "/basics", "/price", "/place", "/terms", "/pictures", "/preview"])
def test_anothers_listing_is_not_there(client, session, worker, category, step):
    other = make_listing(session, make_member(session, "Otto Other"), category)
    session.commit()
    assert client.get(f"/my/listings/{other.reference}{step}").status_code == 404


@pytest.mark.parametrize(
    "deed", ["basics", "price", "place", "terms", "pictures", "publication", "pause", "resumption"]
)
def test_anothers_listing_cannot_be_changed(client, session, worker, category, deed):
    other = make_listing(session, make_member(session, "Otto Other"), category)
    session.commit()
    data = PAGES.get(deed, {}) | {"category": category.id}
    assert client.post(f"/my/listings/{other.reference}/{deed}", data=data).status_code == 404
    session.refresh(other)
    assert (other.title, other.paused_at) == ("Home cleaning", None)


TAMPERED = {
    "id": "1",
    "reference": "STOLEN00",
    "worker_id": "1",
    "published_at": "2020-01-01",
    "paused_at": "2020-01-01",
    "created_at": "2020-01-01",
    "price_cents": "1",
    "sliding_scale": "1",
    "price_low_cents": "1",
    "cell": "1",
    "price_high_cents": "1",
    "timezone": "UTC",
    "title_words": " x",
    "words": " x",
    "place_kind": "remote",
    "place_label": "Moon",
    "price_kind": "fixed",
}


@pytest.mark.parametrize("step", sorted(PAGES))
def test_fields_that_are_none_of_the_form_change_nothing(client, session, worker, category, step):
    listing = make_listing(session, worker, category)
    session.commit()

    def columns():
        session.refresh(listing)
        return {column.key: getattr(listing, column.key) for column in Listing.__table__.columns}

    address = f"/my/listings/{listing.reference}/{step}"
    client.post(address, data=PAGES[step] | {"category": category.id})
    honest = columns()
    assert client.post(address, data=TAMPERED | PAGES[step] | {"category": category.id}).status_code == 303
    assert columns() == honest


@pytest.mark.parametrize(
    ("step", "wrong", "said"),
    [
        ("basics", {"title": ""}, "Enter a title"),
        ("basics", {"category": "999999"}, "Not a valid choice"),
        ("price", {"cents": "a lot"}, "Enter an amount of money"),
        ("price", {"cents": "0"}, "Number must be"),
        ("price", {"cents": "99999999"}, "Number must be"),
        ("price", {"low_cents": ""}, "both a lower and a higher price"),
        ("price", {"low_cents": "40"}, "must rise"),
        ("price", {"kind": "unit"}, "Say what a piece is"),
        ("price", {"min_minutes": "240"}, "cannot be shorter"),
        ("price", {"kind": "barter"}, "Not a valid choice"),
        ("place", {"label": ""}, "Enter a neighbourhood"),
        ("place", {"latitude": "nan"}, "Enter degrees"),
        ("place", {"latitude": "91"}, "-90 to 90"),
        ("place", {"longitude": ""}, "both latitude and longitude"),
        ("place", {"radius_km": "5000"}, "Number must be"),
        ("terms", {"accepts_transfer": ""}, "at least one way"),
        ("terms", {"notice_minutes": "-5"}, "Not a valid choice"),
        ("terms", {"cancellation_tier": "never"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_answers_are_kept(client, session, worker, category, step, wrong, said):
    listing = make_listing(session, worker, category)
    session.commit()
    data = PAGES[step] | {"category": category.id} | wrong
    if data.get("accepts_transfer") == "":  # a box left unticked is not sent
        del data["accepts_transfer"]
    answer = client.post(f"/my/listings/{listing.reference}/{step}", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<title>Error:" in answer.text


def test_only_members_and_applicants_may_list(client, session, category):
    visitor = client.get("/my/listings/new")
    assert visitor.status_code == 302
    person = make_person(session)
    sign_in(client, person)
    assert client.get("/my/listings/new").status_code == 403
    assert "You are neither yet" in client.get("/my/listings").text
    membership.apply(session, person, statement="I repair bicycles.", at=NOW)
    session.commit()
    assert client.get("/my/listings/new").status_code == 200


def test_what_members_write_is_never_run(client, session, worker, category):
    evil = "<img src=x onerror=alert(1)>"
    listing = make_listing(
        session,
        worker,
        category,
        title=evil,
        place_label=evil,
        description=f"{evil}\n\n[click](javascript:alert(1)) <script>alert(1)</script>\n\n![x](https://spy.example/x.png)",
    )
    worker.display_name = evil
    with_hours(session, worker)
    session.commit()
    visitor = client.application.test_client()
    pages = [
        visitor.get(f"/listings/{listing.reference}"),
        visitor.get(f"/listings/{listing.reference}/slots"),
        visitor.get("/services"),
        visitor.get(f"/services?q={evil}&place={evil}&date={evil}&max={evil}&km={evil}"),
        visitor.get("/algorithms"),
        client.get("/my/listings"),
        client.get(f"/my/listings/{listing.reference}"),
        client.get(f"/my/listings/{listing.reference}/basics"),
        client.get(f"/my/listings/{listing.reference}/place"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "<img src=x" not in page.text
        assert "<script>alert" not in page.text
        assert 'href="javascript:' not in page.text
        assert 'spy.example/x.png"' not in page.text
