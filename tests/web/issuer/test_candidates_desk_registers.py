"""The registers and the schemes at the desk, and files that are handed in there."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.web.issuer.conftest import OFFICER, Desk, Site
from tests.web.issuer.whole_road import HOME, NAME, WholeRoad

REGISTERS = "/admin/registers"
UPLOAD = f"{HOME}/upload"
KINDS = ("provider", "course", "supervisor", "examiner", "sitting")
STATIONS = [f"P{number}" for number in range(1, 9)]
HEADER = "person.ref,person.name,scheme,profession,region\n"
GOOD = HEADER + "C-1,Example One,btx,physician,FR\nC-2,Example Two,btx,rn,US-TX\n"


@pytest.fixture
def road(site: Site) -> WholeRoad:
    """Return the example scheme in force, with its registers."""
    return WholeRoad(site)


def test_every_register_is_listed(road: WholeRoad, desk: Desk) -> None:
    """Each with its entries; an empty one says so."""
    assert "Example Academy" in desk.get(REGISTERS, follow_redirects=True).text
    for kind, said in zip(
        KINDS, ("academy", "Foundation", "Site 1", "Standardised", "None is listed"), strict=True
    ):
        assert said in desk.get(f"{REGISTERS}/{kind}").text
    assert desk.get(f"{REGISTERS}/person").status_code == 404
    assert road.services.registers.all("sitting") == []


def test_an_entry_is_added_and_revised_with_its_history(
    site: Site, road: WholeRoad, desk: Desk
) -> None:
    """The number is suggested; the page tells both revisions, and who recorded them."""
    path = f"{REGISTERS}/supervisor/new"
    assert 'value="S-1"' in desk.get(path).text
    fields = {"id": "S-1", "name": "Dr Example-New", "since": "2026-01-01"}
    response = desk.post(path, **fields, sites="Clinic North\r\nÉcole 2", until="", officer="")
    assert response.headers["Location"] == f"{REGISTERS}/supervisor/S-1"
    found = road.services.registers.find("supervisor", "S-1").listed
    assert getattr(found, "sites", ()) == ("clinic-north", "ecole-2")
    page = desk.get(f"{REGISTERS}/supervisor/S-1").text
    assert "Clinic north" in page
    revise = f"{REGISTERS}/supervisor/S-1/revise"
    asked = desk.get(revise).text
    assert "Clinic north\nEcole 2</textarea>" in asked
    fields = {"name": "Dr Example-New", "since": "2026-01-01", "until": "2026-06-30"}
    assert desk.post(revise, **fields, sites="Clinic North").status_code == 303
    page = desk.get(f"{REGISTERS}/supervisor/S-1").text
    assert "Ended" in page
    assert re.findall(r"Revision (\d)", page) == ["2", "1"]
    assert OFFICER in page
    assert 'value="S-2"' in desk.get(path).text
    assert site.rows()["person"] == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "sup-1"}, "This number is taken: give another."),
        ({"id": "S 1"}, "Give an id"),
        ({"name": ""}, "Fill this in."),
        ({"sites": " \r\n "}, "Fill this in."),
        ({"sites": "\N{CJK UNIFIED IDEOGRAPH-6771}"}, "Give an id"),
        ({"until": "2025-01-01"}, "Give a last day that is not before the first."),
    ],
)
def test_what_an_entry_does_not_take_is_said(
    site: Site, road: WholeRoad, desk: Desk, fields: dict[str, str], said: str
) -> None:
    """422, and nothing is recorded."""
    valid = {"id": "S-1", "name": "Dr Example-New", "since": "2026-01-01", "sites": "Clinic"}
    before = road.services.registers.all("supervisor")
    response = desk.post(f"{REGISTERS}/supervisor/new", **{**valid, **fields})
    assert (response.status_code, said in response.text) == (422, True), response.text
    assert road.services.registers.all("supervisor") == before
    assert site.rows()["person"] == 0


def test_a_course_is_of_one_scheme(road: WholeRoad, desk: Desk) -> None:
    """Its modules are chosen from the scheme's, its provider from the register."""
    path = f"{REGISTERS}/course/new"
    asked = desk.get(path).text
    assert "M1 Facial anatomy" in asked
    assert "Example Academy</option>" in asked
    fields = {"id": "C-1", "title": "Refresher", "provider": "academy", "since": "2026-01-01"}
    response = desk.post(path, **fields, modules=["M1", "M3"])  # type: ignore[arg-type]
    assert response.status_code == 303, response.text
    found = road.services.registers.find("course", "C-1").listed
    assert (getattr(found, "modules", ()), getattr(found, "scheme", "")) == (("M1", "M3"), "btx")
    page = desk.get(f"{REGISTERS}/course/C-1").text
    assert "M3 Consultation, consent" in page


