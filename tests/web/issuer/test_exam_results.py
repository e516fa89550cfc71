"""`POST /api/v1/exam-results`: what was decided, or a problem that names what to mend."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from issuer.certification.exam_document import read_members
from issuer.credentials.issue import INTENTION_LIVES
from issuer.credentials.number import draw_number
from issuer.errors import KeyUnavailableError
from tests.web.issuer.conftest import RESULT, Site, make_result, named, problem_of
from verifier.verdict import Reason

PATH = "/api/v1/exam-results"
FAILED = {"percent": 50, "sections": RESULT["written"]["sections"]}


def test_a_result_that_passes_is_issued(site: Site) -> None:
    """201, with a token that the public verifier calls valid and links to all that follows."""
    response = site.report()
    assert response.status_code == 201
    answer = response.json
    number, links = answer["certificate"]["number"], answer["certificate"]["links"]
    assert (answer["decision"], answer["attempt"]) == ("granted", RESULT["attempt"])
    assert links["verify"] == f"https://cert.example.org/v#{answer['token']}"
    assert response.headers["Location"] == links["self"]
    verdict = site.world.verifier.verify(answer["token"], at=site.clock())
    assert (verdict.reason, verdict.credential.number) == (Reason.VALID, number)
    assert site.get(links["self"].removeprefix("https://cert.example.org")).status_code == 200
    assert site.get(links["pdf"].removeprefix("https://cert.example.org")).data[:5] == b"%PDF-"


def test_a_result_that_fails_is_denied_with_reasons(site: Site) -> None:
    """201 too: a denial is an answer. Each reason has a code and a sentence, and no name."""
    response = site.report(written=FAILED)
    assert response.status_code == 201
    assert response.json["decision"] == "denied"
    assert [reason["code"] for reason in response.json["reasons"]] == ["written_below_cut"]
    assert response.json["reasons"][0]["sentence"]
    assert RESULT["candidate"]["name"] not in response.text
    assert site.rows()["certificate"] == 0


def test_a_result_that_a_person_must_decide_waits(site: Site) -> None:
    """202, and the decision once there is one."""
    response = site.report(scheme="btx-2")
    assert (response.status_code, response.json["decision"]) == (202, "waiting")
    site.world.intake.decide(
        "btx-2", RESULT["attempt"], grant=True, author="Officer", why="", at=site.clock()
    )
    again = site.report(scheme="btx-2")
    assert (again.status_code, again.json["decision"]) == (201, "granted")


def test_the_same_attempt_gets_the_first_answer(site: Site) -> None:
    """Reported again without any key, it is told the same, marked, and nothing is written."""
    first = site.report()
    rows = site.rows()
    again = site.report()
    assert (again.status_code, again.json) == (201, first.json)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert site.rows() == rows


def test_a_denial_is_told_again(site: Site) -> None:
    """A denial stays what it was."""
    first = site.report(written=FAILED)
    again = site.report(written=FAILED)
    assert (again.status_code, again.json) == (first.status_code, first.json)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"attempt": None}, "attempt"),
        ({"attempt": 7}, "attempt"),
        ({"candidat": {}}, "candidat"),
        ({"candidate": []}, "candidate"),
        ({"candidate": named("")}, "candidate.name"),
        ({"written": {"percent": 101}}, "written.percent"),
        ({"completed_at": "yesterday"}, "completed_at"),
    ],
)
def test_bad_content_is_named(shared: Site, changes: dict[str, Any], field: str) -> None:
    """422 with the place of the mistake; nothing is written."""
    rows = shared.rows()
    problem = problem_of(shared.report(**changes), 422, "exam_result_invalid")
    assert field in [error["field"] for error in problem["errors"]]
    assert shared.rows() == rows


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"attempt": 1, "attempt": 2}',
        b'{"attempt": NaN}',
        b'{"attempt": "\\ud800"}',
        b'{"attempt": "\\u0000"}',
        b'{"a":' * 100_000,
        b'{"attempt": ' + b"9" * 5000 + b"}",
        '{"attempt": "é"}'.encode("utf-16"),
        b'\xef\xbb\xbf{"attempt": "a"}',
        b'{"attempt": "\xff"}',
    ],
)
def test_what_is_not_strict_json_is_malformed(shared: Site, body: bytes) -> None:
    """400 before anything else is looked at; deep nesting or too much of it may be too large."""
    rows = shared.rows()
    response = shared.client().post(
        PATH, data=body, content_type="application/json", headers=shared.bearer
    )
    if response.status_code == 413:
        assert len(body) > 64 * 1024
    else:
        problem_of(response, 400, "exam_result_malformed")
    assert shared.rows() == rows


def test_only_json_is_taken(shared: Site) -> None:
    """A form or plain text is another type of content: 415."""
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "text/json", ""):
        response = shared.client().post(
            PATH, data=json.dumps(RESULT), content_type=content_type, headers=shared.bearer
        )
        problem_of(response, 415, "unsupported_type")


def test_a_packed_body_is_refused(shared: Site) -> None:
    """Compressed bodies are not unpacked: 415."""
    headers = shared.bearer | {"Content-Encoding": "gzip"}
    response = shared.client().post(PATH, json=RESULT, headers=headers)
    problem_of(response, 415, "unsupported_encoding")


def test_a_body_has_a_limit(site: Site) -> None:
    """64 KiB are read, one byte more is not."""
    for size, status in ((65_536, 201), (65_537, 413)):
        body = json.dumps(RESULT).encode().ljust(size)
        response = site.client().post(
            PATH, data=body, content_type="application/json", headers=site.bearer
        )
        assert response.status_code == status


def test_another_content_for_a_known_attempt_is_a_conflict(site: Site) -> None:
    """A corrected result never makes a second certificate: 409."""
    site.issue()
    rows = site.rows()
    problem_of(site.report(profession="rn"), 409, "attempt_conflict")
    assert site.rows() == rows


def test_an_unknown_scheme_is_named(shared: Site) -> None:
    """422, at `scheme`."""
    rows = shared.rows()
    problem = problem_of(shared.report(scheme="btx-9"), 422, "unknown_scheme")
    assert problem["errors"][0]["field"] == "scheme"
    assert shared.rows() == rows


def test_a_name_that_cannot_be_printed_is_refused_with_its_character(shared: Site) -> None:
    """422, and the sentence names the character: U+1F9EA has no glyph in a certificate's fonts."""
    rows = shared.rows()
    response = shared.report(candidate=named("Dr Test \N{TEST TUBE} Example"))
    problem = problem_of(response, 422, "name_unprintable")
    assert "U+1F9EA" in problem["detail"]
    assert problem["errors"][0]["field"] == "candidate.name"
    assert shared.rows() == rows


