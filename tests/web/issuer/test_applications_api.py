"""`/api/v1/applications`, documents and registers: the road as a program walks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from issuer.body.schemes import activate
from tests.certification.rules.making import LISTED
from tests.web.issuer.conftest import Site, make_result, problem_of
from tests.web.issuer.linking import LICENCE, take_applications

PATH = "/api/v1/applications"
BY_RULE = (
    Path(__file__).parents[2] / "certification" / "schemes" / "food-hygiene.toml"
).read_bytes()
PERSON = {"ref": "C-1", "name": "Noor Example-Haddad"}
APPLICANT = {"person": PERSON, "scheme": "btx", "profession": "rn", "region": "US-TX"}
COOK = {"person": PERSON, "scheme": "food-2", "profession": "food-handler", "region": "GB"}
IDENTITY = {
    "kind": "identity", "ref": "id-1", "on": "2026-11-01", "document": "passport",
    "checked_by": "Ines Example-Officer",
}  # fmt: skip
FIT = {
    "kind": "declaration", "ref": "fit-1", "declaration": "fit-for-work", "on": "2026-11-10",
    "holds": True,
}  # fmt: skip
WRITTEN = {
    "kind": "written", "ref": "w-1", "scheme": "food-2", "ended": "2026-11-15T10:00:00Z",
    "points": {"cold": 15, "heat": 12},
}  # fmt: skip
COURSE = {"since": "2026-01-01", "title": "Foundation", "scheme": "btx", "modules": ["M1"]}
PROVIDER = {"since": "2026-01-01", "name": "Example Academy"}


class Program:
    """A program with a key."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Send JSON."""
        sent = {} if body is None else {"json": body}
        return self.site.client().post(path, headers=self.site.bearer, **sent, **options)

    def put(self, path: str, body: Any) -> TestResponse:
        """Replace something."""
        return self.site.client().put(path, headers=self.site.bearer, json=body)

    def get(self, path: str, **query: Any) -> TestResponse:
        """Read."""
        return self.site.get(path, **({"query_string": query} if query else {}))

    def apply(self, **changes: Any) -> str:
        """Apply and return the application's address."""
        answer = self.post(PATH, {**APPLICANT, **changes})
        assert answer.status_code == 201, answer.text
        return f"{PATH}/{answer.json['id']}"


@pytest.fixture
def program(site: Site) -> Iterator[Program]:
    """Return a program, at an issuer with a scheme decided by persons and one by its rule."""
    activate(site.world.database, site.world.body, BY_RULE, actor="test", at=site.clock())
    take_applications(site)
    return Program(site)


def test_an_application_is_taken_once(program: Program) -> None:
    """201 with its address; the same again is the same application, and nothing is written."""
    first = program.post(PATH, APPLICANT)
    assert first.status_code == 201
    made = first.json
    assert (made["person"], made["scheme"], made["state"]) == ("C-1", "btx", "open")
    assert first.headers["Location"] == made["links"]["self"]
    rows = program.site.rows()
    again = program.post(PATH, APPLICANT)
    assert (again.status_code, again.json) == (201, made)
    assert program.site.rows() == rows


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"person": None}, 422, "document_invalid", "person"),
        ({"person": {"ref": "C-1"}}, 422, "document_invalid", "person.name"),
        (
            {"person": {**PERSON, "first_name": "Noor"}},
            422,
            "document_invalid",
            "person.first_name",
        ),
        ({"region": "Texas"}, 422, "document_invalid", "region"),
        ({"profession": "dentist"}, 422, "document_invalid", "profession"),
        ({"scheme": "btx-9"}, 422, "unknown_scheme", "scheme"),
        ({"scheme": "btx-1"}, 422, "no_dossier", None),
    ],
)
def test_bad_applications_are_told(
    program: Program, changes: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    """Each mistake is named, and nothing is written."""
    rows = program.site.rows()
    problem = problem_of(program.post(PATH, {**APPLICANT, **changes}), status, code)
    assert field is None or field in [error["field"] for error in problem["errors"]]
    assert program.site.rows() == rows


def test_a_second_application_of_another_kind_is_a_conflict(program: Program) -> None:
    """409: whoever has an open one does not apply again in another region."""
    program.apply()
    problem_of(program.post(PATH, {**APPLICANT, "region": "GB-ENG"}), 409, "application_conflict")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", PATH),
        ("get", PATH),
        ("get", f"{PATH}/APP-1"),
        ("post", f"{PATH}/APP-1/withdraw"),
        ("post", f"{PATH}/APP-1/documents"),
        ("get", f"{PATH}/APP-1/documents"),
        ("post", "/api/v1/documents/1/strike"),
        ("get", "/api/v1/registers/provider"),
        ("get", "/api/v1/registers/provider/academy"),
        ("put", "/api/v1/registers/provider/academy"),
    ],
)
def test_a_key_is_needed(shared: Site, method: str, path: str) -> None:
    """Without a key of ours every address says 401."""
    answer = getattr(shared.client(), method)(path, **({} if method == "get" else {"json": {}}))
    problem_of(answer, 401, "not_signed_in")


