"""Asking servers by HTTP: bounded, the same for all, and only servers."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mutualaid.site.bench import http
from mutualaid.site.bench.databases import Database


class Stub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen[self.path, self.headers["Cookie"]] += 1
        body = b"hello"
        self.send_response(404 if self.path.endswith("/missing/") else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def stub():
    with ThreadingHTTPServer(("127.0.0.1", 0), Stub) as server:
        server.seen = Counter()
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_asks_so_often_and_no_oftener(stub):
    peer = http.Peer("stub", f"{stub.url}/under/", ["/a/"], "who=me")
    one, eight = http.ask_all([peer], most=10)
    assert [(x.server, x.path, x.connections, len(x.times), x.failed) for x in (one, eight)] == [
        ("stub", "/a/", 1, 10, 0),
        ("stub", "/a/", 8, 10, 0),
    ]
    assert 0 < one.p50 <= one.p95
    assert one.a_second > 0
    warmed_up = 2 * (1 + 8)
    assert stub.seen == {("/under/a/", "who=me"): 20 + warmed_up}


def test_asks_no_longer_than_it_may(stub):
    asked = http.ask(http.Peer("stub", stub.url, []), "/a/", 1, seconds=0)
    assert (asked.times, asked.p50, asked.p95, asked.a_second) == ([], 0, 0, 0)


def test_servers_take_turns_at_each_of_their_addresses(stub):
    few, many = http.Peer("few", stub.url, ["/a/"]), http.Peer("many", stub.url, ["/b/", "/c/"])
    order = [(one.server, one.path, one.connections) for one in http.ask_all([few, many], most=1)]
    assert order == [
        *[("few", "/a/", 1), ("many", "/b/", 1), ("few", "/a/", 8), ("many", "/b/", 8)],
        *[("many", "/c/", 1), ("many", "/c/", 8)],
    ]


def test_what_is_not_there_counts_as_failed(stub):
    asked = http.ask(http.Peer("stub", stub.url, []), "/missing/", 2, most=4)
    assert (asked.times, asked.failed) == ([], 4)
    server = http.Peer("nobody", "http://127.0.0.1:1", [])
    assert http.ask(server, "/", 1, most=2).failed == 2


def test_no_cookie_where_none_is_given(stub):
    http.ask(http.Peer("stub", stub.url, []), "/a/", 1, most=1)
    assert {cookie for _path, cookie in stub.seen} == {None}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://there/", "there", "http://", "//there/", ""])
def test_only_web_servers_are_asked(url):
    with pytest.raises(ValueError, match="no address of a server"):
        http.peer(f"name={url}")


@pytest.mark.parametrize("text", ["http://there/", "=http://there/", "name"])
def test_a_peer_has_a_name(text):
    with pytest.raises(ValueError, match="not NAME=URL"):
        http.peer(text)


def test_peer_is_what_was_said():
    found = http.peer("other=https://there.example:81/sub?x=1", ["/a/"], "k=v")
    assert (found.name, found.paths, found.address("/a/"), found.cookie) == (
        "other",
        ["/a/"],
        "/sub/a/",
        "k=v",
    )
    assert found.connect().port == 81
    assert "k=v" not in repr(found)


def test_paths_stand_one_a_line():
    assert http.paths_in(["/a/?b=c\n", "\n", "# none\n", " /d/ \n"]) == ["/a/?b=c", "/d/"]
    with pytest.raises(ValueError, match="no path"):
        http.paths_in(["http://elsewhere/"])


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["--peer", "other=http://there/"], "wants --paths"),
        (["--peer", "other=file:///there", "--paths", "paths"], "no address of a server"),
        (["--peer", "other=http://there/", "--paths", "nowhere"], "nowhere"),
    ],
)
def test_a_peer_that_cannot_be_asked_is_refused_before_anything_is_made(asked, why, tmp_path, monkeypatch):
    monkeypatch.setattr(Database, "fill", lambda *args: pytest.fail("made"))
    (tmp_path / "paths").write_text("/a/\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=why):
        call_command("bench", *asked, stdout=StringIO())
