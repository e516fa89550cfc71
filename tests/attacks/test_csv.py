"""Files of many results: a bad line spoils itself alone, and nothing is ever issued twice."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from string import Template
from typing import Any

import pytest

from issuer.certification.exam_csv import read_results
from issuer.intake.answers import Issued
from issuer.settings import IssuerSettings
from issuer.wiring import make_world
from tests.attacks.cases import load
from tests.attacks.command import Command
from tests.attacks.roster import HEADER, row
from tests.attacks.world import count_rows, found_home
from tests.source import ROOT
from verifier.clock import utc_now

CASES = load("csv")
URL = "https://cert.example.org"
COUNT = 400  # lines of the file whose import is killed
LINES = 10_000


@pytest.fixture
def settings(tables: Path, tmp_path: Path) -> IssuerSettings:
    """Return the settings of a body of this moment."""
    return found_home(tmp_path / "home", tables, URL, at=utc_now())


def values() -> dict[str, str]:
    """Return what stands for $names in the data file."""
    lines = [HEADER, row(1), row(2)]
    return {
        "header": HEADER,
        "row1": row(1),
        "row2": row(2),
        "row1_other": row(1, "Dr Mallory Sample"),
        "row1_formula": row(1, '"=HYPERLINK(1)"'),
        "semicolons": "\n".join(line.replace(",", ";") for line in lines),
        "tabs": "\n".join(line.replace(",", "\t") for line in lines),
        "megabyte": "EX-3," + "x" * 1_000_000,
        "columns": ",".join([HEADER, *(f"written.sections.X{n}" for n in range(10_000))]),
    }


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_line_gets_its_answer(
    settings: IssuerSettings, tmp_path: Path, case: dict[str, Any]
) -> None:
    """The report names each line with its fault; what is good beside it is issued."""
    file = tmp_path / "results.csv"
    file.write_text(Template(case["file"]).substitute(values()), "utf-8")
    reports = Command(settings).json("issue", file)
    assert [[report["line"], report["answer"]] for report in reports] == [
        [line, answer] for line, answer, _ in case["answers"]
    ]
    for report, (_, _, why) in zip(reports, case["answers"], strict=True):
        assert why in report.get("why", "")
        assert len(report.get("why", "")) < 400
    issued = case.get("certificates", sum(a[1] == "granted" for a in case["answers"]))
    assert count_rows(settings.home / "probatum.sqlite3")["certificate"] == issued


@pytest.mark.parametrize("bad", [1, LINES // 2, LINES])
def test_one_bad_line_of_ten_thousand_is_found(bad: int) -> None:
    """Whichever it is, it alone is refused, by its line."""
    lines = [HEADER, *(row(n) for n in range(1, LINES + 1))]
    lines[bad] = lines[bad].replace("physician", "")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = [found for found in read_results("\n".join(lines).encode()) if found.errors]
    assert [(found.line, found.errors[0]) for found in refused] == [(bad + 1, "profession: add it")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_an_import_that_was_killed_is_repeated_without_harm(
    settings: IssuerSettings, tmp_path: Path
) -> None:
    """Killed in its midst and run again, an import issues each line exactly once."""
    file = tmp_path / "results.csv"
    file.write_text("\n".join([HEADER, *(row(n) for n in range(COUNT))]), "utf-8")
    _import_until_killed(settings, file)
    done = count_rows(settings.home / "probatum.sqlite3")
    answers = list(_import_again(settings, file))
    assert len({answer.number for answer in answers}) == COUNT
    rows = count_rows(settings.home / "probatum.sqlite3")
    assert rows["attempt"] == COUNT
    listed = Command(settings).json("list", "--limit", "10000")
    assert len(listed) == COUNT
    assert done["certificate"] <= rows["certificate"] <= 2 * COUNT
    assert Command(settings).run("check").exit_code == 0


def _import_until_killed(settings: IssuerSettings, file: Path) -> None:
    """Run the import in a process of its own, and kill it when the first attempt is on record."""
    script = "from wsgi import main; main()"
    environment = {**os.environ, **Command(settings).environment}
    process = subprocess.Popen(
        [sys.executable, "-c", script, "issue", str(file)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if count_rows(settings.home / "probatum.sqlite3")["attempt"]:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.002)
    process.wait(timeout=60)


def _import_again(settings: IssuerSettings, file: Path) -> Iterator[Issued]:
    """Import a file whose dead intentions are old enough to be voided."""
    later = utc_now() + timedelta(seconds=61)
    world = make_world(settings, clock=lambda: later)
    results = [found.result for found in read_results(file.read_bytes())]
    for answer in world.intake.take_many(
        [result for result in results if result is not None], actor="test", at=later
    ):
        assert isinstance(answer, Issued)
        yield answer
    world.database.dispose()
