"""Rosters: a file is recorded whole or not at all, and a dry run tells what the import would."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.candidates.roster import BATCH, MAX_BAD, BadRow
from issuer.certification.dossier.roster_csv import (
    APPLICATIONS,
    DOCUMENTS,
    application_cells,
    document_cells,
    read_applications,
    read_documents,
    read_register,
    write_roster,
)
from issuer.errors import StorageUnavailableError
from tests.certification.rules.good_documents import case, identity
from tests.issuer.road import REGISTRAR, read

COLUMNS = "person.ref,person.name,scheme,profession,region"


def applications(*lines):
    return read_applications("\n".join([COLUMNS, *lines]).encode())


def line(number, **changes):
    cells = {
        "ref": f"C-{number}", "name": f"Dr Example-{number}", "scheme": "btx",
        "profession": "np", "region": "US-TX", **changes,
    }  # fmt: skip
    return ",".join(cells.values())


def shown(*documents):
    cells = [document_cells(person, read(members, "btx")) for person, members in documents]
    return read_documents("".join(write_roster(DOCUMENTS, cells)).encode())


@pytest.fixture
def run(road):
    """Return what checks or takes rows of a kind, as the registrar, now."""

    def call(what, kind, rows, **options):
        roster = getattr(road.candidates.roster, kind)
        dry = what == "check"
        return roster.take(rows, actor=REGISTRAR, at=road.clock(), dry=dry, **options)

    return call


def everything(road):
    """Return how much is on record."""
    with road.board.store.reading() as unit:
        people = unit.people.find([f"C-{number}" for number in range(9)])
        entries = unit.entries.of(sorted(people))
        return len(people), sum(map(len, entries.values())), len(road.board.events())


def test_a_file_of_applications_is_taken(road, run):
    """Each row is a person and an open application; the same file again is no news."""
    lines = [line(number) for number in range(3)]
    outcome = run("take", "applications", applications(*lines))
    assert (outcome.good, outcome.bad) == (3, [])
    with road.board.store.reading() as unit:
        assert set(unit.applications.open_of("btx", ["C-0", "C-1", "C-2"])) == {"C-0", "C-1", "C-2"}
    before = everything(road)
    assert run("take", "applications", applications(*lines)).good == 3
    assert everything(road) == before


def test_a_dry_run_records_nothing(road, run):
    """It says what taking would, and leaves no trace."""
    before = everything(road)
    outcome = run("check", "applications", applications(line(0), line(1)))
    assert (outcome.good, outcome.bad) == (2, [])
    assert everything(road) == before


BAD = [
    (line(1, name="Dr \N{TEST TUBE}"), "person.name: "),
    (line(1, scheme="btx-9"), "scheme: no scheme in force is called btx-9"),
    (line(1, scheme="btx-1"), "scheme: nobody applies under btx-1: it takes exam results alone"),
    (line(1, profession="dentist"), "profession: give one of physician, np, pa, rn"),
    (line(1, region="Texas"), "region: give a country"),
    (line(0, region="US-MD"), "person.ref: C-0 has an open application"),
    (line(0, name="Another Example-Name"), "person.name: write it as on record for C-0"),
    ("C-1,Dr Example", "the line has 2 cells, the header has 5"),
]


@pytest.mark.parametrize(("bad", "error"), BAD)
@pytest.mark.parametrize("what", ["check", "take"])
def test_one_bad_row_stops_the_file(road, run, what, bad, error):
    """It is told with its line and column, and nothing of the file is on record."""
    before = everything(road)
    outcome = run(what, "applications", applications(line(0), bad, line(2)))
    (told,) = outcome.bad
    assert (outcome.good, told.line, len(told.errors)) == (2, 3, 1)
    assert told.errors[0].startswith(error)
    assert everything(road) == before


def test_a_file_of_documents_is_taken(road, run):
    """Documents of several people at once; those that are there word for word are no news."""
    run("take", "applications", applications(line(0), line(1)))
    rows = [(person, members) for person in ("C-0", "C-1") for members in (case(1), *NAMELESS)]
    assert run("take", "documents", shown(*rows)).bad == []
    with road.board.store.reading() as unit:
        found = unit.entries.of(["C-0", "C-1"])
    assert {person: len(entries) for person, entries in found.items()} == {"C-0": 4, "C-1": 4}
    assert {entry.author for entry in found["C-0"]} == {REGISTRAR}
    before = everything(road)
    assert run("take", "documents", shown(*rows)).good == 8
    assert everything(road) == before


NAMELESS = [each for each in identity() if each["kind"] == "certificate"] + [identity()[0]]
STRANGE = [
    ({"areas": ["glabela"]}, "areas: glabela is not listed; known: "),
    ({"supervisor": "sup-9"}, "supervisor: sup-9 is not listed; known: sup-1"),
    ({"site": "site-9"}, "site: site-9 is not listed; known: site-1"),
    ({"scheme": "btx-9"}, "scheme: name a scheme in force: btx-9 is not"),
    ({"on": "2030-01-01"}, "on: give a day that has come"),
]


@pytest.mark.parametrize(("changes", "error"), STRANGE)
@pytest.mark.parametrize("what", ["check", "take"])
def test_what_nobody_knows_is_told_with_what_is_known(road, run, what, changes, error):
    """A name that the scheme or a register lacks stops the file, and the mend names those there."""
    run("take", "applications", applications(line(0)))
    before = everything(road)
    outcome = run(what, "documents", shown(("C-0", case(1)), ("C-0", {**case(2), **changes})))
    (told,) = outcome.bad
    assert told.line == 3
    assert told.errors[0].startswith(error)
    assert everything(road) == before


@pytest.mark.parametrize("what", ["check", "take"])
def test_an_unknown_person_and_a_conflict(road, run, what):
    """Nobody's document, and a second one of the same reference, are told row by row."""
    run("take", "applications", applications(line(0)))
    road.show("C-0", read(case(1), "btx"))
    rows = shown(
        ("C-9", case(1)),
        ("C-0", {**case(1), "patient": 77}),
        ("C-0", case(2)),
        ("C-0", {**case(2), "patient": 78}),
    )
    told = run(what, "documents", rows).bad
    assert [(bad.line, bad.errors) for bad in told] == [
        (2, ("person: nobody is on record as C-9",)),
        (3, ("ref: case performed-01 is in the dossier already, with other content",)),
        (5, ("ref: case performed-02 is in the dossier already, with other content",)),
    ]


