"""Many at once, against the real server with two workers, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from issuer.certification.exam_document import read_members
from issuer.credentials.lifecycle import Act
from issuer.intake.answers import Issued
from issuer.store.migrate import migrate
from tests.attacks.command import Command
from tests.attacks.serving import WORKERS, Answer, Served, serve
from tests.attacks.world import make_result
from tests.conftest import Require
from tests.postgres import find_server, new_schema
from verifier.clock import utc_now
from verifier.status_list import Status
from verifier.status_token import StatusList, parse_status_list
from verifier.trust_file import TrustFile, format_trust, parse_trust

AT_ONCE, REVOCATIONS, FEWER = 50, 200, 50
RESULTS, VERIFY = "/api/v1/exam-results", "/api/v1/verify"
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def served(request: pytest.FixtureRequest) -> Served:
    """Return a running server on each kind of database in turn."""
    made: Served = request.getfixturevalue(f"{request.param}_server")
    return made


@pytest.fixture(scope="module")
def postgres_server(
    schema: str, tables: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Return a running server on PostgreSQL."""
    with serve(tmp_path_factory.mktemp("postgres"), tables, database=schema) as made:
        yield made


@pytest.fixture(scope="module")
def schema(require: Require) -> Iterator[str]:
    """Return the URL of a PostgreSQL schema with the tables, of this run alone."""
    with new_schema(find_server(require)) as url:
        migrate(url)
        yield url


def at_once(count: int, ask: Callable[[int], Any]) -> list[Any]:
    """Do something many times, all of them waiting for the same moment to begin."""
    barrier = threading.Barrier(count)

    def begin(number: int) -> Any:
        barrier.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def issued(served: Served, count: int, prefix: str) -> list[Issued]:
    """Issue some certificates."""
    results = [read_members(make_result(attempt=f"{prefix}-{n}")) for n in range(count)]
    answers = served.world.intake.take_many(results, actor="test", at=utc_now())
    made = [answer for answer in answers if isinstance(answer, Issued)]
    assert len(made) == count
    return made


@pytest.mark.parametrize("key", [None, "the-same", "another-{}"])
def test_one_result_sent_fifty_times_is_one_certificate(served: Served, key: str | None) -> None:
    """Both workers get it at once; one certificate is made, and whoever gets one gets that one."""
    attempt = f"EX-{key}"

    def ask(number: int) -> Answer:
        sent = {"Idempotency-Key": key.format(number)} if key else {}
        body = make_result(attempt=attempt)
        return served.ask("POST", RESULTS, json_body=body, headers={**served.bearer, **sent})

    answers = at_once(AT_ONCE, ask)
    assert {answer.status for answer in answers} <= {201, 409}
    refusals = {answer.json["code"] for answer in answers if answer.status == 409}
    assert refusals <= {"in_progress"}
    again = ask(0)
    tokens = {answer.json["token"] for answer in [again, *answers] if answer.status == 201}
    assert (again.status, len(tokens)) == (201, 1)
    assert certificates_of(served, attempt) == 1
    assert len({served.worker_of(answer) for answer in answers}) == WORKERS


def certificates_of(served: Served, attempt: str) -> int:
    """Return how many certificates an attempt has."""
    listed = Command(served.settings).json("list", "--limit", "10000")
    return sum(certificate["attempt"] == attempt for certificate in listed)


def test_withdrawn_on_one_worker_is_withdrawn_on_every_one(served: Served) -> None:
    """Once the withdrawal is answered, each worker says so at the first question it gets."""
    for made in issued(served, 10, "EX-W"):
        path = f"/api/v1/certificates/{made.number}/revoke"
        done = served.ask("POST", path, json_body={"reason": "licence-lost"}, headers=served.bearer)
        assert done.status == 200
        asked: dict[int, list[str]] = {}
        while len(asked) < WORKERS:
            answer = served.ask("POST", VERIFY, json_body={"text": made.token})
            asked.setdefault(served.worker_of(answer), []).append(answer.json["reason"])
        assert {reason for told in asked.values() for reason in told} == {"revoked"}


def test_the_list_never_goes_back(served: Served) -> None:
    """While a third process withdraws hundreds, each list served is whole, signed and no older."""
    count = FEWER if served.settings.database else REVOCATIONS
    certificates = issued(served, count, "EX-L")
    trust = parse_trust(format_trust(TrustFile(served.world.trust.current(), {})).encode()).trust
    (issuer,) = trust.issuers
    uri, done = f"{served.settings.url}/s/1", threading.Event()
    heard: list[list[bytes]] = [[], []]

    def poll(into: list[bytes]) -> None:
        while not done.wait(0.01):
            answer = served.ask("GET", "/s/1")
            assert answer.status == 200
            if into[-1:] != [answer.body]:
                into.append(answer.body)

    with ThreadPoolExecutor(len(heard)) as pool:
        polling = [pool.submit(poll, into) for into in heard]
        for made in certificates:
            served.world.lifecycle.act(
                Act.REVOKE, made.number, reason="licence-lost", actor="test", at=utc_now()
            )
            time.sleep(0.005)  # SQLite's one write lock is for the workers too, who sign the list
        done.set()
        for each in polling:
            each.result()
    for bodies in heard:
        assert len(bodies) > 5
        lists = [parse_status_list(body.decode(), issuer=issuer, uri=uri) for body in bodies]
        for before, after in pairwise(lists):
            assert before.issued <= after.issued
            assert withdrawn(before) <= withdrawn(after)


def withdrawn(status_list: StatusList) -> frozenset[int]:
    """Return the entries of a list that are not valid."""
    bits = status_list.bits
    return frozenset(
        at * 4 + place
        for at, byte in enumerate(bits.packed)
        if byte
        for place in range(4)
        if bits[at * 4 + place] is not Status.VALID
    )
