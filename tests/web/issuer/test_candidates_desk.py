"""The desk's pages of candidates: listed, applied for, filled, struck, withdrawn."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.issuer.conftest import OFFICER, Desk, Site
from tests.web.issuer.whole_road import HOME, NAME, WholeRoad

NEW = f"{HOME}/new"
APPLICANT = {
    "person.ref": "C-9",
    "person.name": "Ines Example-Park",
    "person.native_name": "박 예시",
    "person.native_language": "Korean",
    "person.mail": "ines@example.org",
    "profession": "rn",
    "region": "texas",
}
LICENCE = {
    "profession": "physician",
    "regulator": "Example Medical Board",
    "region": "FR",
    "number": "EX-77",
    "status": "active",
    "expires": "2028-06-30",
    "check.on": "2026-11-19",
    "check.by": OFFICER,
    "check.how": "register-page",
}
CASE = {
    "supervisor+site": "sup-1|site-1",
    "on": "2026-09-10",
    "role": "performed",
    "patient": "1",
    "areas": ["glabella", "forehead"],
    "product": "onabotulinumtoxina",
}


@pytest.fixture
def road(site: Site) -> WholeRoad:
    """Return the example scheme in force, with its registers."""
    return WholeRoad(site)


def _said(text: str) -> str:
    """Return a page's text without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_an_empty_list_says_so(site: Site, desk: Desk) -> None:
    """Nobody applied, nobody found, and nothing on this page are told apart."""
    road = WholeRoad(site)
    assert "Nobody has applied yet" in desk.get(HOME).text
    road.apply()
    assert "No application matches" in desk.get(f"{HOME}?search=zzz").text
    assert "No application matches" in desk.get(f"{HOME}?state=denied").text
    assert "There is nothing on page 9" in desk.get(f"{HOME}?page=9").text


def test_pages_are_turned_with_search_and_state_kept(road: WholeRoad, desk: Desk) -> None:
    """Fifty a page; the links keep what was asked for."""
    for place in range(51):
        road.apply(f"C-{place}", f"Example Candidate {chr(65 + place % 26)}")
    first = desk.get(f"{HOME}?search=Candidate&state=open").text
    assert "51 applications, page 1 of 2" in first
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = desk.get(following.replace("&amp;", "&")).text
    assert "page 2 of 2" in second
    assert 'value="Candidate"' in second
    assert 'value="open" selected' in second


@pytest.mark.parametrize(
    "query",
    [{"page": "0"}, {"page": "x"}, {"state": "ripe"}, {"scheme": "btx-1"}, {"search": "a\u202eb"}],
)
@pytest.mark.usefixtures("road")
def test_what_cannot_be_searched_for_is_said(desk: Desk, query: dict[str, str]) -> None:
    """422 and a sentence, on the page itself; a scheme that nobody applies under is none."""
    answer = desk.get(HOME, query_string=query)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


def test_an_application_is_recorded_from_the_form(site: Site, road: WholeRoad, desk: Desk) -> None:
    """A language and a region may be written as words; the page says everything of the person."""
    response = desk.post(NEW, **APPLICANT)
    assert response.status_code == 303, _said(response.text)
    page = desk.get(response.headers["Location"]).text
    for said in ("Ines Example-Park", "박 예시", 'lang="ko"', "Registered nurse, Texas", "C-9"):
        assert said in page
    application = response.headers["Location"].rpartition("/")[2]
    case = road.services.dossiers.open(application, at=site.clock())
    assert (case.record.application.region, case.person.native_language) == ("US-TX", "ko")
    assert "Texas: written delegation" in page