def test_how_it_stands_is_told_requirement_by_requirement(program: Program) -> None:
    """The person, the state, and every finding with its sentence; no decision yet."""
    answer = program.get(program.apply()).json
    assert answer["person"]["name"] == PERSON["name"]
    assert answer["decision"] is None
    findings = {each["requirement"]: each for each in answer["assessment"]["findings"]}
    assert not answer["assessment"]["met"]
    licence = findings["licence"]
    assert (licence["status"], licence["by"]) == ("unmet", "application")
    assert licence["sentence"]
    assert licence["lacks"][0]["code"] == "licence"


def test_the_findings_are_those_of_the_assessment(program: Program) -> None:
    """The API tells what everybody is told, word for word and in the scheme's order."""
    where = program.apply()
    program.post(f"{where}/documents", IDENTITY)
    told = program.get(where).json["assessment"]["findings"]
    case = program.site.world.candidates.dossiers.open(
        where.rpartition("/")[2], at=program.site.clock()
    )
    assert [(each["requirement"], each["title"], each["sentence"]) for each in told] == [
        (each.requirement, each.title, each.sentence) for each in case.assessment.findings
    ]
    assert "met" in {each["status"] for each in told}


def test_applications_are_listed_and_found(program: Program) -> None:
    """Newest first, 50 a page; by person, name, scheme and state."""
    for number in range(52):
        program.apply(person={"ref": f"N_{number}", "name": f"Ann Example-{number}"})
    program.apply()
    first = program.get(PATH).json
    assert (first["total"], first["pages"], len(first["applications"])) == (53, 2, 50)
    rest = program.get(first["next"].removeprefix("https://cert.example.org")).json
    assert (len(rest["applications"]), rest["next"]) == (3, None)
    assert program.get(PATH, search="haddad").json["total"] == 1
    assert program.get(PATH, search="n_51").json["applications"][0]["name"] == "Ann Example-51"
    assert program.get(PATH, scheme="food-2").json["total"] == 0
    assert program.get(PATH, scheme="btx", state="open").json["total"] == 53
    assert program.get(PATH, state="granted").json["total"] == 0
    for query in ({"state": "ready"}, {"page": "0"}, {"scheme": "No Scheme"}, {"what": "x"}):
        problem_of(program.get(PATH, **query), 422, "invalid_request")


def test_what_nobody_applied_for_is_not_there(program: Program) -> None:
    """404 for every address below an application that is none."""
    for answer in (
        program.get(f"{PATH}/APP-0000"),
        program.get(f"{PATH}/%00"),
        program.get(f"{PATH}/%FF"),
        program.get(f"{PATH}/APP-0000/documents"),
        program.post(f"{PATH}/APP-0000/documents", IDENTITY),
        program.post(f"{PATH}/APP-0000/withdraw"),
    ):
        problem_of(answer, 404, "unknown_application")


def test_documents_are_recorded_all_or_none(program: Program) -> None:
    """One bad document of three: each mistake has its path, and none is on record."""
    where = program.apply() + "/documents"
    bad = {**LICENCE, "status": "fine", "check": {"on": "2026-11-02", "by": "A"}}
    problem = problem_of(
        program.post(where, {"documents": [IDENTITY, bad, {**FIT, "kind": "fit"}, 7]}),
        422,
        "document_invalid",
    )
    assert [error["field"] for error in problem["errors"]] == [
        "documents[1].status", "documents[1].check.how", "documents[2].kind", "documents[3]"
    ]  # fmt: skip
    assert program.get(where).json == {"documents": []}
    answer = program.post(where, {"documents": [IDENTITY, LICENCE]})
    assert (answer.status_code, answer.json["granted"]) == (201, [])
    assert len(program.get(where).json["documents"]) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"documents": []},
        {"documents": [IDENTITY] * 501},
        {"documents": {"kind": "identity"}},
        {"documents": [IDENTITY], "kind": "identity"},
        {},
        {"kind": ["identity"]},
    ],
)
def test_what_is_no_document(program: Program, body: dict[str, Any]) -> None:
    """422 with what to mend, whatever stands there."""
    where = program.apply() + "/documents"
    problem_of(program.post(where, body), 422, "document_invalid")


