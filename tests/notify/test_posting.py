"""A stranger's address is called on the public internet alone, whatever its name says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.errors import WatchError
from issuer.notify.posting import Poster, PostError
from issuer.notify.targets import is_public, read_target
from tests.notify.receiver import NAME, make_tls, receiver

INSIDE = [
    "0.0.0.0",  # noqa: S104 - refused
    "10.0.0.1",
    "100.64.0.1",  # carriers' own
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",  # a cloud's secrets
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
]
WRONG = [
    "",
    "hooks.example.org",
    "http://hooks.example.org/",
    "ftp://hooks.example.org/",
    "https://",
    "https:///path",
    "https://localhost/",
    "https://intranet/",
    "https://hooks.example.org/#x",
    "https://a@hooks.example.org/",
    "https://a:b@hooks.example.org/",
    "https://hooks.example.org:22/",
    "https://hooks.example.org:0/",
    "https://hooks.example.org:99999/",
    "https://hooks.example.org:x/",
    "https://hooks .example.org/",
    "https://hooks.example.org/\r\nHost: x",
    "https://hooks.example.org\\@127.0.0.1/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://1.2.3.4.5/",
    "https://[::1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::1",
    "https://hooks.example.org/" + "a" * 500,
    "https://bücher.example/",
    "https://169.254.169.254/latest/meta-data",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address):
    """Private, shared, local, documentation, multicast, and every disguise of IPv4 in IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07::1"])
def test_what_is_public_is(address):
    """Ordinary addresses are not refused by the way."""
    assert is_public(address)


@pytest.mark.parametrize("url", WRONG)
def test_what_cannot_be_a_webhook_is_refused_at_once(url):
    """Not https, not a public name, a name and password, or an address spelt oddly."""
    with pytest.raises(WatchError):
        read_target(url, loopback=False)


@given(st.text(max_size=60) | st.from_regex(r"https://[ -~]{0,40}", fullmatch=True))
def test_reading_is_total(url):
    """Every text is refused with words, or is a target of https with a host."""
    try:
        target = read_target(url, loopback=False)
    except WatchError:
        return
    assert target.secure
    assert "." in target.host or ":" in target.host


@pytest.mark.parametrize("address", INSIDE[:-2])
def test_a_name_that_leads_inside_is_not_called(address):
    """What a name stands for is checked when we connect, and one bad address spoils all."""
    for answers in ([address], ["8.8.8.8", address], [address, "8.8.8.8"]):
        poster = Poster(resolve=lambda *_, found=answers: found)
        with pytest.raises(PostError, match="not on the public internet"):
            poster.post(f"https://{NAME}/", b"{}", {})


@pytest.fixture
def called(tmp_path):
    """Return a receiver with TLS, and a poster that finds it under its name."""
    server, client = make_tls(tmp_path)
    with receiver(server) as made:
        asked = []

        def resolve(host, port):
            asked.append((host, port))
            # The second answer leads elsewhere: who asks twice is led astray.
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.9"]

        poster = Poster(resolve=resolve, is_allowed={"127.0.0.1"}.__contains__, context=client)
        made.asked = asked
        yield made, poster, f"https://{NAME}:{made.port}/in?a=1"


def test_the_address_that_was_checked_is_the_one_called(called):
    """The name is resolved once; TLS and Host still say the name; path and body arrive."""
    server, poster, url = called
    assert poster.post(url, b'{"a":1}', {"webhook-id": "msg_1"}) == 204
    ((path, headers, body),) = server.posted
    assert (path, body) == ("/in?a=1", b'{"a":1}')
    assert (headers["Host"], headers["webhook-id"]) == (f"{NAME}:{server.port}", "msg_1")
    assert server.names == [NAME]
    assert server.asked == [(NAME, server.port)]


def test_a_server_of_another_name_is_not_believed(tmp_path):
    """A certificate for another name ends it before a byte of ours is sent."""
    server, client = make_tls(tmp_path, "other.example.org")
    with receiver(server) as made:
        poster = Poster(resolve=lambda *_: ["127.0.0.1"], is_allowed=bool, context=client)
        with pytest.raises(PostError, match="secure connection"):
            poster.post(f"https://{NAME}:{made.port}/", b"{}", {})
        assert made.posted == []


def test_no_redirect_is_followed(called):
    """A redirect is an answer like any other: nobody is led inside by one."""
    server, poster, url = called
    server.status, server.headers = 302, {"Location": f"http://127.0.0.1:{server.port}/secret"}
    assert poster.post(url, b"{}", {}) == 302
    assert [path for path, *_ in server.posted] == ["/in?a=1"]


def test_an_answer_that_drips_is_cut(tmp_path):
    """A byte now and then keeps no worker: the whole has a deadline."""
    server, client = make_tls(tmp_path)
    with receiver(server) as made:
        made.drips = True
        poster = Poster(
            resolve=lambda *_: ["127.0.0.1"], is_allowed=bool, context=client, deadline=0.3
        )
        with pytest.raises(PostError, match="no answer in time"):
            poster.post(f"https://{NAME}:{made.port}/", b"{}", {})


def test_a_great_answer_is_not_read(called):
    """What the receiver says is of no use: little of it is read."""
    server, poster, url = called
    server.status, server.headers = 200, {"X": "y" * 60_000}
    assert poster.post(url, b"{}", {}) == 200
    server.headers = {f"X-{n}": "y" for n in range(200)}
    poster = Poster(resolve=lambda *_: ["127.0.0.1"], is_allowed=bool, context=poster.context)
    with pytest.raises(PostError, match="connection failed"):
        poster.post(url, b"{}", {})


def test_nobody_there_is_told_in_words():
    """No server, no name: each has its few words, for the log."""
    with receiver() as made:
        port = made.port
    poster = Poster(loopback=True)
    with pytest.raises(PostError, match="connection failed"):
        poster.post(f"http://127.0.0.1:{port}/", b"{}", {})

    def unknown(_host, _port):
        raise OSError

    with pytest.raises(PostError, match="name is not known"):
        Poster(resolve=unknown).post(f"https://{NAME}/", b"{}", {})


def test_only_a_demonstration_calls_its_own_machine():
    """Loopback needs the setting; with it, the private network stays closed."""
    with receiver() as made:
        url = f"http://127.0.0.1:{made.port}/in"
        assert Poster(loopback=True).post(url, b"{}", {}) == 204
        with pytest.raises(PostError):
            Poster().post(url, b"{}", {})
    with pytest.raises(WatchError):
        read_target("https://10.0.0.1/", loopback=True)
    with pytest.raises(WatchError):
        read_target("http://hooks.example.org/", loopback=True)
