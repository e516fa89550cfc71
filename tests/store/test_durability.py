"""What was acknowledged outlives the process that wrote it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from issuer.evidence.chain import find_break
from issuer.store.database import Database
from tests.store.making import AT, BODY, make_number

ROOT = Path(__file__).parents[2]
KILLS = 4


@pytest.fixture
def founded(sql_url):
    """Return the URL of a database with a body."""
    database = Database(sql_url)
    with database.writing() as unit:
        unit.bodies.found(BODY, AT)
    database.dispose()
    return sql_url


def test_a_killed_process_loses_nothing_acknowledged(founded):
    """After `kill -9` at any moment every acknowledged certificate is there, in one chain."""
    acknowledged = 0
    for turn in range(KILLS):
        acknowledged = _write_until_killed(founded, acknowledged, seconds=0.05 + 0.1 * turn)
    assert acknowledged > KILLS
    database = Database(founded)
    with database.reading() as unit:
        numbers = [make_number(serial) for serial in range(acknowledged)]
        assert set(unit.certificates.find(numbers)) == set(numbers)
        assert all(made.token for (made,) in unit.credentials.of(numbers).values())
        links = unit.chain.links(0, 10**6)
        assert find_break(links, head=unit.chain.head()) is None
        released = {made.number for made in unit.credentials.released(limit=10**6)}
        assert {opened.link.subject for opened in links} == released >= set(numbers)
    database.dispose()


def _write_until_killed(url, start, *, seconds):
    """Have another process issue, one by one; kill it; return how many it acknowledged."""
    command = [sys.executable, "-m", "tests.store.writing_until_killed", url, str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "started\n"
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        lines = [line for line in writer.stdout if line.endswith("\n")]
    return start + len(lines)