def test_only_strict_json_is_taken(program: Program) -> None:
    """A form is another type of content, and what is not JSON is malformed."""
    where = program.apply() + "/documents"
    for path in (PATH, where, "/api/v1/documents/1/strike"):
        problem_of(
            program.post(path, data=b"{", content_type="text/plain"), 415, "unsupported_type"
        )
        problem_of(program.post(path, data={"reason": "x"}), 415, "unsupported_type")
        answer = program.post(path, data=b"{", content_type="application/json")
        problem_of(answer, 400, "malformed_request")


def test_the_same_documents_again_are_no_news(program: Program) -> None:
    """The same answer, and nothing is written; another content of the same reference is 409."""
    where = program.apply() + "/documents"
    first = program.post(where, LICENCE)
    rows = program.site.rows()
    again = program.post(where, LICENCE)
    assert (again.status_code, again.json) == (201, first.json)
    assert program.site.rows() == rows
    problem_of(program.post(where, {**LICENCE, "number": "RN-9"}), 409, "entry_conflict")


def test_a_rule_grants_when_everything_is_met(program: Program) -> None:
    """The certificate is in the answer, and the public verifier calls it valid."""
    where = program.apply(**COOK)
    answer = program.post(f"{where}/documents", {"documents": [IDENTITY, FIT]})
    assert answer.json["granted"] == []
    answer = program.post(f"{where}/documents", WRITTEN).json
    (granted,) = answer["granted"]
    stands = answer["application"]
    assert granted["attempt"] == stands["application"]["id"]
    assert (stands["application"]["state"], stands["assessment"]["met"]) == ("granted", True)
    assert stands["decision"]["certificate"] == granted["certificate"]["number"]
    assert (stands["decision"]["outcome"], stands["decision"]["author_kind"]) == ("granted", "rule")
    verdict = program.site.world.verifier.verify(granted["token"], at=program.site.clock())
    assert verdict.credential.number == granted["certificate"]["number"]
    shown = program.site.get(f"/api/v1/certificates/{granted['certificate']['number']}")
    assert shown.json["certificate"]["holder"]["name"] == PERSON["name"]


def test_after_the_decision_nothing_is_added(program: Program) -> None:
    """What led to it is no news, and told as it stands; anything else is refused with 409."""
    where = program.apply(**COOK)
    program.post(f"{where}/documents", {"documents": [IDENTITY, FIT, WRITTEN]})
    rows = program.site.rows()
    again = program.post(f"{where}/documents", WRITTEN)
    assert again.json["application"]["application"]["state"] == "granted"
    problem_of(program.post(f"{where}/documents", LICENCE), 409, "application_closed")
    assert program.site.rows() == rows


def test_an_exam_result_goes_into_the_dossier(program: Program) -> None:
    """Reported as before, it settles an application that lacked nothing else."""
    where = program.apply(**COOK)
    program.post(f"{where}/documents", {"documents": [IDENTITY, FIT]})
    result = make_result(
        scheme="food-2", candidate={"reference": "C-1", "name": PERSON["name"]},
        profession="food-handler", written={"percent": 90, "sections": {"heat": 80, "cold": 95}},
        practical=None, examiners=None, completed_at="2026-11-15T10:00:00Z",
    )  # fmt: skip
    first = program.post("/api/v1/exam-results", result)
    assert (first.status_code, first.json["decision"]) == (201, "granted")
    again = program.post("/api/v1/exam-results", result)
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert program.get(where).json["application"]["state"] == "granted"


def test_a_key_decides_nothing(program: Program) -> None:
    """There is no address to grant or deny at."""
    where = program.apply()
    for act in ("grant", "deny"):
        assert program.post(f"{where}/{act}", {}).status_code == 404


def test_withdrawn_is_withdrawn(program: Program) -> None:
    """It is closed; asked again nothing changes; and the person may apply anew."""
    where = program.apply()
    first = program.post(f"{where}/withdraw")
    assert (first.status_code, first.json["application"]["state"]) == (200, "withdrawn")
    rows = program.site.rows()
    assert program.post(f"{where}/withdraw").json == first.json
    assert program.site.rows() == rows
    problem_of(program.post(f"{where}/documents", IDENTITY), 409, "application_closed")
    assert program.apply() != where


def test_what_is_granted_is_not_withdrawn(program: Program) -> None:
    """409: a certificate is revoked, not an application withdrawn."""
    where = program.apply(**COOK)
    program.post(f"{where}/documents", {"documents": [IDENTITY, FIT, WRITTEN]})
    problem_of(program.post(f"{where}/withdraw"), 409, "application_closed")


