"""Answers know their version, ask little, belong to everybody, and refuse by name."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, event

from coop.commons.api.asked import ROOT
from coop.commons.api.limits import Limit
from coop.commons.api.table import OPERATIONS
from coop.ledger import chart, journal
from coop.web.database import db
from tests.commons.books import NOW, simple
from tests.factories import make_member, sign_in
from tests.market.factories import make_listing

ADDRESSES = tuple(
    ROOT + path
    for path in (
        "/", "/coop", "/accounts", "/accounts/Income:Fees", "/accounts/Income:Fees/postings?limit=3",
        "/entries?limit=3", "/entries/2", "/periods", "/periods/1", "/rules", "/rules/fee.rate",
        "/algorithms/ranking", "/decisions", "/decisions/charter", "/distributions", "/categories", "/listings",
        "/search",
    )
)


@pytest.fixture
def asked(app):
    """The statements that the site sends."""
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def remember(_connection, _cursor, statement, _parameters, _context, _many):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    yield statements
    event.remove(engine, "before_cursor_execute", remember)


def selects(statements):
    return [statement for statement in statements if statement.startswith(("SELECT", "WITH"))]


def test_who_has_it_gets_304_for_one_query(client, books, asked):
    for address in ADDRESSES:
        first = client.get(address)
        assert first.status_code == 200, address
        assert first.headers["ETag"].startswith('W/"')
        asked.clear()
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        assert len(selects(asked)) == 1, (address, asked)
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_another_reader_is_given_what_was_made_before(client, books, asked):
    for address in ADDRESSES:
        first = client.get(address)
        asked.clear()
        again = client.get(address)
        assert again.data == first.data
        assert again.headers.get("Link") == first.headers.get("Link")
        assert len(selects(asked)) == 1, address


def test_an_answer_asks_few_queries_however_long_it_is(client, session, books, asked):
    for number in range(12):
        make_listing(session, make_member(session, f"Worker {number}"))
    session.commit()
    for path in ("/entries", "/accounts/Income:Fees/postings", "/listings", "/search", "/decisions"):
        counts = []
        for limit in (1, 2, 5, 200):
            asked.clear()
            assert client.get(f"{ROOT}{path}?limit={limit}").status_code == 200
            counts.append(len(selects(asked)))
        assert max(counts[1:]) == min(counts[1:]) or path == "/accounts/Income:Fees/postings", (path, counts)
        assert max(counts) <= 16, (path, counts)


def test_a_new_entry_makes_a_new_version(client, session, books):
    before = client.get(f"{ROOT}/entries")
    journal.post(session, simple("donation:D9", "donation", chart.BANK, chart.DONATIONS, 777, day=NOW.date()), at=NOW)
    after = client.get(f"{ROOT}/entries", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["items"][0]["cents"] == 777


def test_two_questions_are_two_answers(client, books):
    tags = {client.get(f"{ROOT}/entries{query}").headers["ETag"] for query in
            ("", "?kind=tip", "?limit=3", "?before=3")}
    assert len(tags) == 4


def test_nobody_is_anybody_here(client, session, books):
    sign_in(client, make_member(session, "Wanda"))
    for address in (*ADDRESSES, f"{ROOT}/nowhere"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]
        assert "Wanda" not in answer.text
    assert client.get(f"{ROOT}/entries").headers["Cache-Control"] == "public, max-age=10"


def test_any_page_may_ask(client, books):
    preflight = client.options(f"{ROOT}/entries", headers={
        "Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    })
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    for address in (f"{ROOT}/entries", f"{ROOT}/nowhere", f"{ROOT}/entries?foo=1"):
        answer = client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert {"ETag", "Link"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert "Access-Control-Allow-Origin" not in client.get("/ledger").headers


def test_head_is_get_without_the_body(client, books):
    for address in ADDRESSES:
        whole, head = client.get(address), client.head(address)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == whole.headers["ETag"]
        assert head.headers["Content-Length"] == str(len(whole.data))


def test_an_unknown_parameter_is_refused_by_name(client, coop):
    for operation in OPERATIONS:
        path = operation.path.format(**{parameter.name: parameter.example for parameter in operation.in_path})
        answer = client.get(f"{ROOT}{path}?page=7")
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), path
        assert answer.json["parameter"] == "page"
        assert answer.json["allowed"] == sorted(parameter.name for parameter in operation.in_query)
        assert answer.headers["Cache-Control"] == "no-store"


UNREADABLE = (
    "limit=0", "limit=201", "limit=x", "limit=-1", "limit=1e2", "limit=٣", "limit=", "before=x", "before=1-1",
    "after=-1", "since=yesterday", "since=2026-02-30", "since=20260301", "kind=%00", "kind=A", "account=%27",
    "rule=fee.rate%23x", "decision=%20", "limit=99999999999999999999",
)


def test_what_cannot_be_read_is_refused_by_name(client, books):
    for query in UNREADABLE:
        answer = client.get(f"{ROOT}/entries?{query}")
        assert answer.status_code == 400, (query, answer.text)
        assert answer.json["parameter"] == query.partition("=")[0]
        assert answer.json["allowed"]


ABSENT = (
    "/entries/0", "/entries/x", "/entries/99999999999999999999", "/entries/-1", "/accounts/%00", "/accounts/Nowhere",
    "/rules/no.such", "/rules/%F0%9F%90%B8", "/decisions/77", "/distributions/charter", "/listings/NOSUCH",
    "/accounts/Assets:Nowhere/postings", "/nowhere", "/entries/1/", "/../entries",
)


def test_what_is_not_there_is_not_found(client, books):
    for path in ABSENT:
        answer = client.get(ROOT + path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), path


def test_it_can_only_be_read(client, books):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"{ROOT}/entries", json={"kind": "tip"})
        assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
        assert "GET" in answer.headers["Allow"]


def test_only_json_is_given(client, books):
    for accept, status in (("text/html", 406), ("application/json;q=0", 406), ("application/*", 200), ("*/*", 200),
                           ("text/html,application/json;q=0.1", 200), ("", 200)):
        answer = client.get(f"{ROOT}/coop", headers={"Accept": accept})
        assert answer.status_code == status, accept


def test_pages_for_people_keep_their_own_refusals(client, coop):
    assert client.get("/nowhere").mimetype == "text/html"
    assert client.get("/apinowhere").mimetype == "text/html"


def test_before_founding_it_says_so(client, session, coop, engine):
    from coop.policies.models import Charter

    if engine.dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET session_replication_role = replica")
    else:
        for (name,) in session.connection().exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'charter'"
        ).all():
            session.connection().exec_driver_sql(f"DROP TRIGGER {name}")
    session.execute(delete(Charter))
    session.commit()
    answer = client.get(f"{ROOT}/entries")
    assert (answer.status_code, answer.json["type"]) == (404, "/api#not-founded")


def test_too_many_requests_of_one_address_are_refused(app, books):
    settings = app.extensions["coop_settings"]
    app.extensions["coop_settings"] = settings.model_copy(update={"rate_limits": True})
    app.extensions["coop_api_limit"] = Limit(3)
    client = app.test_client()
    answers = [client.get(f"{ROOT}/coop") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].mimetype == "application/problem+json"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert client.get("/ledger").status_code == 200
    assert client.get(f"{ROOT}/coop", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_the_limit_begins_anew_each_minute():
    from werkzeug.exceptions import TooManyRequests

    limit = Limit(2)
    limit.take("a", now=60)
    limit.take("a", now=119)
    with pytest.raises(TooManyRequests) as refused:
        limit.take("a", now=119)
    assert refused.value.retry_after == 1
    limit.take("a", now=120)
    Limit(0).take("a", now=1)
