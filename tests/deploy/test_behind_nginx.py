"""The site behind nginx, with the configuration that we ship."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.behind import HOST, Deployed, deploy

pytestmark = pytest.mark.nginx

UNKNOWN = "BTX-0000-000G"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with deploy(tmp_path_factory.mktemp("deployed"), PROBATUM_LOOKUP_LIMIT="40 per minute") as site:
        yield site


def test_a_visitor_comes_by_tls_alone(site: Deployed) -> None:
    """Without TLS there is a way to where it is, and nothing else."""
    with socket.create_connection(("127.0.0.1", site.plain), timeout=20) as connection:
        asked = f"GET /v HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
        connection.sendall(asked.encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    assert answer.startswith("HTTP/1.1 308 ")
    assert f"Location: https://{HOST}/v" in answer
    status, head, _ = site.ask("/v")
    assert status == 200
    assert "Strict-Transport-Security: " in head


def test_a_program_without_tls_is_not_sent_on(site: Deployed) -> None:
    """It has just shown its key to everybody on the way: it is refused, so that somebody looks."""
    with socket.create_connection(("127.0.0.1", site.plain), timeout=20) as connection:
        asked = f"POST /api/v1/exam-results HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(asked.encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 403 ")


def _cipher(site: Deployed, ciphers: str, version: ssl.TLSVersion) -> str:
    trust = site.trust()
    trust.minimum_version = trust.maximum_version = version
    trust.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    raw = socket.create_connection(("127.0.0.1", site.port), timeout=20)
    with trust.wrap_socket(raw, server_hostname=HOST) as connection:
        used = connection.cipher()
    assert used is not None
    return used[0]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_old_versions_and_ciphers_are_not_spoken(site: Deployed) -> None:
    """TLS 1.2 with forward secrecy and authenticated encryption at least."""
    with pytest.raises(ssl.SSLError):
        _cipher(site, "ALL", ssl.TLSVersion.TLSv1_1)
    with pytest.raises(ssl.SSLError):
        _cipher(site, "ECDHE+AES:!AESGCM:!AESCCM", ssl.TLSVersion.TLSv1_2)
    assert "GCM" in _cipher(site, "ECDHE", ssl.TLSVersion.TLSv1_2)
    assert _cipher(site, "ALL", ssl.TLSVersion.TLSv1_3).startswith("TLS_")


def test_the_program_behind_knows_that_it_was_tls(site: Deployed) -> None:
    """The desk's cookies are for this host by TLS alone, and its links say https."""
    status, head, _ = site.ask("/admin/")
    assert status in {200, 302, 303}
    assert "http://" not in head
    _, head, _ = site.ask("/admin/sign-in")
    cookies = [line for line in head.splitlines() if line.lower().startswith("set-cookie")]
    assert all("__Host-" in line and "Secure" in line for line in cookies)


def test_figures_stay_inside(site: Deployed) -> None:
    assert site.ask("/metrics")[0] == 404


def test_a_forged_forwarding_header_is_not_passed_on(site: Deployed) -> None:
    """Whoever makes up addresses shares one allowance all the same."""
    body = json.dumps({"text": UNKNOWN}).encode()
    statuses = [
        site.ask(
            "/api/v1/verify",
            body=body,
            Content_Type="application/json",
            X_Forwarded_For=f"192.0.2.{each}",
            Forwarded=f"for=192.0.2.{each}",
        )[0]
        for each in range(60)
    ]
    assert 429 in statuses


def test_another_name_is_refused(site: Deployed) -> None:
    with site.connect() as connection:
        connection.sendall(b"GET /v HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_what_is_looked_up_is_not_logged(site: Deployed) -> None:
    site.ask(f"/v/{UNKNOWN}?from=somewhere")
    log = _eventually(site, "/v ")
    assert UNKNOWN not in log
    assert "somewhere" not in log
    assert "127.0.0.0" in log


def test_an_upload_beyond_the_limit_is_refused_from_its_head(site: Deployed) -> None:
    """Nothing of 100 MB is read before it is refused."""
    with site.connect() as connection:
        head = f"POST /v HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100000000\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 413 ")


def test_slow_senders_hold_nobody_up(site: Deployed) -> None:
    """200 that never finish their request: everyone else is answered."""
    slow = [_slow(site, f"127.0.0.{2 + each % 4}", finished=each % 2 == 0) for each in range(200)]
    try:
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda _: site.ask("/healthz")[0], range(80)))
        ended = [each for each in slow if _has_ended(each)]
    finally:
        for each in slow:
            each.close()
    assert set(statuses) == {200}
    assert not ended, "everyone waited until the slow ones were sent away"


def test_new_workers_take_over_without_a_failure(site: Deployed) -> None:
    """A reload, twice, while visitors ask: each gets an answer, and no old worker is left."""
    before = site.workers()
    stop, failures, answered = threading.Event(), [], []

    def visit(_: int) -> None:
        while not stop.is_set():
            status, head, body = site.ask("/healthz")
            (answered if status == 200 else failures).append((status, head, body))

    with ThreadPoolExecutor(4) as pool:
        visits = [pool.submit(visit, each) for each in range(4)]
        for _ in range(2):
            known = site.workers()
            site.reload()
            _until(lambda known=known: not known & site.workers())
        stop.set()
        for each in visits:
            each.result()
    assert not failures
    assert answered
    assert not before & site.workers()


def _slow(site: Deployed, source: str, *, finished: bool) -> ssl.SSLSocket:
    """Begin a request from another address: its head is finished, or its body never will be."""
    raw = socket.create_connection(("127.0.0.1", site.port), timeout=20, source_address=(source, 0))
    connection = site.trust().wrap_socket(raw, server_hostname=HOST)
    body = "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{" if finished else ""
    connection.sendall(f"POST /api/v1/verify HTTP/1.1\r\nHost: {HOST}\r\n{body}".encode())
    return connection


def _has_ended(connection: ssl.SSLSocket) -> bool:
    connection.settimeout(0)
    try:
        connection.recv(1)
    except ssl.SSLWantReadError:  # nothing to read yet: it still waits
        return False
    return True


def _eventually(site: Deployed, part: str) -> str:
    path = site.folder / "probatum.log"
    _until(lambda: part in path.read_text())
    return path.read_text()


def _until(holds: object) -> None:
    assert callable(holds)
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")
