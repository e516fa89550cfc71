"""`probatum verify --batch`: a list in, a CSV or JSON out, and one exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import URL, Home

PROBATUM = Path(sys.executable).with_name("probatum")
HEAD = "number,name,profession,scope,on"


@pytest.fixture(scope="module")
def held(shared):
    """Return what a holder has."""
    return shared.issue()


@pytest.fixture
def file(tmp_path):
    """Return what writes a list."""

    def make(*lines, data=None):
        path = tmp_path / "list.csv"
        path.write_bytes(data if data is not None else "\n".join(lines).encode())
        return path

    return make


def rows_of(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_all_valid(shared, held, file):
    """Exit 0; each row has what was given, the match, the verdict and the certificate."""
    number = held["number"]
    path = file(HEAD, f'{number},"Example-Santos, AMELIE",Physician,glabella,', held["link"])
    result = shared.run("verify", "--batch", path)
    assert result.exit_code == 0
    rows = rows_of(result)
    assert [(row["row"], row["match"], row["reason"]) for row in rows] == [
        ("1", "matches", "valid"),
        ("2", "not_told", "valid"),
    ]
    assert rows[0]["name"] == "Example-Santos, AMELIE"
    assert [row["number"] for row in rows] == [number] * 2
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["{number}", "hello"], 1),
        (["{number}", "{slip}"], 3),
        (["{slip}", "hello"], 1),
        (["{number},Somebody Else"], 1),
        (["{number},,,,2020-01-01"], 1),
        (["{number},,,,2999-01-01"], 1),
        (["{number},,,,{tomorrow}"], 3),
    ],
)
def test_exit_codes(shared, held, file, lines, code):
    """The worst row decides; one that differs or was not in force on its day is an invalid one."""
    number = held["number"]
    words = {
        "number": number,
        "slip": number[:-1] + ("A" if number[-1] != "A" else "B"),
        "tomorrow": shared.json("verify", number)["credential"]["valid_through"],
    }
    path = file(*(line.format(**words) for line in lines))
    assert shared.run("verify", "--batch", path).exit_code == code


def test_as_json(shared, held, file):
    """The verdict of each row is the one that a single check gives."""
    told = shared.json("verify", "--batch", file(held["token"]))
    alone = shared.json("verify", held["token"])
    verdict = told["rows"][0]["verdict"]
    assert verdict["credential"] == alone["credential"]
    assert verdict["reason"] == alone["reason"]
    assert verdict["checked_at"] == told["checked_at"]


def test_no_cell_is_a_formula(shared, file):
    """What a spreadsheet would run has an apostrophe before it."""
    result = shared.run("verify", "--batch", file("hello,=1+1"))
    assert rows_of(result)[0]["name"] == "'=1+1"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"number,shoe\n1,2", b'"', b"BTX,a,b,c,soon"])
def test_a_file_that_is_no_list(shared, file, data):
    """Wrong usage, told in a sentence; nothing looks like a verdict."""
    result = shared.run("verify", "--batch", file(data=data))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.rstrip().endswith(".")


def test_one_thing_at_a_time(shared, held, file):
    """Either WHAT or a list, and a list that is there."""
    assert shared.run("verify").exit_code == 2
    assert shared.run("verify", held["number"], "--batch", file(held["number"])).exit_code == 2
    assert shared.run("verify", "--batch", "nowhere.csv").exit_code == 2


def test_offline(shared, held, file, tmp_path):
    """With a trust file and no home: tokens have their verdict, numbers cannot be looked up."""
    (tmp_path / "trust.toml").write_text(shared.done("trust"))
    nowhere = Home(tmp_path / "nowhere")
    path = file(held["token"], held["number"])
    result = nowhere.run("verify", "--batch", path, "--offline", "--trust", tmp_path / "trust.toml")
    assert result.exit_code == 3
    assert [row["reason"] for row in rows_of(result)] == ["valid", "status_unavailable"]


def test_a_progress_bar_on_a_terminal(shared, held, file):
    """Somebody who looks sees how far it is; the answer stays apart from it."""
    path = file(*[held["number"]] * 20)
    environment = {**os.environ, "PROBATUM_HOME": str(shared.path), "PROBATUM_URL": URL}
    screen, terminal = pty.openpty()
    with os.fdopen(screen, "rb", buffering=0) as seen:
        done = subprocess.run(
            [PROBATUM, "verify", "--batch", path],
            env={**environment, "TERM": "xterm"}, stdout=subprocess.PIPE, stderr=terminal,
            check=True, timeout=60,
        )  # fmt: skip
        os.close(terminal)
        told = seen.read(65536)
    assert b"Checking" in told
    assert b"100%" in told
    assert done.stdout.startswith(b"row,text,name")
    assert done.stdout.count(b"\n") == 21


def test_a_day_for_all(shared, held, file):
    """`--on` is the day of every row that names none; a single check has it too."""
    number = held["number"]
    rows = rows_of(shared.run("verify", "--batch", file(number, f"{number},,,,2020-01-01"),
                              "--on", "2021-01-01"))  # fmt: skip
    assert [row["on"] for row in rows] == ["2021-01-01", "2020-01-01"]
    assert [row["on_result"] for row in rows] == ["not_in_force"] * 2
    alone = shared.run("verify", number, "--on", "2021-01-01")
    assert (alone.exit_code, "On 2021-01-01: It began later" in alone.stdout) == (1, True)
    told = shared.json("verify", number, "--on", "2021-01-01", code=1)
    assert (told["outcome"], told["on"]["result"]) == ("valid", "not_in_force")
    assert shared.run("verify", number, "--on", "soon").exit_code == 2


def test_a_folder_of_documents(shared, held, tmp_path):
    """Each document is a row, a list beside them names whose it is; and a report is written."""
    folder = tmp_path / "folder"
    folder.mkdir()
    shared.done("print", held["number"], "--out", folder / "a.pdf")
    (folder / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    (folder / "list.csv").write_text("number,name\nA.pdf,Somebody Else\n")
    report = tmp_path / "report.pdf"
    result = shared.run("verify", "--batch", folder, "--json", "--pdf", report)
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [(row["match"]["result"], row["verdict"]["reason"]) for row in told["rows"]] == [
        *(("differs", "valid"), ("not_told", "unreadable")),
    ]
    assert [len(each["sha256"]) for each in told["lists"]] == [64]
    assert report.read_bytes().startswith(b"%PDF-1.7")


def test_a_report_needs_a_list(shared, held, file, tmp_path):
    """Wrong usage is told before anything is asked."""
    assert shared.run("verify", held["number"], "--pdf", tmp_path / "a.pdf").exit_code == 2
    nowhere = tmp_path / "nowhere" / "a.pdf"
    assert shared.run("verify", "--batch", file(held["number"]), "--pdf", nowhere).exit_code == 2
    assert shared.run("verify", "--batch", tmp_path / "nowhere").exit_code == 2
