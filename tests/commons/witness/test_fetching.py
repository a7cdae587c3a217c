"""A hostile site costs a look its time and no more: nothing it answers is followed, swallowed whole or waited for."""

from __future__ import annotations

import socket
import time

import pytest

from coop.commons.witness import fetching
from coop.commons.witness.fetching import BadAddress, Remote, Trouble, checked


@pytest.mark.parametrize("address", [
    "coop.example", "ftp://coop.example/", "https://", "https://a@coop.example/", "https://coop.example/?x=1",
    "https://coop.example/#x", "https://coop.example:port/", "https://coop.exämple/", "https://coop.example/a b",
    "http://coop.example/", "http://10.0.0.1/", "file:///etc/passwd", "https://coop.example/" + "x" * 300,
])  # fmt: skip
def test_addresses_that_are_not_watched(address):
    with pytest.raises(BadAddress):
        checked(address)


def test_addresses_that_are():
    assert checked("https://coop.example") == "https://coop.example/"
    assert checked("http://127.0.0.1:8000/") == "http://127.0.0.1:8000/"
    assert checked("http://coop.example/x", allow_insecure=True) == "http://coop.example/x/"


@pytest.mark.parametrize("inside", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "2002:a00:1::", "::",
])  # fmt: skip
def test_a_name_that_leads_into_this_network_is_not_connected_to(monkeypatch, inside):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (inside, 443))])
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("connected"))
    with pytest.raises(Trouble, match="at no public address"):
        Remote("https://coop.example/").get("checkpoint", most=100)


def test_the_address_that_was_looked_up_is_the_one_that_is_reached(monkeypatch):
    reached = []

    def connect(address, _seconds):
        reached.append(address)
        raise ConnectionRefusedError

    answers = iter([[(0, 0, 0, "", ("93.184.216.34", 443))], [(0, 0, 0, "", ("127.0.0.1", 443))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Trouble, match="ConnectionRefusedError"):
        Remote("https://coop.example/").get("checkpoint", most=100)
    assert reached == [("93.184.216.34", 443)]


def head(handler, status=200, **fields):
    handler.send_response(status)
    for name, value in fields.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def drip(handler):
    head(handler)
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_header(handler):
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler):
    head(handler)
    while True:
        handler.wfile.write(bytes(1 << 16))


def chunked(handler):
    head(handler, Transfer_Encoding="chunked")
    handler.wfile.write(b"4\r\nabcd\r\nzzz\r\n")


@pytest.mark.parametrize(("answer", "says"), [
    (lambda handler: head(handler, 302, Location="http://169.254.169.254/"), "leads elsewhere, to http://169"),
    (lambda handler: head(handler, 301, Location="/elsewhere"), "leads elsewhere"),
    (lambda handler: head(handler, 500), "answers 500"),
    (lambda handler: head(handler, 204), "answers 204"),
    (lambda handler: head(handler, Content_Encoding="gzip"), "compressed"),
    (lambda handler: head(handler, Content_Length="10000000000"), "broke off"),
    (lambda handler: handler.wfile.write(b"not http at all\r\n\r\n"), "BadStatusLine"),
    (lambda handler: None, "could not be fetched"),
    (endless, "sends more than the 1000 bytes"),
    (chunked, "could not be fetched"),
    (drip, "took too long"),
    (drip_header, "took too long"),
    (lambda handler: time.sleep(2), "took too long"),
])  # fmt: skip
def test_hostile_answers_are_clear_errors(sister, answer, says):
    sister.answers["checkpoint"] = answer
    remote, began = Remote(sister.address, seconds=0.5), time.monotonic()
    with pytest.raises(Trouble, match=says):
        remote.get("checkpoint", most=1000)
    assert time.monotonic() - began < 1.5


def test_all_requests_of_a_look_share_its_time(sister):
    remote = Remote(sister.address, seconds=0.3)
    assert remote.get("checkpoint", most=1000)
    time.sleep(0.3)
    with pytest.raises(Trouble, match="took too long"):
        remote.get("checkpoint", most=1000)


def test_a_site_without_a_server_is_said_so():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Trouble, match="ConnectionRefusedError"):
        Remote(f"http://127.0.0.1:{port}/").get("checkpoint", most=1000)


@pytest.mark.parametrize("body", [
    b"", b"hello\n", b"\xff\xfe", b"sister.example\nmany\nAAAA\n\n\xe2\x80\x94 x AAAA\n", b"<html>" + b"x" * 9999,
    b"sister.example\n99999999999999999999999\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 sister.example AAAAAAAA\n",
])  # fmt: skip
def test_what_is_no_tree_head_is_no_alarm_but_said(watching, sister, body):
    sister.answers["checkpoint"] = body
    found = watching.look()
    assert found.wrong == ""
    assert "checkpoint" in found.trouble


def test_a_signed_size_that_no_log_has(watching, sister):
    from coop.ledger.log.notes import TreeHead, signed

    text = TreeHead("sister.example", 9 * 10**18, bytes(32)).text()
    sister.checkpoint = signed(text, [sister.signer])
    found = watching.look()
    assert "which is no log to be watched" in found.trouble
    sister.checkpoint = signed(TreeHead("sister.example", 2**61, bytes(32)).text(), [sister.signer])
    sister.asked.clear()
    assert watching.look().trouble, "its tiles are not there"
    assert len(sister.asked) < 40


def test_a_tile_of_ten_gigabytes_is_not_read(watching, sister, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 5)
    sister.grow(1)
    sister.answers["tile/0/001.p/45"] = endless
    assert "sends more than the 1440 bytes" in watching.look().trouble
