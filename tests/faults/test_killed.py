"""`kill -9` in the middle of bulk issuing: what was told stands, and a retry makes all good."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.intake.answers import Issued
from issuer.wiring import make_world
from tests.faults.sites import make_home, probatum
from tests.issuer.board import NOON, make_result
from tests.store.conftest import POSTGRES, SQLITE
from verifier.verdict import Reason

ROOT = Path(__file__).parents[2]
BATCH = 20
MINUTE = timedelta(seconds=61)  # in which an intention dies
PLACES = ["the intention", "the signature", "the release", "the answer"]
KILLS = 15  # at random, on each database
LONGEST = 0.2  # seconds of work until the kill


class Workers:
    """Processes that issue, one after the other, each a minute later than the last."""

    def __init__(self, settings, loader):
        self.settings = {"home": str(settings.home), "url": settings.url}
        self.settings["database"] = settings.database
        self.moment = NOON
        self.told: dict[str, list[str]] = {}
        self._loader = loader

    def issue_until_killed(self, start, *, at=None, after=0.0):
        """Have a process issue from attempt `start` on; it ends `at` a place or `after` seconds."""
        self.moment += MINUTE
        wanted = {"settings": self.settings, "start": start, "at": at}
        line = json.dumps({**wanted, "clock": self.moment.isoformat()})
        self._loader.stdin.write(line + "\n")
        self._loader.stdin.flush()
        process = self._read()["process"]
        if at is None:
            time.sleep(after)
            os.kill(process, signal.SIGKILL)
        while "ended" not in (answer := self._read()):
            self.told |= answer["told"]

    def _read(self):
        """Return the next whole line: a line cut off by the kill was never told."""
        while True:
            line = self._loader.stdout.readline()
            assert line, "the loader ended by itself"
            try:
                return json.loads(line)
            except ValueError:
                continue


@pytest.fixture(scope="module")
def loader():
    """Return the process that makes the others: it loads the program once."""
    command = [sys.executable, "-m", "tests.faults.issuing_until_killed"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as made:
        yield made
        made.kill()


@pytest.fixture(params=[SQLITE, POSTGRES])
def settings(request, tmp_path):
    """Return the settings of an issuer on each real database in turn."""
    postgres = request.param == "postgres"
    url = request.getfixturevalue("postgres_url") if postgres else ""
    return make_home(tmp_path / "home", url, journal=True)


@pytest.fixture
def workers(settings, loader):
    """Return what issues until it is killed."""
    return Workers(settings, loader)


def retried(settings, at, count):
    """Send every attempt again, a minute later, and return the world and the answers."""
    world = make_world(settings, clock=lambda: at)
    results = [make_result(attempt=f"A-{n}") for n in range(count)]
    answers = world.intake.take_many(results, actor="test", at=at)
    assert {type(answer) for answer in answers} == {Issued}
    return world, {answer.attempt: [answer.number, answer.token] for answer in answers}


def states(world):
    """Count the certificates on record by their state, those that were never released too."""
    with world.database.reading() as unit:
        links = unit.chain.links(0, 10**6)
        numbers = [o.link.subject for o in links if o.link.kind == "credential.intended"]
        found = unit.certificates.find(numbers)
    assert len(found) == len(numbers)
    return Counter(made.state for made in found.values())


def sound(settings, workers, count):
    """Check all there is: told certificates verify, one for each attempt, and nothing is wrong."""
    world, answers = retried(settings, workers.moment + MINUTE, count)
    assert workers.told.items() <= answers.items()
    for number, token in workers.told.values():
        verdict = world.verifier.verify(token, at=world.clock())
        assert (verdict.reason, verdict.credential.number) == (Reason.VALID, number)
    made = states(world)
    assert made[CertificateState.ACTIVE] == count == len({n for n, _ in answers.values()})
    assert set(made) <= {CertificateState.ACTIVE, CertificateState.VOIDED}
    checked = json.loads(probatum(settings, "check", "--json").stdout)
    assert checked | {"credentials": count, "faults": [], "chain": "holds"} == checked
    with world.database.reading() as unit:  # and the journal has all of it
        assert world.database.journal.end().seq == unit.chain.head()[0]
    batches = list(world.database.journal.folder.batches(0))
    assert all(batch["from"] == last["to"] + 1 for last, batch in pairwise(batches))
    world.database.dispose()
    return made


@pytest.mark.parametrize("at", PLACES)
def test_killed_at_a_place(settings, workers, at):
    """Wherever it dies, each attempt gets one certificate; only what was in between is burnt."""
    workers.issue_until_killed(0, at=at)
    assert workers.told == {}
    made = sound(settings, workers, BATCH)
    burnt = BATCH if at in {"the signature", "the release"} else 0
    assert made[CertificateState.VOIDED] == burnt


def test_killed_at_any_time(settings, workers):
    """Killed again and again, it loses nothing that it told of, and makes nothing twice."""
    chance = random.Random(20261120)  # noqa: S311 - the same moments each time
    start = 0
    for _ in range(KILLS):
        workers.issue_until_killed(start, after=chance.uniform(0, LONGEST))
        start = len(workers.told)
    while not workers.told:  # on a slow machine
        workers.issue_until_killed(0, after=10 * LONGEST)
    sound(settings, workers, len(workers.told) + 2 * BATCH)
