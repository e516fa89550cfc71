"""`/api/v1/certificates`: listed, searched, shown, drawn and changed by programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from issuer.credentials.certificate import CertificateState
from tests.web.issuer.conftest import Site, named, problem_of
from verifier.status_list import Status

PATH = "/api/v1/certificates"
NEVER_ISSUED = "BTX-0000-0000"
OTHER_SPELLINGS = [str.lower, "{} ".format, " {}".format, lambda number: number.replace("-", "")]
MEANT_TO_BREAK = ["%", "_", "'", '"', "\\", ".*", "a OR 1=1", "\N{TEST TUBE}", "(", "*", "a%' --"]


def test_certificates_are_listed_page_by_page(site: Site) -> None:
    """Fifty a page, each once, with links to the neighbouring pages."""
    numbers = {site.issue(attempt=f"A-{place}") for place in range(51)}
    first = site.get(PATH).json
    assert (first["total"], first["page"], first["pages"]) == (51, 1, 2)
    assert first["previous"] is None
    second = site.get(first["next"].removeprefix("https://cert.example.org")).json
    assert (second["next"], second["previous"]) == (None, f"https://cert.example.org{PATH}?page=1")
    listed = [made["number"] for page in (first, second) for made in page["certificates"]]
    assert (len(listed), set(listed)) == (51, numbers)
    beyond = site.get(f"{PATH}?page=9").json
    assert (beyond["certificates"], beyond["previous"]) == (
        [],
        f"https://cert.example.org{PATH}?page=2",
    )


def test_they_are_found_by_name_number_and_state(site: Site) -> None:
    """A part of a name in any case, a number as people type it, and the state on record."""
    ada = site.issue(attempt="A-1", candidate=named("Ada Example"))
    zoe = site.issue(attempt="A-2", candidate=named("Zoë O'Sample"))
    site.act(zoe, "revoke", "licence-lost")

    def found(**query: str) -> list[str]:
        answer = site.get(PATH, query_string=query).json
        return sorted(made["number"] for made in answer["certificates"])

    assert found(search="ADA") == [ada]
    assert found(search="o'sam") == [zoe]
    assert found(search=ada.lower().replace("-", " ")) == [ada]
    assert found(state="revoked") == [zoe]
    assert found(state="active") == [ada]
    assert found(search="example", state="revoked") == []


@pytest.mark.parametrize("text", MEANT_TO_BREAK)
def test_a_search_is_text_and_nothing_else(shared: Site, text: str) -> None:
    """What means something to a database, a pattern or a shell finds itself alone."""
    _has_one(shared)
    answer = shared.get(PATH, query_string={"search": text})
    assert (answer.status_code, answer.json["total"]) == (200, 0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *[
            ({"page": page}, "page")
            for page in (
                *("0", "-1", "1_0", "1.0", "+1", " 1", "x", "\u0661", "\u00b2", "1000000", "0x1"),
                *(str(2**31), str(2**63 - 1), str(2**63), str(2**64), "9" * 5000),
            )
        ],
        *[({"state": state}, "state") for state in ("voided", "intended", "ACTIVE", "x", "' OR 1")],
        *[({"search": text}, "search") for text in ("a" * 101, "a" * 10_000, "\x00", "a\u202eb")],
        ({"paging": "1"}, "paging"),
    ],
)
def test_other_parameters_are_named(shared: Site, query: dict[str, str], field: str) -> None:
    """422 with the parameter, and never its value."""
    problem = problem_of(shared.get(PATH, query_string=query), 422, "invalid_request")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert next(iter(query.values())) not in json.dumps(problem["errors"]) or len(query[field]) < 5


def test_a_parameter_given_twice_is_refused(shared: Site) -> None:
    """Two pages are no page."""
    problem_of(shared.get(f"{PATH}?page=1&page=2"), 422, "invalid_request")
    problem_of(shared.get(f"{PATH}?search=a&search=b"), 422, "invalid_request")


def test_one_is_shown_with_its_verdict(site: Site) -> None:
    """All that is on record, what the QR code opens, and what the public is told now."""
    native = named("Dr Elena Example") | {"native_name": "Δρ Ελένα", "native_language": "el"}
    number = site.issue(candidate=native)
    answer = site.get(f"{PATH}/{number}").json
    certificate = answer["certificate"]
    assert (certificate["number"], certificate["state"], certificate["since"]) == (
        number,
        "active",
        None,
    )
    assert certificate["holder"] == {
        "reference": "C-1",
        "name": "Dr Elena Example",
        "native_name": "Δρ Ελένα",
        "native_language": "el",
    }
    assert (certificate["valid_through"], certificate["expires"]) == (
        "2028-11-19",
        "2028-11-19T23:00:00Z",
    )
    assert answer["verdict"]["reason"] == "valid"
    assert answer["verify"].startswith("https://cert.example.org/v#ey")
    assert certificate["links"]["page"] == f"https://cert.example.org/v/{number}"


@pytest.mark.parametrize("paper", ["", "?paper=a4", "?paper=letter"])
def test_one_is_drawn(site: Site, paper: str) -> None:
    """A PDF, named after the number, whose drawing is on record."""
    number = site.issue()
    response = site.get(f"{PATH}/{number}/certificate.pdf{paper}")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert site.rows()["drawing"] == 1


def test_another_paper_is_refused(shared: Site) -> None:
    """422: A4 and Letter are what there is."""
    number = _has_one(shared)
    for paper in ("A4", "a5", "", "a4%0d%0aSet-Cookie:x"):
        response = shared.get(f"{PATH}/{number}/certificate.pdf?paper={paper}")
        problem_of(response, 422, "invalid_request")


def test_revoking_is_told_at_once_everywhere(site: Site) -> None:
    """The answer, the list of states, the status list and the public page agree."""
    number = site.issue()
    response = site.act(number, "revoke", "licence-lost", note="Letter of the board, 3 March")
    assert response.status_code == 200
    assert response.json["certificate"]["state"] == "revoked"
    assert response.json["certificate"]["reason"] == "licence-lost"
    assert response.json["certificate"]["since"] == "2026-11-20T12:00:00Z"
    assert response.json["verdict"]["reason"] == "revoked"
    assert "Letter of the board" not in response.text
    assert site.status(number) is Status.REVOKED
    assert "Withdrawn" in site.client().get(f"/v/{number}").text


def test_suspending_ends_with_reinstating(site: Site) -> None:
    """Suspended, then valid again."""
    number = site.issue()
    suspended = site.act(number, "suspend", "audit-open").json
    assert (suspended["certificate"]["state"], suspended["verdict"]["reason"]) == (
        "suspended",
        "suspended",
    )
    assert site.status(number) is Status.SUSPENDED
    again = site.act(number, "reinstate", "cleared").json
    assert (again["certificate"]["state"], again["verdict"]["reason"]) == ("active", "valid")
    assert site.status(number) is Status.VALID


def test_the_state_must_allow_the_change(site: Site) -> None:
    """409: what is revoked stays so, and only what is suspended is reinstated."""
    number = site.issue()
    problem = problem_of(site.act(number, "reinstate", "cleared"), 409, "wrong_state")
    assert number in problem["detail"]
    site.act(number, "revoke", "licence-lost")
    rows = site.rows()
    for act, reason in (("revoke", "licence-lost"), ("suspend", "audit-open")):
        problem_of(site.act(number, act, reason), 409, "wrong_state")
    problem_of(site.act(number, "reinstate", "cleared"), 409, "wrong_state")
    assert site.rows() == rows


def test_each_act_has_its_reasons(shared: Site) -> None:
    """422 with the reasons that would do; nothing is written."""
    number, rows = _has_one(shared), shared.rows()
    for act, reason in (("revoke", "cleared"), ("suspend", "licence-lost"), ("revoke", "Other")):
        problem = problem_of(shared.act(number, act, reason), 422, "unknown_reason")
        assert problem["errors"][0]["field"] == "reason"
        assert "holder-request" in problem["detail"]
    assert shared.rows() == rows


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": 7}, "reason"),
        ({"reason": "licence-lost", "note": None}, "note"),
        ({"reason": "licence-lost", "note": "a" * 2001}, "note"),
        ({"reason": "licence-lost", "note": "a\x1b[31m"}, "note"),
        ({"reason": "licence-lost", "state": "active"}, "state"),
    ],
)
def test_a_change_is_strictly_read(shared: Site, body: dict[str, Any], field: str) -> None:
    """422 with the member to mend, unknown ones too; nothing is written."""
    number, rows = _has_one(shared), shared.rows()
    response = shared.client().post(f"{PATH}/{number}/revoke", json=body, headers=shared.bearer)
    problem = problem_of(response, 422, "invalid_request")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert shared.rows() == rows


def test_only_json_changes_a_certificate(shared: Site) -> None:
    """A form is another type of content, and half a body is malformed."""
    number, rows, path = _has_one(shared), shared.rows(), f"{PATH}/{_has_one(shared)}/revoke"
    for options, status, code in (
        ({"data": {"reason": "licence-lost"}}, 415, "unsupported_type"),
        ({"data": '{"reason": "licence-lost"}', "content_type": "text/plain"}, 415, None),
        ({"data": "{", "content_type": "application/json"}, 400, "malformed_request"),
        ({"data": "[]", "content_type": "application/json"}, 400, "malformed_request"),
    ):
        response = shared.client().post(path, headers=shared.bearer, **options)  # type: ignore[arg-type]
        problem_of(response, status, code or "unsupported_type")
    assert shared.rows() == rows
    assert shared.status(number) is Status.VALID


def test_a_number_has_one_spelling(shared: Site) -> None:
    """Another case, a space, no hyphens, or encoded twice: 404, and nothing is changed."""
    number = _has_one(shared)
    rows = shared.rows()
    spellings = [spell(number) for spell in OTHER_SPELLINGS]
    for other in (*spellings, number.replace("-", "%252D"), NEVER_ISSUED, "%00", "x" * 500):
        for path in (other, f"{other}/certificate.pdf"):
            problem_of(shared.get(f"{PATH}/{path}"), 404, "unknown_certificate")
        problem_of(shared.act(other, "revoke", "licence-lost"), 404, "unknown_certificate")
    assert shared.rows() == rows
    assert shared.status(number) is Status.VALID


def test_what_was_never_released_is_not_there(site: Site) -> None:
    """An intended certificate is neither listed nor shown nor changed."""
    number = site.issue()
    with site.world.database.writing() as unit:
        unit.certificates.change(number, CertificateState.VOIDED, site.clock(), "drill")
    problem_of(site.get(f"{PATH}/{number}"), 404, "unknown_certificate")
    problem_of(site.act(number, "revoke", "licence-lost"), 404, "unknown_certificate")
    assert site.get(PATH).json["total"] == 0


def test_who_changed_it_is_on_record(site: Site) -> None:
    """The event names the key that was used, and the note in the form it was given."""
    number = site.issue()
    site.act(number, "revoke", "licence-lost", note=" first\r\nsecond ")
    with site.world.database.reading() as unit:
        last = unit.chain.newest(1)[0]
    assert (last.link.kind, last.link.subject) == ("certificate.revoked", number)
    assert json.loads(last.data or b"") == {
        "actor": "api:exam system",
        "note": "first\nsecond",
        "public": "cause",
        "reason": "licence-lost",
    }


def _has_one(site: Site) -> str:
    """Return the number of a certificate in force, issued once for all tests of this file."""
    return str(site.report(attempt="shared").json["certificate"]["number"])
