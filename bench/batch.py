"""A list of 1,000 certificates checked in one request over HTTP, against one second."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figure import Figure
from bench.world import PORT, environment, found_world, results
from issuer.intake.answers import Issued
from verifier.clock import utc_now

COUNT = 1000
PATIENCE = 1.0  # seconds
ROUNDS = 4
_SERVER = ("gunicorn", "wsgi:create_app()", "--bind", f"127.0.0.1:{PORT}", "--workers", "2")


def measure(folder: Path) -> list[Figure]:
    """Check a thousand numbers with name, profession and scope; then the same by their tokens."""
    home = folder / "batch"
    issued = _issue(home)
    server = subprocess.Popen(
        [sys.executable, "-m", *_SERVER, "--log-level", "critical"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        numbers = _best([(name, answer.number) for name, answer in issued])
        tokens = _best([(name, answer.token) for name, answer in issued])
    finally:
        server.terminate()
        server.wait(20)
    name = f"{COUNT:,} rows in one request within a second"
    return [
        Figure(f"{name}, by number", f"{numbers:.2f} s", PATIENCE / numbers, 1.0),
        Figure(f"{name}, by token", f"{tokens:.2f} s", PATIENCE / tokens, 1.0),
    ]


def _issue(home: Path) -> list[tuple[str, Issued]]:
    world, at = found_world(home), utc_now()
    found = []
    for result in results(COUNT):
        answer = world.intake.take(result, actor="bench", at=at)
        assert isinstance(answer, Issued), answer
        found.append((result.candidate.name, answer))
    return found


def _best(held: Sequence[tuple[str, str]]) -> float:
    """Return the seconds of the quickest round; the first of each worker is its warming up."""
    more = {"profession": "physician", "scope": "frown lines between the eyebrows"}
    rows = [{"text": text, "name": name, **more} for name, text in held]
    body = json.dumps({"rows": rows}).encode()
    return min(_ask(body) for _ in range(ROUNDS))


def _ask(body: bytes) -> float:
    """Return the seconds from asking to the last byte; connecting and our reading are not in it."""
    connection = _connect()
    start = time.perf_counter()
    connection.request("POST", "/api/v1/verify/batch", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    text = response.read()
    spent = time.perf_counter() - start
    assert response.status == http.client.OK, response.status
    rows = json.loads(text)["rows"]
    told = {(row["match"]["result"], row["verdict"]["outcome"]) for row in rows}
    assert len(rows) == COUNT
    assert told == {("matches", "valid")}, told
    return spent


def _connect() -> http.client.HTTPConnection:
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        try:
            connection.connect()
        except ConnectionRefusedError:  # the server is not up yet
            time.sleep(0.1)
        else:
            return connection
    raise RuntimeError("the server did not start")