@pytest.mark.parametrize(
    ("fields", "member", "said"),
    [
        ({"person.name": ""}, "person.name", "Fill this in."),
        ({"person.name": "=cmd"}, "person.name", "Begin the name with a letter."),
        ({"person.ref": "-1"}, "person.ref", "1 to 100 visible ASCII characters"),
        ({"person.mail": "nobody"}, "person.mail", "Give a mail address"),
        ({"region": "Nowhere at all"}, "region", "Give a country or its part"),
        ({"profession": ""}, "profession", "Fill this in."),
        ({"profession": "nobody"}, "profession", "Not a valid choice."),
        ({"person.name": "Example \N{EGYPTIAN HIEROGLYPH A001}"}, "person.name", "U+13000"),
    ],
)
@pytest.mark.usefixtures("road")
def test_what_to_mend_is_said_at_its_field_and_on_top(
    site: Site, desk: Desk, fields: dict[str, str], member: str, said: str
) -> None:
    """422 with a summary whose link leads to the field; nothing is recorded, nothing is lost."""
    token, rows = desk.token(NEW), site.rows()
    response = desk.browser.post(NEW, data={**APPLICANT, "csrf_token": token, **fields})
    assert (response.status_code, said in response.text) == (422, True), _said(response.text)
    assert f'<a href="#{member}">' in response.text
    assert re.search(rf'aria-describedby="[^"]*{re.escape(member)}-fault', response.text)
    assert "박 예시" in response.text
    assert site.rows() == rows


@pytest.mark.usefixtures("road")
def test_a_name_and_its_language_come_together(desk: Desk) -> None:
    """A name in another script without its language is refused, at the language."""
    response = desk.post(NEW, **{**APPLICANT, "person.native_language": ""})
    assert (response.status_code, "Name the language" in response.text) == (422, True)


@pytest.mark.usefixtures("road")
def test_another_application_of_the_person_is_refused(desk: Desk) -> None:
    """409 while one for the scheme is open; the same one again is that one."""
    first = desk.post(NEW, **APPLICANT).headers["Location"]
    assert desk.post(NEW, **APPLICANT).headers["Location"] == first
    second = desk.post(NEW, **{**APPLICANT, "region": "US-MD"})
    assert (second.status_code, "open application already" in second.text) == (409, True)


def test_a_scheme_that_keeps_no_dossiers_takes_no_application(desk: Desk) -> None:
    """Without any that does, the page says so."""
    assert "No scheme in force takes applications" in desk.get(NEW).text
    token = desk.token(HOME)
    answer = desk.browser.post(f"{NEW}?scheme=btx-1", data={"csrf_token": token})
    assert answer.status_code == 422


def test_a_document_is_recorded_from_its_form(road: WholeRoad, desk: Desk) -> None:
    """The finding changes, and the dossier says who recorded it; the number is ours to give."""
    application = road.apply()
    before = _said(desk.get(f"{HOME}/{application}").text)
    assert "no licence as physician" in before
    path = f"{HOME}/{application}/add/licence"
    response = desk.post(path, ref="1", **LICENCE)
    assert response.status_code == 303, _said(response.text)
    page = _said(desk.get(f"{HOME}/{application}").text)
    assert "no licence as physician" not in page
    for said in ("Licence recorded.", "Example Medical Board", f"Recorded by {OFFICER}", "EX-77"):
        assert said in page
    assert 'name="ref" type="hidden" value="2"' in desk.get(path).text