def test_conflicts_are_declared_and_dropped(site: Site, road: WholeRoad, desk: Desk) -> None:
    """One more at a time; what is unticked is dropped with the next revision."""
    road.apply()
    path = f"{REGISTERS}/examiner/ex-1/revise"
    asked = desk.get(path).text
    assert f'<option value="C-1">{NAME}</option>' in asked
    fields = {
        "name": "Dr A. Example-Examiner",
        "qualification": "Physician",
        "standardised": "2026-03-01",
        "schemes": "btx",
        "since": "2020-01-01",
    }
    conflict = {"conflict.person": NAME.lower(), "conflict.nature": "family"}
    missing = desk.post(path, **fields, **conflict)
    assert (missing.status_code, "Fill this in." in missing.text) == (422, True)
    assert (
        desk.post(path, **fields, **conflict, **{"conflict.declared": "2026-11-01"}).status_code
        == 303
    )
    page = desk.get(f"{REGISTERS}/examiner/ex-1").text
    assert "C-1: family, declared on 1 November 2026" in page
    assert re.search(r'checked [^>]*id="declared-0"', desk.get(path).text)
    assert desk.post(path, **fields, declared="family|2026-11-01|C-1").status_code == 303
    assert "C-1: family" in desk.get(f"{REGISTERS}/examiner/ex-1").text
    assert desk.post(path, **fields).status_code == 303
    history = desk.get(f"{REGISTERS}/examiner/ex-1").text
    assert "C-1: family" not in history.partition("History")[0]
    assert "C-1: family" in history.partition("History")[2]
    assert site.rows()["person"] == 1


def test_a_sitting_has_two_examiners_a_station(road: WholeRoad, desk: Desk) -> None:
    """Candidates with open applications, pairs that differ, and leads."""
    road.apply()
    path = f"{REGISTERS}/sitting/new"
    assert f"{NAME} (C-1)" in desk.get(path).text
    pairs = {f"stations.{each}.0": "ex-1" for each in STATIONS}
    pairs |= {f"stations.{each}.1": "ex-2" for each in STATIONS}
    fields = {"id": "T-1", "site": "Hall 1", "since": "2026-11-21", "candidates": "C-1"}
    missing = desk.post(path, **{**fields, **pairs, "stations.P3.1": ""})
    assert (missing.status_code, 'href="#stations.P3.1"' in missing.text) == (422, True)
    same = desk.post(path, **{**fields, **pairs, "stations.P3.1": "ex-1"})
    assert (same.status_code, "Assign two different examiners." in same.text) == (422, True)
    assert desk.post(path, **fields, **pairs, leads="ex-3").status_code == 303
    page = desk.get(f"{REGISTERS}/sitting/T-1").text
    assert "P1 Consultation and history" in page
    assert "Dr A. Example-Examiner, Dr B. Example-Examiner" in page
    revised = desk.get(f"{REGISTERS}/sitting/T-1/revise").text
    assert revised.count('selected value="ex-1"') == len(STATIONS)
    assert re.search(r'checked [^>]*id="candidates-0"', revised)


@pytest.mark.parametrize("name", ["x-9", "%00", "x" * 300])
def test_an_entry_that_is_not_there(road: WholeRoad, desk: Desk, name: str) -> None:
    """404."""
    assert road.services.registers.all("provider")
    for path in ("", "/revise"):
        assert desk.get(f"{REGISTERS}/provider/{name}{path}").status_code == 404


