"""Many results in one CSV: a report for each row, in bounded memory, and the same again."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from issuer.certification.exam_csv import read_results
from issuer.cli.issue import BATCH
from tests.cli.conftest import EXAMPLES, URL

PROBATUM = Path(sys.executable).with_name("probatum")
ROSTER = (EXAMPLES / "roster.csv").read_bytes()
HEADER = ROSTER.splitlines()[0].decode()
FIRST = next(csv.DictReader(io.StringIO(ROSTER.decode())))


def rows(*changes):
    """Return a roster with a row for each of `changes` to the first example."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER.split(","), lineterminator="\r\n")
    writer.writeheader()
    for serial, change in enumerate(changes):
        writer.writerow({**FIRST, "attempt": f"A-{serial}", **change})
    return text.getvalue().encode()


@pytest.fixture
def roster(tmp_path):
    """Return what writes a roster to a file."""

    def write(data, name="roster.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_the_example(home, roster):
    """Each row gets its answer, with its line in the file; one is denied, so it exits with 1."""
    path = roster(ROSTER)
    reports = home.json("issue", path, code=1)
    assert [report["line"] for report in reports] == list(range(2, 14))
    answers = [report["answer"] for report in reports]
    assert (answers.count("granted"), answers.count("denied")) == (11, 1)
    assert "S5" in reports[6]["why"]
    assert home.json("issue", path, code=1) == reports
    assert len(home.json("list")) == 11


def test_bad_rows(home, roster):
    """Bad rows are told with their line and what to mend; good ones are issued all the same."""
    data = rows(
        {},
        {"written.percent": "a lot"},
        {"attempt": "A-0"},
        {"attempt": "A-0", "profession": "rn"},
        {"scheme": "btx-9"},
        {"candidate.name": "Dr 🧪"},
        {"scheme": "btx-2"},
        {"practical.percent": "12"},
        {"attempt": ""},
        {},
    )
    data += b"only,three,cells\r\n\xff\xfe\r\n"
    reports = home.json("issue", roster(data), code=1)
    told = [(report["line"], report["answer"], report.get("why", "").split(":")[0])
            for report in reports]  # fmt: skip
    assert told == [
        (2, "granted", ""),
        (3, "refused", "written.percent"),
        (4, "granted", ""),
        (5, "refused", "attempt_conflict"),
        (6, "refused", "unknown_scheme"),
        (7, "refused", "name_unprintable"),
        (8, "waiting", "a person decides"),
        (9, "denied", "practical"),
        (10, "refused", "attempt"),
        (11, "granted", ""),
        (12, "refused", reports[10]["why"].split(":")[0]),
        (13, "refused", "the line is not UTF-8"),
    ]
    assert reports[0]["number"] == reports[2]["number"]
    assert home.json("issue", roster(data), code=1) == reports


def test_as_lines(home, roster):
    """For people it is a line a row, and how many of each at the end."""
    result = home.run("issue", roster(ROSTER))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 12
    assert lines[0].split()[:3] == ["2", "EX-2026-00501", "granted"]
    assert "S5" in lines[6]
    assert result.stderr == "1 denied, 11 granted\n"


def test_all_good(home, roster):
    """With nothing denied or refused it exits with 0."""
    assert home.run("issue", roster(rows({}, {"scheme": "btx-2"}))).exit_code == 0


@pytest.mark.parametrize("name", ["ROSTER.CSV", "roster.csv"])
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"a,b\n1,2\n", ""),
        (b"\xff\xfe\n", "not UTF-8"),
        (HEADER.encode(), None),
    ],
)
def test_no_roster(home, roster, data, why, name):
    """A file without rows is nothing to do; one without a header is refused at its first line."""
    result = home.run("issue", roster(data, name), "--json")
    reports = json.loads(result.stdout)
    if why is None:
        assert (reports, result.exit_code) == ([], 0)
    else:
        assert (reports[0]["answer"], result.exit_code) == ("refused", 1)
        assert why in reports[0]["why"]


def test_with_certificates(home, roster, tmp_path):
    """Every grant's PDF lies in the folder, and the report says where."""
    reports = home.json("issue", roster(rows({}, {}, {"practical.percent": "1"})),
                        "--out", tmp_path / "out", code=1)  # fmt: skip
    granted = [report for report in reports if report["answer"] == "granted"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        f"{report['number']}.pdf" for report in granted
    )
    assert "pdf" not in reports[2]


def test_stopped_in_the_middle(home, roster):
    """What was issued before the refusal is told, in whole JSON; the refusal is one line."""
    count = BATCH + 20
    number = f"A-{BATCH + 3}"
    data = rows(*[{}] * count)
    home.done("issue", home.result(attempt=number))  # the same attempt, with other content
    reports = home.json("issue", roster(data), code=1)
    refused = [report for report in reports if report["answer"] != "granted"]
    assert [(each["attempt"], each["why"].split(":")[0]) for each in refused] == [
        (number, "attempt_conflict")
    ]
    more = roster(rows(*[{}] * (2 * count)), "more.csv")
    home.done("issuing", "stop", "--why", "enough for today")
    result = home.run("issue", more, "--json")
    assert (result.exit_code, result.stderr) == (1, "issuing_stopped: enough for today\n")
    assert [each["number"] for each in json.loads(result.stdout) if "number" in each] == [
        each["number"] for each in reports[:BATCH] if "number" in each
    ]


def test_told_as_it_goes(home, tmp_path):
    """A batch is reported before the file has ended: however long it is, one batch is held."""
    pipe = tmp_path / "roster.csv"
    os.mkfifo(pipe)
    header, *bad = rows(*[{"written.percent": "x"}] * BATCH).splitlines(keepends=True)
    environment = {**os.environ, "PROBATUM_HOME": str(home.path), "PROBATUM_URL": URL}
    with subprocess.Popen(
        [PROBATUM, "issue", pipe], env=environment, stdout=subprocess.PIPE, text=True
    ) as issuing:
        impatience = threading.Timer(30, issuing.kill)
        impatience.start()
        with pipe.open("wb") as file:
            file.write(header + b"".join(2 * bad))
            file.flush()
            told = [issuing.stdout.readline() for _ in range(BATCH)]
            assert told[-1] != ""
            file.writelines(bad[:3])
        told += list(issuing.stdout)
        impatience.cancel()
    assert [int(line.split()[0]) for line in told] == list(range(2, 2 * BATCH + 5))
    assert issuing.returncode == 1


def test_the_rows_are_what_the_reader_reads(roster):
    """The file is read as the bytes would be: no line more, none less."""
    data = rows({}, {"written.percent": "x"}, {}) + b"\xff\r\n"
    with roster(data).open(encoding="utf-8", errors="surrogateescape") as text:
        assert list(read_results(text)) == list(read_results(data))
