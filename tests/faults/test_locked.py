"""Somebody holds SQLite's one write lock for longer than anybody waits: an operator's shell."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.sites import ask, open_site, probatum, told
from tests.issuer.board import BODY, EXAMPLES

PROBATUM = Path(sys.executable).with_name("probatum")
REFUSED = (503, "storage_unavailable")


@pytest.fixture
def site(settings):
    """A worker with one certificate."""
    made = open_site(settings)
    made.issue(attempt="A-1")
    yield made
    made.world.database.dispose()


def test_a_lock_held_too_long(settings, site):
    """Whoever would write is refused in seconds; verifying does not wait; then all goes on."""
    answer = site.report(attempt="A-1").json
    number, token = answer["certificate"]["number"], answer["token"]
    environment = {**os.environ, "PROBATUM_HOME": str(settings.home), "PROBATUM_URL": BODY.url}
    command = [PROBATUM, "issue", EXAMPLES / "physician.json"]
    with closing(sqlite3.connect(settings.home / "probatum.sqlite3")) as shell:
        shell.execute("BEGIN IMMEDIATE")
        with (
            subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as issue,
            ThreadPoolExecutor() as others,
        ):
            writing = [
                others.submit(site.report, attempt="A-2"),
                others.submit(site.act, number, "revoke", "licence-lost"),
            ]
            began = time.monotonic()
            assert [ask(site, what)["reason"] for what in (number, token)] == ["valid"] * 2
            assert site.client().get(f"/v/{number}").status_code == 200
            assert site.client().get("/s/1").status_code == 200
            assert time.monotonic() - began < 4
            assert not any(each.done() for each in writing)
            assert [told(each.result()) for each in writing] == [REFUSED] * 2
            error = issue.stderr.read()
        assert error == (
            "storage_unavailable: the database did not answer as it should: database is locked\n"
        )
        assert issue.returncode == 1
        shell.rollback()
    assert ask(site, number)["reason"] == "valid"
    assert told(site.report(attempt="A-2")) == (201, "")
    assert told(site.act(number, "revoke", "licence-lost")) == (200, "")
    assert probatum(settings, "check").exit_code == 0
