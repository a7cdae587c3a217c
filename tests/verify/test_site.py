"""`coop verify https://...`: against a site that runs, one that lies, and one that is not there."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from coop.commons.log.chores import sequence_the_log
from coop.ledger import chart, journal
from coop.verify import site as site_module
from coop.verify.command import run, verify
from coop.verify.report import Unreadable
from coop.verify.site import CHECK
from coop.verify.state import State
from coop.verify.web import Site
from tests.commons.books import simple
from tests.logs import begin
from tests.verify.handmade import Key, Log


@contextmanager
def served(application):
    """The address of a WSGI application that runs in a thread."""
    server = make_server("127.0.0.1", 0, application, threaded=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def lying(application, path, change):
    """The application with one address's answer changed; `path` is how the address ends or begins."""

    def answer(environ, start_response):
        request = Request(environ)
        response = Response.from_app(application, environ)
        if request.path.startswith(path):
            response = change(response)
        return response(environ, start_response)

    return answer


def other_bytes(response):
    body = bytearray(response.get_data())
    body[len(body) // 2] ^= 1
    return Response(bytes(body), response.status_code, mimetype=response.mimetype)


@pytest.fixture
def live(app, engine, session, now, tmp_path):
    """The site with a signed log of more than one tile; and a way to let it work on."""
    settings = app.extensions["coop_settings"]
    settings.log_key_file = begin(session, tmp_path, at=now)

    def work_on(*numbers):
        for number in numbers:
            gift = simple(f"donation:D-{number}", "donation", chart.BANK, chart.DONATIONS, 100, day=now.date())
            journal.post(session, gift, at=now)
        session.commit()
        sequence_the_log(engine, settings, now)

    work_on(*range(230))
    app.work_on = work_on
    return app


def test_a_site_that_serves_what_its_export_holds(live, tmp_path):
    state = tmp_path / "state.json"
    with served(live) as address:
        report = verify(address, state=State(state))
        assert report.sound, report.as_text()
        assert report.checked[CHECK] > 12
        live.work_on(1_000, 1_001)
        again = verify(address, state=State(state))
        assert again.sound, again.as_text()


@pytest.mark.only_on("sqlite")
def test_a_log_that_grew_since_the_export_is_followed(live):
    export = live.test_client().get("/exports/export.zip").data
    live.work_on(*range(2_000, 2_300))
    stale = lying(live, "/exports/export.zip", lambda _response: Response(export, mimetype="application/zip"))
    with served(stale) as address:
        report = verify(address)
    assert report.sound, report.as_text()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("path", ["/checkpoint", "/tile/0/", "/tile/1/", "/tile/entries/", "/ledger/entries/"])
def test_a_site_that_serves_anything_else_is_found_out(live, path):
    with served(lying(live, path, other_bytes)) as address:
        report = verify(address)
    assert {finding.check for finding in report.findings} == {CHECK}
    assert report.findings[0].where.startswith(path[1:].rstrip("/"))


@pytest.mark.only_on("sqlite")
def test_a_second_tree_shown_beside_the_export_is_found_out(live):
    """A checkpoint rightly signed by the log's own key, but of another tree."""
    from coop.ledger.log.notes import Signer

    signer = Signer.read(live.extensions["coop_settings"].log_key_file.read_text())
    other = Log(Key(signer.name, signer.seed))
    for number in range(500):
        other.add("period", {"id": str(number)})
    for size in (500, 100):
        head = other.head(size)
        forked = lying(live, "/checkpoint", lambda _response, head=head: Response(head, mimetype="text/plain"))
        with served(forked) as address:
            report = verify(address)
        assert {finding.check for finding in report.findings} == {CHECK}


@pytest.mark.only_on("sqlite")
def test_a_key_that_is_not_listed_is_found(live):
    with served(lying(live, "/log/keys", lambda _response: Response("", mimetype="text/plain"))) as address:
        assert [finding.where for finding in verify(address).findings] == ["log/keys"]


@Request.application
def elsewhere(request):
    if request.path == "/exports/export.zip":
        return Response(status=302, headers={"Location": "http://127.0.0.2:9/exports/export.zip"})
    return Response(status=404)


def answering(status, body=b"", **headers):
    return Request.application(lambda _request: Response(body, status, headers=headers))


@pytest.mark.parametrize(
    ("application", "said"),
    [
        (elsewhere, "leads elsewhere"),
        (answering(404), "is this the address"),
        (answering(503), "answers 503"),
        (answering(200, b"PK not a zip"), "neither a folder nor a whole zip"),
        (answering(302, Location="https://127.0.0.1:1/"), "leads elsewhere|cannot be reached"),
        (answering(302, Location="file:///etc/passwd"), "not allowed"),
    ],
)
def test_whatever_goes_wrong_is_said_in_words(application, said):
    with served(application) as address, pytest.raises(Unreadable, match=said):
        verify(address)


@pytest.mark.only_on("sqlite")
def test_an_export_that_breaks_off_is_no_export(live):
    def cut(response):
        return Response(response.get_data()[:-2_000], mimetype="application/zip")

    with served(lying(live, "/exports/", cut)) as address, pytest.raises(Unreadable, match="whole zip"):
        verify(address)


def test_nothing_is_fetched_without_tls_but_from_this_machine(capsys):
    assert run("http://coop.example/", no_state=True) == 2
    assert "without TLS" in capsys.readouterr().err
    Site("http://coop.example/", insecure=True)
    for address in ("http://localhost:8000", "http://127.0.0.1/", "http://[::1]:80/", "https://coop.example"):
        assert Site(address).address.endswith("/")
    for address in ("https://", "https://a:b@coop.example/", "https://coop.example/?a=b", "https://coop.example:x/"):
        with pytest.raises(Unreadable):
            Site(address)


def test_a_site_that_is_not_there(capsys):
    assert run("http://127.0.0.1:9/", no_state=True) == 2
    assert "cannot be reached" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "name"), [(0, "000"), (67, "067"), (1_234_067, "x001/x234/067")])
def test_tiles_have_the_addresses_of_the_specification(number, name):
    assert site_module.written(number) == name


def test_more_than_is_asked_for_is_not_taken():
    much = answering(200, b"x" * 9_000)
    with served(much) as address, pytest.raises(Unreadable, match="more than"):
        Site(address).get("checkpoint", most=100)
