"""The desk's pages: what they show, find, change and refuse."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.web.issuer.conftest import OFFICER, RESULT, Desk, MakeSite, Site, named
from verifier.number import CertificateNumber
from verifier.status_list import Status

HOME = "/admin/certificates"
ANOTHER = str(CertificateNumber("BTX", "0000000"))
SCRIPT = "<script>alert(1)</script> \"' Example"


def test_the_register_lists_what_was_issued(site: Site, desk: Desk) -> None:
    """Number, holder, profession in words, last day and state."""
    number = site.issue()
    page = desk.get(HOME).text
    for said in (number, "Dr Amélie Example-Santos", "Physician", "19 November 2028", "In force"):
        assert said in page
    assert "1 certificate<" in page


def test_an_empty_register_says_so(shared: Site) -> None:
    """Nothing issued, nothing found and nothing on this page are told apart."""
    desk = Desk(shared).sign_in()
    assert "No certificate was issued yet" in desk.get(HOME).text
    assert "No certificate matches" in desk.get(f"{HOME}?search=zzz").text
    assert "No certificate matches" in desk.get(f"{HOME}?state=revoked").text


def test_pages_are_turned_with_the_search_kept(site: Site, desk: Desk) -> None:
    """Fifty a page; the links keep what was searched for."""
    for place in range(51):
        site.issue(attempt=f"A-{place}")
    first = desk.get(f"{HOME}?search=Am%C3%A9lie&state=active").text
    assert "51 certificates<" in first
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = desk.get(following.replace("&amp;", "&")).text
    assert len(set(re.findall(rf'href="{HOME}/(BTX-[0-9A-Z-]+)"', first + second))) == 51
    assert 'value="Amélie"' in second
    assert 'rel="next"' not in second
    site.issue(attempt="A-51")  # while the pages are turned
    assert desk.get(following.replace("&amp;", "&")).text.count('role="rowheader"') == 1


@pytest.mark.parametrize(
    "text", ["%", "_", "'", '"', "\\", ".*", "a' OR '1'='1", "NEAR(", "\N{TEST TUBE}", "{{7*7}}"]
)
def test_a_search_is_text_and_nothing_else(site: Site, desk: Desk, text: str) -> None:
    """What means something elsewhere finds itself alone, and is shown as it was typed."""
    site.issue()
    answer = desk.get(HOME, query_string={"search": text})
    assert answer.status_code == 200
    assert "No certificate matches" in answer.text
    assert "49" not in answer.text or text != "{{7*7}}"


@pytest.mark.parametrize(
    "query",
    [
        *[{"after": place} for place in ("0", "-1~A", "1~", "\u0661~A", "9" * 5000, "1~a b")],
        *[
            {"expires_from": day}
            for day in ("1", "2026-13-01", "0001-01-01", "9999-12-31", "x" * 99)
        ],
        *[{"key": code} for code in ("a" * 101, "a\x00", "\u202e")],
        *[{"search": text} for text in ("a" * 10_000, "\x00", "a\u202eb")],
        {"state": "voided"},
        {"state": "' OR 1=1"},
    ],
)
def test_what_cannot_be_searched_for_is_said(shared: Site, query: dict[str, str]) -> None:
    """422 and a sentence, on the page itself."""
    answer = Desk(shared).sign_in().get(HOME, query_string=query)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert len(answer.text) < 10_000


def test_a_certificate_has_one_page(site: Site, desk: Desk) -> None:
    """Facts, verdict, PDF, the QR code's link, and what may be done to it."""
    number = site.issue()
    page = desk.get(f"{HOME}/{number}").text
    token = site.get(f"/api/v1/certificates/{number}").json["verify"]
    for said in (
        "Valid today",
        "Certificate in Botulinum Toxin Injection",
        "Glabellar lines in adults",
        "20 November 2026",
        RESULT["attempt"],
        RESULT["candidate"]["reference"],
        f'href="{token}"',
        f"{number}/certificate.pdf?paper=letter",
    ):
        assert said in page
    assert f'href="{HOME}/{number}/suspend"' in page
    assert f'href="{HOME}/{number}/reinstate"' not in page


def test_its_paper_and_code_are_drawn(site: Site, desk: Desk) -> None:
    """The PDF as a file, the code as a picture."""
    number = site.issue()
    pdf = desk.get(f"{HOME}/{number}/certificate.pdf?paper=letter")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    code = desk.get(f"{HOME}/{number}/qr.svg")
    assert (code.mimetype, code.data[:4]) == ("image/svg+xml", b"<svg")


def test_withdrawing_from_the_page_to_the_public(site: Site, desk: Desk) -> None:
    """A reason, a note and the number typed; then the page, the public and the history say so."""
    number = site.issue()
    path = f"{HOME}/{number}/revoke"
    assert "This cannot be undone" in desk.get(path).text
    response = desk.post(
        path, reason="licence-lost", note="Memo\nXLII", number=number.lower().replace("-", " ")
    )
    assert response.headers["Location"] == f"{HOME}/{number}"
    page = desk.get(f"{HOME}/{number}").text
    for said in (
        f"{number} is withdrawn",
        "Withdrawn on 20 November 2026",
        "The licence was lost or restricted",
        "Memo\nXLII",
        OFFICER,
        "exam system (program)",
        "Head of Certification (specimen)",
    ):
        assert said in page
    assert "Change this certificate" not in page
    assert f"{number} is withdrawn" not in desk.get(f"{HOME}/{number}").text
    assert site.status(number) is Status.REVOKED
    assert "Withdrawn" in site.client().get(f"/v/{number}").text
    assert "XLII" not in site.client().get(f"/v/{number}").text


