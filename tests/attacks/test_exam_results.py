"""Exam results made to be taken for others, and JSON made to be read as what it is not."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from issuer.credentials.lifecycle import Act
from tests.attacks.answers import read_json, read_problem, read_verdict
from tests.attacks.cases import load
from tests.attacks.watch import Watch
from tests.attacks.world import RESULT, Site, make_result, named
from verifier.verdict import Reason

BODIES, RESULTS = load("json-bodies"), load("exam-results")
PATH = "/api/v1/exam-results"
ROUTES = {
    "/api/v1/verify": "malformed_request",
    PATH: "exam_result_malformed",
    "/api/v1/certificates/BTX-0000-0000/revoke": "malformed_request",
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("case", BODIES, ids=[case["id"] for case in BODIES])
def test_only_strict_json_is_read(
    site: Site, watch: Watch, case: dict[str, Any], route: str
) -> None:
    """A body that two readers could read in two ways is refused by every route that takes JSON."""
    with watch.refused():
        answer = site.client().post(
            route, data=body_of(case), content_type="application/json", headers=site.bearer
        )
    assert read_problem(answer) == (400, ROUTES[route])


def body_of(case: dict[str, Any]) -> bytes:
    """Return the bytes that a case describes."""
    if "bytes" in case:
        return bytes.fromhex(case["bytes"])
    text = str(case.get("text", ""))
    match case.get("fill"):
        case {"digits": int(digits)}:
            text = '{"n":' + "9" * digits + "}"
        case {"nested": str(pair), "times": int(times)}:
            opening, closing = pair.split("_")
            text += opening * times + closing * times
        case _:
            pass
    return text.encode(case.get("encoding", "utf-8"))


@pytest.mark.parametrize("case", RESULTS, ids=[case["id"] for case in RESULTS])
def test_a_bad_result_is_named_and_not_kept(site: Site, watch: Watch, case: dict[str, Any]) -> None:
    """Refused with the place of the fault; no attempt, no number, no entry is used up by it."""
    result = changed_result(case)
    attempt = result.get("attempt")
    with watch.refused(attempt if isinstance(attempt, str) else ""):
        answer = report(site, result)
    assert read_problem(answer) == (case["status"], case["code"])
    assert case["field"] in {error["field"] for error in read_json(answer)["errors"]}


def changed_result(case: dict[str, Any]) -> dict[str, Any]:
    """Return the example result with a case's changes."""
    made = copy.deepcopy(RESULT)
    for path in case.get("drop", []):
        *parents, name = path.split(".")
        del _inside(made, parents)[name]
    for path, value in case.get("set", {}).items():
        *parents, name = path.split(".")
        _inside(made, parents)[name] = value
    for number in range(case.get("sections", 0)):
        made["written"]["sections"][f"S{number + 100}"] = 80
    return made


def _inside(made: Any, parents: list[str]) -> Any:
    for parent in parents:
        made = made[parent]
    return made


def report(site: Site, result: dict[str, Any], **headers: str) -> TestResponse:
    """Report a result."""
    return site.client().post(PATH, json=result, headers={**site.bearer, **headers})


def test_a_corrected_result_does_not_get_round_the_first(own_site: Site) -> None:
    """Another content under a known attempt is a conflict: what was decided stays decided."""
    number, token = own_site.issue("EX-1")
    for changed in (
        make_result(attempt="EX-1", candidate=named("Dr Mallory Sample")),
        make_result(attempt="EX-1", profession="np"),
        make_result(attempt="EX-1", practical=None),
    ):
        answer = report(own_site, changed)
        assert read_problem(answer) == (409, "attempt_conflict")
        assert number not in answer.text
    verdict = own_site.client().post("/api/v1/verify", json={"text": token})
    assert read_verdict(verdict)[0] is Reason.VALID


def test_a_withdrawn_certificate_is_not_earned_again(own_site: Site) -> None:
    """The same attempt, reported after its certificate was withdrawn, gives the withdrawn one."""
    number, token = own_site.issue("EX-1")
    own_site.act(Act.REVOKE, number, "exam-misconduct")
    assert own_site.issue("EX-1") == (number, token)
    verdict = own_site.client().post("/api/v1/verify", json={"text": token})
    assert read_verdict(verdict)[0] is Reason.REVOKED


def test_a_failed_result_is_not_mended_by_repeating_it(own_site: Site) -> None:
    """A denial is told again as it was, whatever a second report says of the same attempt."""
    failed = make_result(attempt="EX-1", written={"percent": 50, "sections": {"S5": 90}})
    first = report(own_site, failed)
    assert (first.status_code, read_json(first)["decision"]) == (201, "denied")
    assert read_problem(report(own_site, make_result(attempt="EX-1")))[1] == "attempt_conflict"
    assert report(own_site, failed).json == first.json


def test_a_result_from_tomorrow_is_denied(own_site: Site) -> None:
    """An examination that has not ended yet earns nothing."""
    answer = report(own_site, make_result(attempt="EX-1", completed_at="2026-11-21T12:00:00Z"))
    told = read_json(answer)
    assert told["decision"] == "denied"
    assert [reason["code"] for reason in told["reasons"]] == ["completed_in_future"]


def test_who_examined_does_not_answer_for_the_rule(own_site: Site) -> None:
    """An examiner, or a candidate, who is also the officer of the rule decides nothing."""
    officer = "Head of Certification (specimen)"
    results = [
        make_result(attempt="EX-1", examiners=[officer.upper()]),
        make_result(attempt="EX-2", candidate=named(officer)),
    ]
    for result in results:
        assert read_problem(report(own_site, result)) == (403, "not_impartial")


def test_many_results_at_once_are_not_taken(own_site: Site) -> None:
    """A list is no result, and ten thousand results are more than one request may carry."""
    few = json.dumps([make_result(attempt=f"EX-{n}") for n in range(3)])
    many = json.dumps([make_result(attempt=f"EX-{n}") for n in range(10_000)])
    for body, refusal in ((few, (400, "exam_result_malformed")), (many, (413, "too_large"))):
        answer = own_site.client().post(
            PATH, data=body, content_type="application/json", headers=own_site.bearer
        )
        assert read_problem(answer) == refusal


def test_one_key_is_for_one_result(own_site: Site) -> None:
    """An idempotency key cannot be used to get somebody else's answer."""
    key = {"Idempotency-Key": "once"}
    assert report(own_site, make_result(attempt="EX-1"), **key).status_code == 201
    assert read_problem(report(own_site, make_result(attempt="EX-2"), **key)) == (
        422,
        "idempotency_conflict",
    )
    assert report(own_site, make_result(attempt="EX-1"), **key).status_code == 201
