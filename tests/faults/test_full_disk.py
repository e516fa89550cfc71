"""A full disk: refused as such, verifying goes on, and nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = 12  # MiB
ROWS = 1200  # of the roster
NO_JOURNAL = "no journal is kept outside the database: run `probatum journal begin`"
REFUSED = [503, "storage_unavailable"]
COMMAND = [sys.executable, "-m", "tests.faults.full_disk"]


def small_disk(folder):
    """Return how to run a command that finds a small file system at `folder`, if that is allowed.

    Where it is not, files that may not grow stand in: there is nothing to prepare for that.
    """
    mount = f'mount -t tmpfs -o size={SMALL}m tmpfs "$0" && exec "$@"'
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, str(folder)]
    if shutil.which("unshare") and not subprocess.run([*command, "true"], check=False).returncode:
        return command
    return []


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What was answered while the disk filled up, was full, and had room again."""
    folder = tmp_path_factory.mktemp("disk")
    prefix = small_disk(folder)
    run = subprocess.run(
        [*prefix, *COMMAND, folder, "disk" if prefix else "limit"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def granted(reports):
    return {report["attempt"]: report["number"] for report in reports if "number" in report}


def test_while_it_fills_up(answers):
    """Bulk work ends with one line; what was issued before is told, row by row."""
    code, error, reports = answers["cut short"]
    assert code == 1
    said, *others = reversed(error.splitlines())
    assert said.startswith("storage_unavailable: ")
    assert others in ([], [NO_JOURNAL])
    assert {report["answer"] for report in reports} == {"granted"}
    assert 0 < len(reports) < ROWS


def test_while_it_is_full(answers):
    """Whatever would be written is refused, over the web and over the command line."""
    assert answers["full"]["report"] == REFUSED
    code, error = answers["command line"]
    assert code == 1
    assert error.splitlines()[-1].startswith("storage_unavailable: ")


def test_reading_goes_on(answers):
    """Verdicts, first answers, lists and keys are served from the full disk."""
    full = answers["full"]
    # A small change may still find room in the log: then it counts, and is told.
    told = {(503, "storage_unavailable"): "valid", (200, ""): "suspended"}[tuple(full["suspend"])]
    assert full["verify"] == [told, told]
    assert {full[name] for name in ("page", "list", "keys", "alive")} == {200}
    assert full["again"] == 201


def test_when_there_is_room_again(answers):
    """The same process goes on by itself: nothing is restarted or mended."""
    again = answers["again"]
    assert again["report"] == [201, ""]
    assert again["suspend"] in ([200, ""], [409, "wrong_state"])
    assert again["verify"] == ["suspended", "suspended"]


def test_nothing_acknowledged_is_lost(answers):
    """All of the roster is issued in the end, and who had a number has it still."""
    before, (code, _, reports) = answers["cut short"][2], answers["whole"]
    assert code == 0
    after = granted(reports)
    assert len(after) == len(set(after.values())) == ROWS
    assert granted(before).items() <= after.items()
    assert answers["last are valid"]


def test_the_record_holds(answers):
    """Every token, the ledger and the chain verify."""
    checked = json.loads(answers["check"])
    assert checked["credentials"] == 2 + ROWS + len(answers["last"])
    assert (checked["faults"], checked["chain"]) == ([], "holds")
