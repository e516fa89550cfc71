"""Lists by HTTP: from the pinned address alone, seldom, and never to anybody's harm."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.core.making import NOON, Offered
from verifier.jws import MAX_LIST_TOKEN
from verifier.list_fetch import ASK_AGAIN, HttpLists
from verifier.status_lists import StatusUnavailableError
from verifier.status_token import MEDIA_TYPE

SECOND = timedelta(seconds=1)


class Site:
    """An HTTP server whose every answer a test may change, and which counts who asks."""

    def __init__(self):
        self.asked = []
        self.status, self.headers, self.body = 200, {"Content-Type": MEDIA_TYPE}, b"list"
        self.slow = {}  # by path: an event to wait for before answering

    def answer(self, handler):
        self.asked.append((handler.path, handler.headers["Accept"]))
        if handler.path in self.slow:
            self.slow[handler.path].wait(5)
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.body)


@pytest.fixture
def site():
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.answer(self)

        def log_message(self, *_args):
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    for event in made.slow.values():
        event.set()
    server.shutdown()
    thread.join()
    server.server_close()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def lists(clock):
    return HttpLists(Offered({}), clock)


def test_a_list_is_asked_for_at_its_address(site, lists):
    """The address is asked for the media type of lists, and its text is given."""
    assert lists.fetch(f"{site.url}/s/1") == "list"
    assert site.asked == [("/s/1", MEDIA_TYPE)]


def test_it_is_asked_for_every_15_seconds(site, lists, clock):
    """Within 15 seconds the answer stands; then it is asked for again."""
    lists.fetch(f"{site.url}/s/1")
    site.body = b"newer"
    clock.at = NOON + ASK_AGAIN - SECOND
    assert lists.fetch(f"{site.url}/s/1") == "list"
    clock.at = NOON + ASK_AGAIN
    assert lists.fetch(f"{site.url}/s/1") == "newer"
    assert len(site.asked) == 2


def test_a_clock_set_back_asks_again(site, lists, clock):
    """An answer from the future is none."""
    lists.fetch(f"{site.url}/s/1")
    clock.at = NOON - timedelta(days=1)
    lists.fetch(f"{site.url}/s/1")
    assert len(site.asked) == 2


WRONG = {
    "not found": {"status": 404},
    "broken": {"status": 500},
    "elsewhere": {"status": 302, "headers": {"Location": "/s/2", "Content-Type": MEDIA_TYPE}},
    "a page": {"headers": {"Content-Type": "text/html"}},
    "no type": {"headers": {}},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_no_list_is_no_answer(site, lists, clock, wrong):
    """After an error, a redirect or a page the last good token stands in, or none does."""
    vars(site).update(wrong)
    with pytest.raises(StatusUnavailableError):
        lists.fetch(f"{site.url}/s/1")
    vars(site).update(vars(Site()) | {"asked": site.asked, "url": site.url})
    clock.at += ASK_AGAIN
    assert lists.fetch(f"{site.url}/s/1") == "list"
    vars(site).update(wrong)
    clock.at += ASK_AGAIN
    assert lists.fetch(f"{site.url}/s/1") == "list"
    assert {path for path, _ in site.asked} == {"/s/1"}


def test_half_a_list_is_no_answer(site, clock):
    """A connection that broke gives no list, and what was given at the start is used."""
    site.headers["Content-Length"] = "99"
    uri = f"{site.url}/s/1"
    assert HttpLists(Offered({uri: "pinned"}), clock).fetch(uri) == "pinned"


def test_a_failure_is_remembered(site, lists):
    """A site that fails is not asked again at once by everybody."""
    site.status = 503
    for _ in range(3):
        with pytest.raises(StatusUnavailableError):
            lists.fetch(f"{site.url}/s/1")
    assert len(site.asked) == 1


def test_the_fallback_stands_in(site, clock):
    """While a site does not answer, the list given at the start is used."""
    site.status = 503
    uri = f"{site.url}/s/1"
    assert HttpLists(Offered({uri: "pinned"}), clock).fetch(uri) == "pinned"


def test_nobody_listens(clock):
    """A refused connection is no list."""
    with pytest.raises(StatusUnavailableError):
        HttpLists(Offered({}), clock).fetch("http://127.0.0.1:9/s/1")


@pytest.mark.parametrize("uri", ["file:///etc/passwd", "ftp://127.0.0.1/s", "data:,x", "/s/1"])
def test_only_the_web_is_asked(lists, uri):
    """No other scheme is followed, whatever a trust file says."""
    with pytest.raises(StatusUnavailableError):
        lists.fetch(uri)


def test_a_body_without_end_is_cut(site, lists):
    """No more is read than a list can have."""
    site.body = b"x" * (MAX_LIST_TOKEN + 1000)
    assert len(lists.fetch(f"{site.url}/s/1")) == MAX_LIST_TOKEN + 1


def test_one_slow_site_holds_up_no_other(site, lists):
    """While one issuer's list does not come, another's is fetched."""
    site.slow["/slow"] = threading.Event()
    slow = threading.Thread(target=lists.fetch, args=[f"{site.url}/slow"])
    slow.start()
    while not site.asked:
        time.sleep(0.01)
    timer = threading.Timer(1, site.slow["/slow"].set)
    timer.start()
    began = time.perf_counter()
    lists.fetch(f"{site.url}/s/1")
    took = time.perf_counter() - began
    slow.join()
    timer.join()
    assert took < 0.7


def test_one_thread_at_a_time_is_caught(site, clock):
    """While an answer is awaited nobody else asks that address, however long it takes."""
    uri = f"{site.url}/s/1"
    lists = HttpLists(Offered({uri: "pinned"}), clock)
    site.slow["/s/1"] = threading.Event()
    first = threading.Thread(target=lists.fetch, args=[uri])
    first.start()
    while not site.asked:
        time.sleep(0.01)
    clock.at += ASK_AGAIN
    timer = threading.Timer(0.5, site.slow["/s/1"].set)
    timer.start()
    assert lists.fetch(uri) in {"pinned", "list"}
    first.join()
    timer.join()
    assert len(site.asked) == 1