def test_rows_of_other_batches_contradict_too(run):
    """What two rows far apart say of one reference is found by the dry run as by the import."""
    run("take", "applications", applications(line(0)))
    apart = [("C-0", {**case(1), "ref": f"c-{number}"}) for number in range(BATCH)]
    rows = [*apart, ("C-0", {**case(2), "ref": "c-0"})]
    for what in ("check", "take"):
        (bad,) = run(what, "documents", shown(*rows)).bad
        assert bad.line == BATCH + 2


def test_progress_is_told_batch_by_batch(run):
    """It is told how many rows were looked at, good or bad."""
    lines = [line(number) for number in range(BATCH)]
    told = []
    run("take", "applications", applications(*lines, "x", line(BATCH)), progress=told.append)
    assert told == [BATCH, 2]


def test_a_file_of_registers_may_refer_to_itself(road, run):
    """A course of a provider further up in the file is taken; one further down is not."""
    head = "kind,id,since,name,provider,title,scheme,modules"
    provider = "provider,new,2026-01-01,New Example Academy,,,,"
    course = "course,c-9,2026-01-01,,new,Nine,btx,M1"
    rows = "\n".join([head, course.replace("new", "newer"), provider, course])
    modules = road.candidates.dossiers.schemes.in_force("btx").scheme.modules
    rows = rows.replace("M1", modules[0].id)
    (bad,) = run("take", "registers", read_register(rows.encode())).bad
    assert bad == BadRow(2, ("provider: enter the provider newer first",))
    good = "\n".join(rows.splitlines()[:1] + rows.splitlines()[2:]).encode()
    before = len(road.board.events())
    assert run("check", "registers", read_register(good)).bad == []
    assert len(road.board.events()) == before
    assert run("take", "registers", read_register(good)).good == 2
    assert road.candidates.registers.find("course", "c-9").listed.provider == "new"


def test_so_many_bad_rows_are_enough(run):
    """A file with nothing but mistakes is not read to its end."""
    outcome = run("take", "applications", applications(*["x"] * (MAX_BAD + 1)))
    assert len(outcome.bad) == MAX_BAD


def test_a_failing_file_undoes_everything(road, run):
    """A file that cannot be read to its end leaves nothing on record."""
    before = everything(road)

    def rows():
        yield from applications(*(line(number) for number in range(BATCH)))
        raise StorageUnavailableError("the disk is gone")

    with pytest.raises(StorageUnavailableError):
        run("take", "applications", rows())
    assert everything(road) == before


def test_what_is_exported_is_no_news(road, run):
    """Applications and documents on record, written as CSV, are taken again without a change."""
    made = road.apply("C-1", profession="rn", region="GB-ENG")
    road.fill(made)
    road.clock.advance(int(timedelta(days=1).total_seconds()))
    before = everything(road)
    with road.board.store.reading() as unit:
        person = unit.people.find(["C-1"])["C-1"]
        entries = unit.entries.of(["C-1"])["C-1"]
    applied = [application_cells(person, "btx", "rn", "GB-ENG")]
    documents = [document_cells("C-1", entry.document) for entry in entries]
    for kind, columns, cells, reader in (
        ("applications", APPLICATIONS, applied, read_applications),
        ("documents", DOCUMENTS, documents, read_documents),
    ):
        data = "".join(write_roster(columns, cells)).encode()
        assert run("take", kind, reader(data)).bad == []
    assert everything(road) == before