def test_the_same_press_twice_records_once(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Word for word it is no news; another document of the same number is given the next one."""
    path = f"{HOME}/{road.apply()}/add/licence"
    token = desk.token(path)
    data = {"csrf_token": token, "ref": "1", **LICENCE}
    assert desk.browser.post(path, data=data).status_code == 303
    rows = site.rows()
    assert desk.browser.post(path, data=data).status_code == 303
    assert site.rows() == rows
    other = desk.browser.post(path, data={**data, "number": "EX-78"})
    assert (other.status_code, "Somebody else added one meanwhile" in other.text) == (409, True)
    assert 'name="ref" type="hidden" value="2"' in other.text
    assert site.rows() == rows


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("licence", {"check.on": "2026-02-30"}, "Give a day that exists."),
        ("licence", {"check.on": ""}, "Fill this in."),
        ("licence", {"status": "fine"}, "Not a valid choice."),
        ("case", {"areas": []}, "Choose at least one."),
        ("case", {"patient": "Jane"}, "Give a whole number."),
        ("case", {"patient": "0"}, "Give 1 or more."),
        ("case", {"supervisor+site": "sup-1|elsewhere"}, "Not a valid choice."),
        ("case", {"on": "2031-01-01"}, "Give a day that has come."),
    ],
)
def test_what_a_document_does_not_take_is_said(
    site: Site, road: WholeRoad, desk: Desk, kind: str, fields: dict[str, Any], said: str
) -> None:
    """422 and what to mend; nothing is recorded."""
    path = f"{HOME}/{road.apply()}/add/{kind}"
    token, rows = desk.token(path), site.rows()
    valid: dict[str, Any] = {**(LICENCE if kind == "licence" else CASE), "ref": "1"}
    response = desk.browser.post(path, data={"csrf_token": token, **valid, **fields})
    assert (response.status_code, said in response.text) == (422, True), _said(response.text)
    assert site.rows() == rows


def test_cases_are_entered_in_a_row(site: Site, road: WholeRoad, desk: Desk) -> None:
    """The form stays open, with supervisor, site, day, role and product kept, and counts."""
    application = road.apply()
    path = f"{HOME}/{application}/add/case"
    for number in range(1, 4):
        asked = desk.get(path).text
        ref = re.search(r'name="ref" type="hidden" value="(\d+)"', asked)
        assert ref is not None
        patient = re.search(r'name="patient"[^>]*value="(\d+)"', asked)
        assert patient is not None
        fields = {**CASE, "patient": patient[1], "ref": ref[1], "then": "another"}
        response = desk.post(path, page=path.partition("?")[0], **fields)
        path = response.headers["Location"]
        assert (ref[1], patient[1]) == (str(number), str(number))
    asked = desk.get(path).text
    assert "In the dossier so far: 3." in asked
    for kept in (
        'selected value="sup-1|site-1"',
        'value="2026-09-10"',
        'selected value="performed"',
        'selected value="onabotulinumtoxina"',
    ):
        assert kept in asked
    assert 'checked name="areas"' not in asked
    case = road.services.dossiers.open(application, at=site.clock())
    assert "3 of 10 performed cases" in next(
        each.sentence for each in case.assessment.findings if each.requirement == "cases"
    )


def test_every_kind_has_a_form_and_none_asks_for_an_id(road: WholeRoad, desk: Desk) -> None:
    """What the scheme or a register names is chosen from a list; what is not asked has no form."""
    application = road.ready()
    page = desk.get(f"{HOME}/{application}").text
    kinds = set(re.findall(rf"{application}/add/([a-z-]+)\"", page))
    assert len(kinds) == 15
    for kind in kinds:
        form = desk.get(f"{HOME}/{application}/add/{kind}")
        assert form.status_code == 200, kind
        for member in ("course", "module", "supervisor", "case", "requirement", "certificate"):
            assert f'<input id="{member}"' not in form.text.replace("\n", " ").replace(
                'class="form-control" ', ""
            )
    for none in ("station", "waiver-approval", "nothing", "%00"):
        assert desk.get(f"{HOME}/{application}/add/{none}").status_code == 404


def test_a_document_is_added_again_from_another(road: WholeRoad, desk: Desk) -> None:
    """The form begins with what the other says, under a new number: a licence asked again."""
    application = road.ready()
    page = desk.get(f"{HOME}/{application}").text
    like = re.search(r'href="([^"]+/add/licence\?like=\d+)"', page)
    assert like is not None
    form = desk.get(like[1]).text
    for kept in ('value="Example Medical Board"', 'value="EX-1"', 'value="2028-06-30"'):
        assert kept in form


def test_striking_needs_a_reason_and_stays_on_record(
    site: Site, road: WholeRoad, desk: Desk
) -> None:
    """Without one nothing happens; with one it counts no more, and the page says who and why."""
    application = road.ready()
    page = desk.get(f"{HOME}/{application}").text
    assert "All is met" in page
    strikes = re.findall(r'href="([^"]+/strike)"', page)
    path, rows = strikes[0], site.rows()
    assert desk.post(path, why="  ").status_code == 422
    assert site.rows() == rows
    assert desk.post(path, why="The wrong person was looked at.").status_code == 303
    page = desk.get(f"{HOME}/{application}").text
    assert "1 of 12 not met" in page
    assert "Struck: 1" in page
    assert "The wrong person was looked at." in page
    assert desk.get(path).status_code == 404


def test_a_document_of_somebody_else_is_not_struck(road: WholeRoad, desk: Desk) -> None:
    """An entry is reached through its own person's application alone."""
    own, other = road.ready(), road.apply("C-2", "Ben Example-Other")
    page = desk.get(f"{HOME}/{own}").text
    entry = re.findall(r"/documents/(\d+)/strike", page)[0]
    path = f"{HOME}/{other}/documents/{entry}/strike"
    assert desk.get(path).status_code == 404
    token = desk.token(HOME)
    assert desk.browser.post(path, data={"csrf_token": token, "why": "x"}).status_code == 404


def test_a_waiver_takes_two_officers(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Who asks cannot approve; once a colleague approves, the requirement is waived."""
    application = road.apply(profession="np")
    asked = {"requirement": "experience-np-pa", "reason": "Ten years as a nurse.", "ref": "1"}
    desk.post(f"{HOME}/{application}/add/waiver", **asked)
    page = desk.get(f"{HOME}/{application}").text
    assert "Waits for another officer" in page
    (entry,) = re.findall(r"/documents/(\d+)/strike", page)
    path = f"{HOME}/{application}/documents/{entry}/approve"
    assert path not in page
    answer = desk.get(path)
    assert (answer.status_code, "another officer does" in answer.text) == (409, True)
    colleague = Desk(site).sign_in("Otto Example-Colleague")
    assert path in colleague.get(f"{HOME}/{application}").text
    assert "Ten years as a nurse." in colleague.get(path).text
    assert colleague.post(path).status_code == 303
    page = colleague.get(f"{HOME}/{application}").text
    assert "by <bdi>Otto Example-Colleague</bdi>" in page
    assert "Waived</span>" in page
    assert site.rows()["person"] == 1


def test_names_are_put_right(road: WholeRoad, desk: Desk) -> None:
    """The form begins with what is on record, and refuses what could not be printed."""
    path = f"{HOME}/{road.apply()}/names"
    assert f'value="{NAME}"' in desk.get(path).text
    assert desk.post(path, **{"person.name": "\N{EGYPTIAN HIEROGLYPH A001}a"}).status_code == 422
    assert desk.post(path, **{"person.name": "Dr Amélie Example"}).status_code == 303
    assert "Dr Amélie Example<" in desk.get(HOME).text


def test_a_withdrawn_application_is_closed(road: WholeRoad, desk: Desk) -> None:
    """After it nothing can be added; the person may apply again, with everything filled in."""
    application = road.apply()
    assert desk.post(f"{HOME}/{application}/withdraw").status_code == 303
    page = desk.get(f"{HOME}/{application}").text
    assert "Withdrawn" in page
    assert "/add/licence" not in page
    for path in ("add/licence", "withdraw"):
        answer = desk.get(f"{HOME}/{application}/{path}")
        assert (answer.status_code, "closed" in answer.text) == (409, True)
    again = desk.get(f"{NEW}?scheme=btx&again={application}").text
    assert f'value="{NAME}"' in again
    assert 'value="C-1"' in again


@pytest.mark.parametrize("name", ["APP-0000-0000", "%00", "x" * 300, "app 1"])
@pytest.mark.usefixtures("road")
def test_what_is_not_there_is_not_there(desk: Desk, name: str) -> None:
    """404 on every page of an application."""
    for path in ("", "/add/case", "/names", "/withdraw", "/documents/1/strike", "/appeal"):
        assert desk.get(f"{HOME}/{name}{path}").status_code == 404, path
    assert desk.get(f"/admin/decisions/{name}").status_code == 404


def test_nothing_that_was_written_is_run(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Names, reasons and officers are text on every page they stand on."""
    script = "Ex <script>alert(1)</script> \"'"
    application = road.apply("C-2", script)
    desk = Desk(site).sign_in("<u>Officer</u>")
    desk.post(f"{HOME}/{application}/add/licence", ref="1", **{**LICENCE, "regulator": script})
    for path in (HOME, f"{HOME}/{application}", f"{HOME}/{application}/names"):
        page = desk.get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text, path
        assert "<u>Officer" not in page.text, path
        assert "&lt;script" in page.text, path


def test_every_form_is_guarded(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Without a token of this session nothing is changed."""
    application = road.ready()
    rows = site.rows()
    for path in (
        NEW,
        f"{HOME}/{application}/add/case",
        f"{HOME}/{application}/names",
        f"{HOME}/{application}/withdraw",
        f"{HOME}/{application}/documents/1/strike",
        f"{HOME}/upload",
        "/admin/decisions",
        f"/admin/decisions/{application}",
        "/admin/registers/provider/new",
    ):
        assert desk.browser.post(path, data={"why": "x"}).status_code == 403, path
    assert site.rows() == rows
