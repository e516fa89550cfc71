"""`probatum import|export`: a CSV is recorded whole or not at all, and comes back as it went."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from issuer.candidates.sweep import BATCH
from tests.cli.conftest import URL
from tests.cli.road import passing, write

PROBATUM = Path(sys.executable).with_name("probatum")
COLUMNS = "person.ref,person.name,person.mail,scheme,profession,region"


def applications(*changes):
    """Return a file with an application for each of `changes`."""
    lines = [COLUMNS]
    for number, change in enumerate(changes):
        cells = {
            "ref": f"C-{number}", "name": f"Ann Example-{number}", "mail": "", "scheme": "food-2",
            "profession": "food-handler", "region": "GB", **change,
        }  # fmt: skip
        lines.append(",".join(cells.values()))
    return "\n".join(lines).encode()


def documents(scheme, *people):
    """Return a file with the documents that meet a food scheme, for each person."""
    head = ["person", "kind", "ref", "scheme", "on", "document", "checked_by", "declaration",
            "holds", "ended", "points.cold", "points.heat"]  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, head)
    writer.writeheader()
    for person in people:
        for each in passing(scheme):
            points = {f"points.{name}": right for name, right in each.pop("points", {}).items()}
            writer.writerow({"person": person, **each, **points})
    return text.getvalue().encode()


@pytest.fixture
def file(tmp_path):
    """Return what writes a file."""

    def make(data, name="roster.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return make


def taken(road, path, kind, *words, code=0):
    return road.json("import", path, "--as", kind, *words, code=code)


def test_a_roster_is_imported(road, file):
    """People and applications are on record; the same file again is no news."""
    path = file(applications(*[{}] * (BATCH + 3)))
    report = taken(road, path, "applications")
    assert report == {"recorded": True, "good": BATCH + 3, "bad": [], "decided": []}
    assert taken(road, path, "applications") == report
    assert len(road.json("application", "list", "--limit", "1000")) == BATCH + 3
    assert len(road.json("application", "assess", "--all")) == BATCH + 3
    told = road.run("application", "assess", "--all")
    assert told.stdout.count("3 of 3 missing") == BATCH + 3
    assert told.stderr == f"{BATCH + 3} not met\n"


def test_a_dry_run_records_nothing(road, file):
    """It says what the import would, and nobody is on record."""
    path = file(applications({}, {"region": "Britain"}, {"scheme": "food-9"}))
    dry = taken(road, path, "applications", "--dry-run", code=1)
    assert [bad["line"] for bad in dry["bad"]] == [3, 4]
    assert taken(road, path, "applications", code=1) == dry
    assert taken(road, file(applications({})), "applications", "--dry-run")["recorded"] is False
    assert road.json("application", "list") == []


def test_bad_rows_are_told_line_by_line(road, file):
    """Each mistake has its line and column, the summary says that nothing is on record: exit 1."""
    path = file(applications({}, {"region": "Britain", "name": ""}, {"profession": "rn"}))
    result = road.run("import", path, "--as", "applications")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "line 3: person.name: add it",
        "line 3: region: give a country or its part by ISO 3166, such as GB or US-TX",
        "line 4: profession: give one of food-handler",
    ]
    assert result.stderr == "2 rows are bad, 1 good: nothing is recorded\n"


def test_what_is_not_listed_is_told_with_what_is(road, file):
    """A slip in a case names the area, and those there are."""
    road.done("import", file(applications({"scheme": "btx", "profession": "np", "region": "FR"})),
              "--as", "applications")  # fmt: skip
    supervisor = {"kind": "supervisor", "id": "s-1", "since": "2020-01-01", "sites": ["x"]}
    road.done("register", "put", write(file(b"").parent, {**supervisor, "name": "Dr Example-S"}))
    head = "person,kind,ref,scheme,role,on,supervisor,site,patient,areas\n"
    line = "C-0,case,c-1,btx,performed,2026-09-01,s-1,x,1,glabela\n"
    result = road.run("import", file((head + line).encode()), "--as", "documents", "--dry-run")
    assert result.stdout.startswith(
        "line 2: areas: glabela is not listed; known: forehead, glabella"
    )


def test_documents_settle_what_a_rule_decides(road, file):
    """Whoever lacks nothing any more has a certificate when the import answers."""
    road.done("import", file(applications({}, {}, {})), "--as", "applications")
    report = taken(road, file(documents("food-2", "C-0", "C-2")), "documents")
    assert (report["recorded"], report["good"]) == (True, 6)
    assert [each["answer"] for each in report["decided"]] == ["granted", "granted"]
    assert {each["name"] for each in road.json("list")} == {"Ann Example-0", "Ann Example-2"}
    states = {each["person"]: each["state"] for each in road.json("application", "list")}
    assert states == {"C-0": "granted", "C-1": "open", "C-2": "granted"}
    assert taken(road, file(documents("food-2", "C-0")), "documents")["decided"] == []


def test_a_person_still_decides(road, file):
    """Under a scheme decided by persons an import grants nothing."""
    road.done("import", file(applications({"scheme": "food-3"})), "--as", "applications")
    assert taken(road, file(documents("food-3", "C-0")), "documents")["decided"] == []
    (case,) = road.json("application", "assess", "--all")
    assert (case["met"], case["state"]) == (True, "open")


def test_registers_are_imported(road, file):
    """Entries of several kinds in one file, each able to refer to those above."""
    head = "kind,id,since,name,sites,qualification,standardised,schemes,conflicts\n"
    lines = [
        "provider,academy,2020-01-01,Example Academy,,,,,",
        "supervisor,s-1,2020-01-01,Dr Example-S,x|y,,,,",
        "examiner,e-1,2020-01-01,Dr Example-E,,Physician,2026-01-01,btx,C-1 family 2026-01-02",
    ]
    data = (head + "\n".join(lines)).encode()
    assert taken(road, file(data), "registers")["good"] == 3
    (examiner,) = road.json("register", "list", "examiner")
    assert examiner["conflicts"] == [
        {"person": "C-1", "nature": "family", "declared": "2026-01-02"}
    ]
    again = road.done("export", "registers").encode()
    assert taken(road, file(again), "registers")["good"] == 3
    assert road.json("register", "list", "examiner") == [examiner]


@pytest.mark.parametrize("kind", ["applications", "documents", "registers"])
def test_a_file_that_is_no_roster(road, file, kind):
    """Without a good header one row is bad, whatever the bytes."""
    for data in (b"", b"\xff\xfe", b"a,b\n1,2\n", b'"'):
        report = taken(road, file(data), kind, code=1)
        assert (report["good"], [bad["line"] for bad in report["bad"]]) == (0, [1])
    assert road.run("import", "nowhere.csv", "--as", kind).exit_code == 2


def test_what_is_exported_is_imported_again(road, file):
    """Applications and documents on record are no news, and are exported alike again."""
    mail, name = {"mail": "=a@example.org"}, {"name": '"Example, Ann"'}
    people = [{**each, "scheme": "food-3"} for each in (mail, name)]
    road.done("import", file(applications(*people)), "--as", "applications")
    road.done("import", file(documents("food-3", "C-0", "C-1")), "--as", "documents")
    kinds = ("applications", "documents")
    first = [road.done("export", kind) for kind in kinds]
    assert [data.count("\n") for data in first] == [3, 7]
    for kind, data in zip(kinds, first, strict=True):
        assert taken(road, file(data.encode()), kind)["bad"] == []
    assert [road.done("export", kind) for kind in kinds] == first


def test_open_applications_are_exported_unless_told_otherwise(road, file):
    """Whoever is decided would apply anew if imported: they are exported when asked for."""
    road.done("import", file(applications({}, {})), "--as", "applications")
    road.done("import", file(documents("food-2", "C-1")), "--as", "documents")
    for words, people in (((), ["C-0"]), (("--state", "granted"), ["C-1"]),
                          (("--state", "any"), ["C-0", "C-1"])):  # fmt: skip
        rows = csv.DictReader(io.StringIO(road.done("export", "applications", *words)))
        assert sorted(row["person.ref"] for row in rows) == people


def test_no_exported_cell_is_a_formula(road, file):
    """A mail address that a spreadsheet would run has an apostrophe before it."""
    road.done("import", file(applications({"mail": "=a@example.org"})), "--as", "applications")
    (row,) = csv.DictReader(io.StringIO(road.done("export", "applications")))
    assert row["person.mail"] == "'=a@example.org"


def test_an_export_of_one_scheme(road, file):
    """Only its applications, and of those people its documents and those of no scheme."""
    road.done("import", file(applications({}, {"scheme": "food-3"})), "--as", "applications")
    road.done("import", file(documents("food-2", "C-0")), "--as", "documents")
    road.done("import", file(documents("food-3", "C-1")), "--as", "documents")
    other = {**passing("food-2")[2], "ref": "w-9"}
    road.done("record", "C-1", write(file(b"").parent, other))
    told = road.done("export", "applications", "--scheme", "food-3", "--state", "any")
    assert [row["person.ref"] for row in csv.DictReader(io.StringIO(told))] == ["C-1"]
    told = road.done("export", "documents", "--scheme", "food-3")
    assert {(row["person"], row["ref"]) for row in csv.DictReader(io.StringIO(told))} == {
        ("C-1", "id-1"), ("C-1", "fit"), ("C-1", "w-1")
    }  # fmt: skip
    assert "w-9" in road.done("export", "documents")
    assert road.run("export", "registers", "--scheme", "btx").exit_code == 2


def test_a_file_that_comes_through_a_pipe(road):
    """How long it is nobody knows beforehand, and it is taken all the same."""
    environment = {**os.environ, "PROBATUM_HOME": str(road.path), "PROBATUM_URL": URL}
    done = subprocess.run(
        [PROBATUM, "import", "/dev/stdin", "--as", "applications"],
        env=environment, input=applications({}, {}), capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == b"2 rows are good, and on record\n"
    assert len(road.json("application", "list")) == 2


def test_a_progress_bar_on_a_terminal(road, file):
    """Somebody who looks sees how far it is; the answer stays apart from it."""
    path = file(applications({}, {}))
    environment = {**os.environ, "PROBATUM_HOME": str(road.path), "PROBATUM_URL": URL}
    screen, terminal = pty.openpty()
    with os.fdopen(screen, "rb", buffering=0) as seen:
        done = subprocess.run(
            [PROBATUM, "import", path, "--as", "applications", "--json"],
            env={**environment, "TERM": "xterm"}, stdout=subprocess.PIPE, stderr=terminal,
            check=True, timeout=60,
        )  # fmt: skip
        os.close(terminal)
        told = seen.read(65536)
    assert b"Importing" in told
    assert b"100%" in told
    assert done.stdout.startswith(b"{")
