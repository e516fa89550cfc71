"""Two officers race on the same certificates; a process dies: nothing is done twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.credentials.lifecycle import Act, Lifecycle, Wanted
from issuer.credentials.number import draw_number
from issuer.credentials.sought import Sought
from issuer.evidence.chain import find_break
from issuer.requests.request import Kind, RequestState
from issuer.requests.services import make_requests
from issuer.store.database import Database
from tests.store.making import AT, BODY, issue

ROOT = Path(__file__).parents[2]
ALICE, BOB, CAROL = "Alice", "Bob", "Carol"


def begin(url, request, limit, *more):
    """Start a process that does a request, and return it when it is about to."""
    command = [sys.executable, "-m", "tests.store.running_request", url, request, str(limit)]
    process = subprocess.Popen(
        [*command, *map(str, more)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def go(*processes):
    """Let them all run, and return how they ended."""
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.close()
    ended = [process.wait(60) for process in processes]
    for process in processes:
        process.stdout.close()
    return ended


def fill(url, count):
    """Return a database with certificates in force."""
    database = Database(url, list_size=2048)
    with database.writing() as unit:
        unit.bodies.found(BODY, AT)
        issue(unit, *range(count))
    return database


def approved(database, by, second):
    """Return a request of one officer, approved by another, over everything."""
    lifecycle = Lifecycle(database)
    services = make_requests(database, lifecycle, draw_number, lives=timedelta(days=1))
    wanted, sought = Wanted(Act.REVOKE, "issued-in-error"), Sought(scheme="btx")
    made = services.asking.draft(wanted, sought, selection="btx", actor=by, at=AT)
    services.asking.submit(made.id, actor=by, at=AT)
    return services.deciding.approve(made.id, kind=Kind.MANY, actor=second, at=AT).id


def require_once(database, count, *requests):
    """Check that every certificate was changed once, told once, and is in the list; one chain."""
    with database.reading() as unit:
        links = unit.chain.links(0, 10**6)
        assert find_break(links, head=unit.chain.head()) is None
        told = Counter(each.link.subject for each in links if each.link.kind.endswith(".revoked"))
        assert (len(told), set(told.values())) == (count, {1})
        assert unit.found.count(Sought(state=CertificateState.REVOKED), most=10**6) == count
        (listed,) = unit.lists.all()
        assert len(unit.lists.changed_entries(listed.uri)) == count
        found = [unit.requests.find(name) for name in requests]
        assert {each.state for each in found} == {RequestState.DONE}
        assert sum(each.done for each in found) == count
        assert sum(each.refused for each in found) == count * (len(requests) - 1)


@pytest.mark.postgres
def test_two_officers_race_on_a_thousand(postgres_url):
    """From two processes: 1,000 changes, 1,000 events, one chain."""
    database = fill(postgres_url, 1000)
    requests = approved(database, ALICE, BOB), approved(database, BOB, CAROL)
    assert go(*(begin(postgres_url, name, 100) for name in requests)) == [0, 0]
    require_once(database, 1000, *requests)
    database.dispose()


@pytest.mark.postgres
def test_two_processes_do_one_request(postgres_url):
    """As when a page and the duty both go on with it."""
    database = fill(postgres_url, 300)
    request = approved(database, ALICE, BOB)
    assert go(*(begin(postgres_url, request, 20) for _ in range(2))) == [0, 0]
    require_once(database, 300, request)
    database.dispose()


def test_killed_in_the_midst(sql_url):
    """What was committed stays, what was not was never done, and another process goes on."""
    database = fill(sql_url, 300)
    request = approved(database, ALICE, BOB)
    (ended,) = go(begin(sql_url, request, 50, 3))
    assert ended == -9
    with database.reading() as unit:
        assert unit.requests.find(request).left == 200
    assert go(begin(sql_url, request, 50)) == [0]
    require_once(database, 300, request)
    database.dispose()