def test_a_scheme_is_shown_with_its_sources(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Figures, whom they are asked of, the source; on the last day no warning, then one."""
    page = desk.get("/admin/schemes").text
    assert "exam results alone" in page
    assert "All checked" in page
    page = desk.get("/admin/schemes/btx").text
    for said in ("10 performed cases", "cut score 72 %", "Texas", "Checked 1 November 2026", "US"):
        assert said.lower() in page.lower(), said
    assert "overdue" not in page
    site.clock.advance(timedelta(days=346))  # to 1 November 2027, the last day
    assert "overdue" not in Desk(site).sign_in().get("/admin/schemes/btx").text
    site.clock.advance(timedelta(days=1))
    late = Desk(site).sign_in().get("/admin/schemes/btx").text
    assert "18 sources are overdue for a check." in late
    assert late.count("Last checked 1 November 2026: overdue") == 18
    assert "18 overdue" in Desk(site).sign_in().get("/admin/schemes").text
    assert desk.get("/admin/schemes/nothing").status_code in {303, 422}
    assert road.services.registers.all("provider")


def _hand_in(desk: Desk, data: bytes, kind: str = "applications") -> TestResponse:
    fields = {"csrf_token": desk.token(UPLOAD), "kind": kind, "file": (io.BytesIO(data), "r.csv")}
    return desk.browser.post(UPLOAD, data=fields)


def _confirm(desk: Desk, page: str, kind: str = "applications") -> TestResponse:
    packed = re.search(r'name="packed" value="([^"]+)"', page)
    assert packed is not None
    fields = {"csrf_token": desk.token(UPLOAD), "kind": kind, "packed": packed[1]}
    return desk.browser.post(UPLOAD, data=fields, content_type="multipart/form-data")


@pytest.mark.usefixtures("road")
def test_a_file_is_checked_then_recorded(site: Site, desk: Desk) -> None:
    """The dry run records nothing; the same bytes, confirmed, record every row."""
    rows = site.rows()
    checked = _hand_in(desk, GOOD.encode())
    assert (checked.status_code, "every row is good" in checked.text) == (200, True)
    assert site.rows() == rows
    assert _confirm(desk, checked.text).status_code == 303
    page = desk.get(HOME).text
    assert "2 rows are recorded." in page
    assert "Example Two" in page
    assert "2 applications" in page


@pytest.mark.usefixtures("road")
def test_a_bad_row_records_nothing(site: Site, desk: Desk) -> None:
    """Each with its line and what to mend, and no button to confirm."""
    rows = site.rows()
    bad = GOOD + "C-3,=cmd,btx,physician,FR\nC-4,Example Four,btx,nobody,FR\n"
    answer = _hand_in(desk, bad.encode())
    assert answer.status_code == 422
    assert "2 rows of 4 must be mended first" in answer.text
    for said in ("begin the name with a letter", '<th role="rowheader" scope="row">5</th>'):
        assert said in answer.text
    assert 'name="packed"' not in answer.text
    assert site.rows() == rows


def test_documents_and_registers_come_in_files_too(site: Site, road: WholeRoad, desk: Desk) -> None:
    """A file of each kind, from the check to the record."""
    application = road.apply()
    documents = (
        "person,kind,ref,on,document,checked_by\nC-1,identity,1,2026-11-01,passport,Example\n"
    )
    checked = _hand_in(desk, documents.encode(), "documents")
    assert _confirm(desk, checked.text, "documents").status_code == 303
    assert "Passport" in desk.get(f"{HOME}/{application}").text
    entries = "kind,id,name,since\nprovider,P-7,Example School,2026-01-01\n"
    checked = _hand_in(desk, entries.encode(), "registers")
    assert _confirm(desk, checked.text, "registers").status_code == 303
    assert "Example School" in desk.get(f"{REGISTERS}/provider").text
    assert site.rows()["person"] == 1


@pytest.mark.usefixtures("road")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "people", "packed": "eJwDAAAAAAE="}, "Say what the file holds."),
        ({"kind": "applications"}, "Choose a CSV file."),
        ({"kind": "applications", "packed": "x"}, "not passed on whole"),
        ({"kind": "applications", "packed": "AAAA"}, "not passed on whole"),
        ({"kind": "applications", "packed": "eJwDAAAAAAE="}, "Choose a CSV file."),
    ],
)
def test_what_is_no_upload_is_said(
    site: Site, desk: Desk, fields: dict[str, str], said: str
) -> None:
    """422 and a sentence."""
    token, rows = desk.token(UPLOAD), site.rows()
    data = {"csrf_token": token, **fields}
    answer = desk.browser.post(UPLOAD, data=data, content_type="multipart/form-data")
    assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert site.rows() == rows


@pytest.mark.usefixtures("road")
def test_a_file_has_a_size(site: Site, desk: Desk) -> None:
    """Too many rows are said, and named the way to go; too many bytes are not read."""
    rows = site.rows()
    many = HEADER + "\n" * 3001
    answer = _hand_in(desk, many.encode())
    assert (answer.status_code, "probatum import" in answer.text) == (422, True)
    kind = "multipart/form-data; boundary=b"
    large = desk.browser.post(UPLOAD, data=b"x" * 3_000_000, content_type=kind)
    assert (large.status_code, "This was not done" in large.text) == (413, True)
    assert site.rows() == rows
