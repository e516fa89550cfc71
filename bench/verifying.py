"""Verification in process and over HTTP."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench.baseline import bare_verifications
from bench.figure import Figure, percentile, rate
from bench.world import PORT, environment, example_result, found_world
from issuer.intake.answers import Issued
from verifier.clock import utc_now
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust
from verifier.trust_file import PinnedLists
from verifier.verify import Verifier

CLIENTS = 8
SECONDS = 5.0


def measure(folder: Path) -> list[Figure]:
    """Measure with a warm list; with our own ledger on SQLite; and two workers over HTTP."""
    home = folder / "verify"
    world = found_world(home)
    answer = world.intake.take(example_result(), actor="bench", at=utc_now())
    assert isinstance(answer, Issued), answer
    token, at = answer.token, utc_now()
    lists = PinnedLists({uri: world.publisher.fetch(uri) for uri in world.publisher.uris()})
    stranger = Verifier(PinnedTrust(world.trust.current()), StatusLists(lists))
    assert stranger.verify(token, at=at)
    bare, ours = bare_verifications(), rate(lambda: stranger.verify(token, at=at))
    own = rate(lambda: world.verifier.verify(token, at=at))
    told = f"{ours:,.0f}/s ({bare:,.0f}/s bare)"
    return [
        Figure("verify in process, warm list", told, ours / bare, 0.5),
        Figure("verify in process, list and ledger from SQLite", f"{own:,.0f}/s", own / bare),
        *_over_http(home, token),
    ]


def _over_http(home: Path, token: str) -> list[Figure]:
    command = ["gunicorn", "wsgi:create_app()", "--bind", f"127.0.0.1:{PORT}", "--workers", "2"]
    more = ["--worker-class", "gthread", "--threads", "4", "--log-level", "critical"]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, *more],
        env=environment(home) | {"PROBATUM_LOOKUP_LIMIT": "1000000 per minute"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait()
        times = _load(json.dumps({"text": token}).encode())
    finally:
        server.terminate()
        server.wait(20)
    milliseconds = [spent * 1000 for spent in times]
    told = f"{len(times) / SECONDS:,.0f}/s, p50 {percentile(milliseconds, 0.5):.1f} ms"
    name = f"verify over HTTP, 2 workers, {CLIENTS} clients"
    return [Figure(name, f"{told}, p99 {percentile(milliseconds, 0.99):.1f} ms")]


def _wait() -> None:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _load(body: bytes) -> list[float]:
    times: list[float] = []
    end = time.perf_counter() + SECONDS

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
        while time.perf_counter() < end:
            start = time.perf_counter()
            connection.request("POST", "/api/v1/verify", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = json.loads(response.read())
            assert answer["outcome"] == "valid", answer
            times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times