def test_suspending_and_reinstating(site: Site, desk: Desk) -> None:
    """Both acts in turn, each told in its own words."""
    number = site.issue()
    desk.post(f"{HOME}/{number}/suspend", reason="audit-open", note="", number=number)
    assert "is suspended" in desk.get(f"{HOME}/{number}").text
    assert site.status(number) is Status.SUSPENDED
    desk.post(f"{HOME}/{number}/reinstate", reason="cleared", note="", number=number)
    page = desk.get(f"{HOME}/{number}").text
    assert "is in force again" in page
    assert re.findall(r"<li><strong>(\w+)", page) == [
        "Reinstated",
        "Suspended",
        "Issued",
        "Granted",
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": ""}, "Type the number of this certificate."),
        ({"number": "BTX-0000-0000"}, "Nothing was changed."),
        ({"number": ANOTHER}, "Nothing was changed."),
        ({"number": "%"}, "Nothing was changed."),
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "cleared"}, "Not a valid choice."),
        ({"note": "a" * 2001}, "Give at most 2000 characters."),
        ({"note": "a\x1b[31mb"}, "Take out what does not print."),
    ],
)
def test_what_to_mend_is_said_at_its_field(shared: Site, fields: dict[str, str], said: str) -> None:
    """422, nothing is changed, and what was typed is still there."""
    number = str(shared.report(attempt="shared").json["certificate"]["number"])
    desk, path = Desk(shared).sign_in(), f"{HOME}/{number}/revoke"
    valid = {"reason": "licence-lost", "note": "kept", "number": number}
    rows = shared.rows()
    response = desk.post(path, **{**valid, **fields})
    assert (response.status_code, said in response.text) == (422, True)
    assert "note" in fields or "kept</textarea>" in response.text
    assert shared.rows() == rows
    assert shared.status(number) is Status.VALID


def test_an_act_that_the_state_forbids_is_said(site: Site, desk: Desk) -> None:
    """409, also when a colleague was faster; nothing is changed."""
    number = site.issue()
    path = f"{HOME}/{number}/suspend"
    token = desk.token(path)
    site.act(number, "revoke", "licence-lost")
    rows = site.rows()
    data = {"csrf_token": token, "reason": "audit-open", "note": "", "number": number}
    response = desk.browser.post(path, data=data)
    assert (response.status_code, "revoked" in response.text) == (409, True)
    assert desk.get(path).status_code == 409
    assert site.rows() == rows


def test_a_number_has_one_spelling(site: Site, desk: Desk) -> None:
    """Another case, a space, encoded twice, or an act that does not exist: 404."""
    number = site.issue()
    for other in (number.lower(), f"{number}%20", number.replace("-", "%252D"), "%00", "x" * 500):
        for path in ("", "/revoke", "/certificate.pdf", "/qr.svg"):
            assert desk.get(f"{HOME}/{other}{path}").status_code == 404
    assert desk.get(f"{HOME}/{number}/delete").status_code == 404


def test_nothing_that_was_written_is_run(site: Site, desk: Desk) -> None:
    """Names, notes, searches and officers are text on every page they stand on."""
    number = site.issue(candidate={**named(SCRIPT), "native_name": SCRIPT, "native_language": "en"})
    waiting = {**named(SCRIPT), "reference": "C<b>1</b>"}
    examiners = ["Ex <img src=x>"]
    report = site.report(scheme="btx-2", attempt="A<i>", candidate=waiting, examiners=examiners)
    assert report.status_code == 202
    desk = Desk(site).sign_in("<u>Officer</u>")
    desk.post(f"{HOME}/{number}/suspend", reason="audit-open", note=SCRIPT, number=number)
    for path in (
        HOME,
        f"{HOME}?search=%3Cscript%3E",
        f"{HOME}/{number}",
        f"{HOME}/{number}/reinstate",
        "/admin/waiting",
        "/admin/waiting/attempt?scheme=btx-2&attempt=A<i>",
    ):
        page = desk.get(path)
        assert page.status_code == 200, path
        for tag in ("<script>", "<b>1", "<i>", "<img src=x", "<u>Officer"):
            assert tag not in page.text, path
        assert "&lt;" in page.text


def test_an_expired_certificate_says_so(site: Site) -> None:
    """What the dates say stands where the state stands."""
    number = site.issue()
    site.clock.advance(timedelta(days=800))
    desk = Desk(site).sign_in()
    assert "Expired" in desk.get(HOME).text
    assert "Expired" in desk.get(f"{HOME}/{number}").text


def test_a_specimen_is_called_so(make_site: MakeSite) -> None:
    """On loopback every page says SPECIMEN; elsewhere none does."""
    site = make_site("http://127.0.0.1:8297")
    assert "SPECIMEN" in site.client().get("/admin/sign-in").text


def test_no_other_page_says_specimen(shared: Site) -> None:
    """Not where certificates are real."""
    assert "SPECIMEN" not in Desk(shared).sign_in().get(HOME).text


def test_what_pages_load_is_ours(shared: Site) -> None:
    """Every style sheet, script and picture is on this site, there, and of its type."""
    page = Desk(shared).get("/admin/sign-in").text
    loaded = re.findall(r'(?:href|src)="([^"#]+)"', page)
    assert loaded
    for address in loaded:
        assert address.startswith("/")
        response = shared.client().get(address)
        assert response.status_code in {200, 303}, address
        assert "Set-Cookie" not in response.headers or address.startswith("/admin")
        response.close()
    assert "desk.css" in page
    assert "bootstrap.min.css" in page