def test_a_name_too_long_for_the_code_is_refused(shared: Site) -> None:
    """422: with it the QR code would be too fine to scan."""
    rows = shared.rows()
    long = "".join(chr(0x4E00 + place) for place in range(100))
    problem_of(shared.report(candidate=named(long)), 422, "name_too_long")
    assert shared.rows() == rows


def test_a_missing_key_stops_issuing_with_a_sentence(site: Site) -> None:
    """503 with Retry-After; nothing is written, no file is named, and verifying goes on."""
    number = site.issue()
    folder = site.world.settings.key_folder
    kid = site.world.keys.credential_signer(site.clock()).kid
    (folder / f"{kid}.pem").rename(folder / "elsewhere")
    rows = site.rows()
    response = site.report(attempt="A-2")
    problem_of(response, 503, "key_unavailable")
    assert int(response.headers["Retry-After"]) > 0
    assert kid not in response.text
    assert site.rows() == rows
    assert site.client().get(f"/v/{number}").status_code == 200
    (folder / "elsewhere").rename(folder / f"{kid}.pem")
    assert site.report(attempt="A-2").status_code == 201


def test_issuing_that_was_stopped_says_so(site: Site) -> None:
    """503 until it is opened again; nothing is written; why it was stopped stays inside."""
    with site.world.database.writing() as unit:
        unit.control.stop_issuing("suspicion of theft")
    rows = site.rows()
    response = site.report()
    problem_of(response, 503, "issuing_stopped")
    assert "theft" not in response.text
    assert site.rows() == rows


def test_an_attempt_being_issued_is_in_progress(site: Site) -> None:
    """409 while an intention lives; after it the retry issues anew, once."""
    intended = _leave_an_intention(site)
    assert len(intended) == 1
    response = site.report()
    problem_of(response, 409, "in_progress")
    assert int(response.headers["Retry-After"]) > 0
    site.clock.advance(INTENTION_LIVES - timedelta(seconds=1))
    problem_of(site.report(), 409, "in_progress")
    site.clock.advance(timedelta(seconds=1))
    assert site.issue() not in intended


def _leave_an_intention(site: Site) -> list[str]:
    """Lose the key between the intention and the signature; return the numbers so intended."""
    intake, keys = site.world.intake, site.world.keys
    key = keys.vault.folder / f"{keys.credential_signer(site.clock()).kid}.pem"

    def lose_key_and_draw(prefix: str) -> str:
        key.rename(key.with_suffix(".lost"))
        return draw_number(prefix)

    losing = replace(intake, issuer=replace(intake.issuer, draw_number=lose_key_and_draw))
    with pytest.raises(KeyUnavailableError):
        losing.take(read_members(make_result()), actor="test", at=site.clock())
    key.with_suffix(".lost").rename(key)
    with site.world.database.reading() as unit:
        return unit.credentials.intended_before(site.clock() + timedelta(days=1), 10)
