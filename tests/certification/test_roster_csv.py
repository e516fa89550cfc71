"""Rosters in CSV: what is read, what is told, and that what is written is read as the same."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.csv_cells import list_of, read_text, write_cell
from issuer.certification.csv_rows import Row
from issuer.certification.dossier.applicant import read_applicant
from issuer.certification.dossier.documents import (
    DOCUMENT_KINDS,
    LISTED_KINDS,
    canonical,
    read_document,
    read_listed,
)
from issuer.certification.dossier.roster_csv import (
    APPLICATIONS,
    DOCUMENTS,
    LISTED,
    application_cells,
    document_cells,
    listed_cells,
    read_applications,
    read_documents,
    read_register,
    write_roster,
)
from issuer.certification.lines import read_line, read_name
from tests.certification.rules.good_documents import documents, scored
from tests.certification.rules.making import LISTED as REGISTERS
from tests.certification.rules.making import read
from verifier.spreadsheet import guarded, unguarded

APPLICATION = (
    "person.ref,person.name,person.native_name,person.native_language,person.mail,"
    "scheme,profession,region"
)
CASE = "person,kind,ref,scheme,role,on,supervisor,site,patient,areas,units"
SITTING = {
    "kind": "sitting", "id": "s-1", "since": "2026-10-20", "scheme": "btx", "site": "Hall 1",
    "candidates": ["C-1", "C|2"], "stations": {"P1": ["ex-1", "ex-2"]}, "leads": ["ex-3"],
}  # fmt: skip
EXAMINER = {
    "kind": "examiner", "id": "ex-9", "since": "2026-01-01", "name": "Dr Example-Nine",
    "qualification": "=Physician", "standardised": "2026-03-01", "schemes": ["btx", "btx-r"],
    "conflicts": [
        {"person": "C-1", "nature": "family", "declared": "2026-01-02"},
        {"person": "C|3", "nature": "taught", "declared": "2026-01-03"},
    ],
}  # fmt: skip


def is_readable(read_one, text):
    try:
        return read_one(text) == text
    except ValueError:
        return False


NAMES = st.text(min_size=1, max_size=20).filter(lambda text: is_readable(read_name, text))
LINES = st.one_of(
    st.sampled_from(["=1+1", "'=1", "''-2", "@x", "+49 1", "a|b", "a\\", "|", "\\|", '"', "a,b;c"]),
    st.text(min_size=1, max_size=20).filter(
        lambda text: is_readable(lambda x: read_line(x, 200), text)
    ),
)
REFERENCES = st.from_regex(r"\A[0-9A-Za-z][!-~]{0,20}\Z")


def written(columns, *rows):
    return "".join(write_roster(columns, rows)).encode()


def test_an_application():
    """A line is what the JSON is; empty cells are absent."""
    (row,) = read_applications(f"{APPLICATION}\nC-1,Dr Amélie Example,,,,btx,np,US-TX\n".encode())
    person = {"ref": "C-1", "name": "Dr Amélie Example"}
    assert row.result == read_applicant(
        {"person": person, "scheme": "btx", "profession": "np", "region": "US-TX"}
    )
    assert (row.line, row.errors) == (2, ())


def test_a_document():
    """A line is whose document it is and what the JSON is, several areas and a number among it."""
    line = "C-1,case,c-1,btx,performed,2026-09-01,sup-1,site-1,3,glabella | forehead,12"
    (row,) = read_documents(f"{CASE}\n{line}\n".encode())
    members = {
        "kind": "case", "ref": "c-1", "scheme": "btx", "role": "performed", "on": "2026-09-01",
        "supervisor": "sup-1", "site": "site-1", "patient": 3, "areas": ["glabella", "forehead"],
        "units": 12,
    }  # fmt: skip
    assert row.result == ("C-1", read_document(members))


@pytest.mark.parametrize(
    ("line", "errors"),
    [
        (",case,c1,btx,performed,2026-09-01,s,x,1,glabella,", ["person: add it"]),
        (
            ",case,c1,btx,performed,2026-09-01,s,x,0,glabella,",
            ["person: add it", "patient: give 1 or more"],
        ),
        ("=1,case,c1,btx,performed,2026-09-01,s,x,1,glabella,", ["person: give 1 to 100 visible"]),
        ("C-1,,c,btx,performed,2026-09-01,s,x,1,glabella,", ["kind: give one of identity"]),
        ("C-1,cases,c,btx,performed,2026-09-01,s,x,1,glabella,", ["kind: give one of identity"]),
        ("C-1,case,c1,btx,performed,1.9.2026,s,x,1,glabella,", ["on: give a day such as"]),
        ("C-1,case,c1,btx,performed,2026-09-01,s,x,0,glabella,", ["patient: give 1 or more"]),
        ("C-1,case,c1,btx,performed,2026-09-01,s,x,1,,1.5", ["areas: add it", "units: give a "]),
        ("C-1,case,c1,btx,performed,2026-09-01,s,x,1,a||b,", ["areas[1]: give an id"]),
        (
            "C-1,identity,c,,,2026-09-01,,,,glabella,",
            ["document: add it", "checked_by: add it", "areas: "],
        ),
        ("C-1,case", ["the line has 2 cells, the header has 11"]),
    ],
)  # fmt: skip
def test_a_bad_document_is_told_and_spoils_no_other(line, errors):
    """Every mistake of a row is told with its column, and the rows around it are read."""
    good = "C-1,case,c-1,btx,performed,2026-09-01,sup-1,site-1,3,glabella,12"
    before, bad, after = read_documents(f"{CASE}\n{good}\n{line}\n{good}\n".encode())
    assert bad.line == 3
    assert bad.result is None
    told = sorted(bad.errors)
    assert len(told) == len(errors)
    assert all(found.startswith(wanted) for found, wanted in zip(told, sorted(errors), strict=True))
    assert before.result == after.result


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("C-1 family", "conflicts[0].declared: add it"),
        ("C-1 family 2026-01-02|C-2 cousin 2026-01-02", "conflicts[1].nature: give 'family', "),
        ("C-1 family 2026-01-02 twice", "conflicts[0]: give an object"),
    ],
)
def test_a_conflict_is_three_words(cell, error):
    """Whose, of what nature, and since when: no word less, and none more is dropped."""
    head = "kind,id,since,name,qualification,standardised,schemes,conflicts"
    line = f"examiner,e,2026-01-01,Dr Example,Physician,2026-01-01,btx,{cell}"
    (row,) = read_register(f"{head}\n{line}\n".encode())
    assert row.errors[0].startswith(error)


@pytest.mark.parametrize(
    ("reader", "header", "error"),
    [
        (read_applications, APPLICATION.replace("region", "regions"), "unknown column 'regions'"),
        (read_applications, APPLICATION.replace(",region", ""), "column region is missing"),
        (read_documents, "person,kind", "column ref is missing"),
        (read_documents, "person,kind,ref,check", "unknown column 'check'"),
        (read_documents, "person,kind,ref,check.", "unknown column 'check.'"),
        (read_documents, "person,kind,ref,domains.", "unknown column 'domains.'"),
        (read_documents, "person,kind,ref,ref", "column 'ref' stands there twice"),
        (read_register, "a,b", "no header: begin with the names of the columns, such as id, since"),
    ],
)
def test_a_bad_header_stops_the_file(reader, header, error):
    """Without a good header nothing is read, and one row says why."""
    (row,) = reader(f"{header}\n".encode())
    assert row.result is None
    assert row.errors[0].startswith(error)


def test_what_every_kind_needs_is_required():
    """Each file needs the columns that every one of its rows needs, and no others."""
    assert APPLICATIONS.required == (
        "person.ref", "person.name", "scheme", "profession", "region"
    )  # fmt: skip
    assert set(DOCUMENTS.required) == {"person", "kind", "ref"}
    assert set(LISTED.required) == {"kind", "id", "since"}


def test_every_kind_is_written_and_read_again():
    """A whole dossier of every kind of document, and the registers, survive a spreadsheet."""
    shown = [read(each) for each in (*documents(), *documents("rn", "US-TX"), *scored())]
    shown += [read(each) for each in OTHERS]
    assert {document.kind for document in shown} == set(DOCUMENT_KINDS)
    data = written(DOCUMENTS, *(document_cells("C-1", each) for each in shown))
    assert [row.result for row in read_documents(data)] == [("C-1", each) for each in shown]
    course = {"scheme": "btx", "modules": ["M1", "M2"]}
    listed = [
        read_listed({"since": "2020-01-01", **(course if each["kind"] == "course" else {}), **each})
        for each in (*REGISTERS, SITTING, EXAMINER)
    ]
    assert {each.kind for each in listed} == set(LISTED_KINDS)
    data = written(LISTED, *map(listed_cells, listed))
    assert [row.result for row in read_register(data)] == listed


OTHERS = [
    {
        "kind": "specialty", "ref": "s", "specialty": "dermatology",
        "qualification": "-FRCP", "on": "2020-01-01",
    },
    {"kind": "remediation", "ref": "r", "supervisor": "sup-1", "on": "2026-10-01"},
    {"kind": "waiver", "ref": "w", "requirement": "experience", "reason": "@home"},
    {"kind": "waiver-approval", "ref": "a", "waiver": "w"},
    {
        "kind": "declaration", "ref": "d", "declaration": "conduct",
        "on": "2026-01-01", "holds": False,
    },
    {
        "kind": "written", "ref": "w-2", "ended": "2026-10-05T11:00:00Z",
        "percent": 72.5, "sections": {"S1": 0.07},
    },
    {
        "kind": "practical", "ref": "p-2", "ended": "2026-10-05T11:00:00Z", "percent": 100,
        "stations_passed": 8, "critical_fails": ["P1/a", "P2/b"],
        "examiners": ["A|B", "C\\", "'=D"],
    },
]  # fmt: skip


def test_only_columns_that_are_used_are_written():
    """What no row says has no column; what is required has one all the same."""
    header, *_ = written(DOCUMENTS, document_cells("C-1", read(OTHERS[3]))).decode().splitlines()
    assert header == "person,kind,ref,scheme,waiver"
    assert written(APPLICATIONS).decode().strip() == ",".join(APPLICATIONS.required)


@pytest.mark.parametrize("first", [*"=+-@\uff1d\uff0b\uff0d\uff20", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(first):
    """A cell that a spreadsheet would run begins with an apostrophe, which is taken off again."""
    cell = f"{first}cmd|'/c calc'!A0"
    assert guarded(cell) == f"'{cell}"
    assert guarded(f"'{cell}") == f"''{cell}"
    assert guarded("a=1") == "a=1"
    assert guarded("'quoted'") == "'quoted'"


def test_no_written_cell_is_a_formula():
    """Of a file whose every text begins with a sign, no cell does."""
    waiver = {**OTHERS[2], "reason": "=HYPERLINK(1)"}
    data = written(DOCUMENTS, document_cells("C-1", read(waiver)))
    cells = [cell for row in csv.reader(io.StringIO(data.decode())) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@given(st.text())
def test_the_guard_is_taken_off_again(cell):
    """Whatever a cell says, guarding and unguarding leaves it as it was."""
    assert unguarded(guarded(cell)) == cell


@given(st.lists(st.text().map(str.strip).filter(bool), min_size=1))
def test_a_list_is_read_as_it_was_written(items):
    """Values that hold a bar or a backslash are parted where they were joined."""
    assert list_of(read_text)(write_cell(items)) == items


@given(REFERENCES, NAMES, st.none() | NAMES)
def test_an_application_is_read_as_it_was_written(ref, name, native):
    """Any name in any script survives."""
    person = {"ref": ref, "name": name}
    if native is not None:
        person |= {"native_name": native, "native_language": "ar"}
    applicant = read_applicant(
        {"person": person, "scheme": "btx", "profession": "np", "region": "US-TX"}
    )
    cells = application_cells(applicant.person.to_person(), "btx", "np", "US-TX")
    (row,) = read_applications(written(APPLICATIONS, cells))
    assert row == Row(2, applicant, ())


@given(REFERENCES, REFERENCES, LINES, LINES, st.integers(1, 1_000_000))
def test_a_document_is_read_as_it_was_written(person, ref, provider, topic, hundredths):
    """Any line of text and any number of hours survive, to the hundredth."""
    document = read_document(
        {
            "kind": "education", "ref": ref, "topic": "t", "provider": provider,
            "hours": hundredths / 100, "on": "2026-01-01",
        }
    )  # fmt: skip
    waiver = read_document(
        {"kind": "waiver", "ref": ref, "scheme": "btx", "requirement": "r", "reason": topic}
    )
    cells = [document_cells(person, document), document_cells(person, waiver)]
    first, second = read_documents(written(DOCUMENTS, *cells))
    assert (first.result, second.result) == ((person, document), (person, waiver))
    assert canonical(first.result[1]) == canonical(document)


READERS = [
    (read_applications, APPLICATION),
    (read_documents, CASE + ",check.on,domains.a,holds,hours"),
    (read_register, "id,since,kind,name,conflicts,stations.P1,modules"),
]


@pytest.mark.parametrize(("reader", "header"), READERS)
@given(data=st.binary() | st.text("\",;|\\\t\n\r'=-a1").map(str.encode))
def test_total_on_anything(reader, header, data):
    """Any bytes, with a good header or none, give rows: each a result or errors, never both."""
    for source in (data, header.encode() + b"\n" + data):
        for row in reader(source):
            assert (row.result is None) == bool(row.errors)


CELLS = [
    "",
    "case",
    "examiner",
    "C-1",
    "2026-01-01",
    "1",
    "1,5",
    "x y z",
    "a|b",
    "'=1",
    '"',
    "true",
]


@pytest.mark.parametrize(("reader", "header"), READERS)
@given(data=st.data())
def test_total_near_a_row(reader, header, data):
    """As many cells as the header has, each in a wrong place: told, never a crash."""
    count = header.count(",") + 1
    cells = data.draw(st.lists(st.sampled_from(CELLS), min_size=count, max_size=count))
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    for row in reader(f"{header}\n{text.getvalue()}".encode()):
        assert (row.result is None) == bool(row.errors)