def test_a_struck_document_stays_and_counts_no_more(program: Program) -> None:
    """It is listed with who struck it and why; then another one of its reference may come."""
    where = program.apply() + "/documents"
    program.post(where, LICENCE)
    (entry,) = program.get(where).json["documents"]
    assert (entry["author"], entry["struck"]) == ("api:exam system", None)
    strike = f"/api/v1/documents/{entry['id']}/strike"
    answer = program.post(strike, {"reason": "another person's licence"})
    assert (answer.status_code, answer.json["struck"]["by"]) == (200, "api:exam system")
    (entry,) = program.get(where).json["documents"]
    assert entry["struck"] == answer.json["struck"]
    problem_of(program.post(strike, {"reason": "again"}), 404, "unknown_entry")
    assert program.post(where, {**LICENCE, "number": "RN-9"}).status_code == 201
    told = [each["document"]["number"] for each in program.get(where).json["documents"]]
    assert told == ["RN-9", LICENCE["number"]]


@pytest.mark.parametrize("number", ["0", "-1", "1.0", "x", "9" * 19, "\u0661", "9" * 18])
def test_what_was_never_recorded_is_not_struck(program: Program, number: str) -> None:
    """404 for whatever is no document's number."""
    answer = program.post(f"/api/v1/documents/{number}/strike", {"reason": "x"})
    problem_of(answer, 404, "unknown_entry")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "a\nb"}, {"reason": 7}])
def test_a_reason_is_a_line(program: Program, body: dict[str, Any]) -> None:
    """422 without one line that says why."""
    problem_of(program.post("/api/v1/documents/1/strike", body), 422, "invalid_request")


def test_documents_of_another_scheme_are_not_listed(program: Program) -> None:
    """An application's documents are its scheme's, and those of no scheme."""
    program.apply()
    other = program.apply(**COOK)
    program.post(f"{other}/documents", {"documents": [IDENTITY, WRITTEN]})
    kinds = {
        where: {
            each["document"]["kind"] for each in program.get(f"{where}/documents").json["documents"]
        }
        for where in (program.apply(), other)
    }
    assert list(kinds.values()) == [{"identity"}, {"identity", "written"}]


def test_registers_are_kept(program: Program) -> None:
    """An entry is put, listed and shown; put again it changes nothing, with a change it is next."""
    where = "/api/v1/registers/provider/academy"
    first = program.put(where, PROVIDER)
    assert (first.status_code, first.json["revision"]) == (200, 1)
    assert first.json["entry"] | PROVIDER == first.json["entry"]
    assert program.put(where, {**PROVIDER, "kind": "provider", "id": "academy"}).json == first.json
    second = program.put(where, {**PROVIDER, "until": "2027-12-31"}).json
    assert second["revision"] == 2
    assert program.get(where).json == second
    assert program.get("/api/v1/registers/provider").json == {"entries": [second]}


def test_every_kind_of_entry_is_told_as_it_was_put(program: Program) -> None:
    """Providers, courses, supervisors and examiners come back as they were sent."""
    scheme = program.site.world.schemes.in_force("btx").scheme
    course = {"scheme": "btx", "modules": [scheme.modules[0].id]}
    for each in LISTED:
        entry = {**each, "since": "2020-01-01", **(course if each["kind"] == "course" else {})}
        answer = program.put(f"/api/v1/registers/{each['kind']}/{each['id']}", entry)
        assert answer.status_code == 200, answer.text
        assert answer.json["entry"] | entry == answer.json["entry"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("provider/academy", {}, "since"),
        ("provider/academy", {**PROVIDER, "id": "other"}, "id"),
        ("provider/academy", {**PROVIDER, "kind": "course"}, "kind"),
        ("provider/a b", PROVIDER, "id"),
        ("provider/academy", {**PROVIDER, "until": "2025-01-01"}, "document"),
        (
            "course/c-1",
            {
                "since": "2026-01-01",
                "provider": "nobody",
                "title": "X",
                "scheme": "btx",
                "modules": ["M"],
            },
            "provider",
        ),
    ],
)
def test_bad_entries_are_told(
    program: Program, path: str, body: dict[str, Any], field: str
) -> None:
    """422 with the place of the mistake; nothing is written."""
    rows = program.site.rows()
    problem = problem_of(program.put(f"/api/v1/registers/{path}", body), 422, "document_invalid")
    assert field in [error["field"] for error in problem["errors"]]
    assert program.site.rows() == rows


def test_an_unknown_register_is_not_there(program: Program) -> None:
    """404 for a kind there is none of, and for an entry that was never put."""
    for path in ("dentist", "dentist/x", "provider/nobody", "provider/%00", "provider/%ff"):
        problem_of(program.get(f"/api/v1/registers/{path}"), 404, "unknown_register_entry")
    answer = program.put("/api/v1/registers/dentist/x", PROVIDER)
    problem_of(answer, 404, "unknown_register_entry")
