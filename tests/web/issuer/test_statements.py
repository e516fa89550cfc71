"""`POST /api/v1/statements/<sender>`: signed messages of a learning system, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from issuer.body.schemes import activate
from issuer.certification.scheme_file import parse_scheme
from issuer.certification.xapi import MAX_BYTES, Outcome, Verb, parse_statement
from tests.issuer.school import PERSON, scheme_bytes, signed, statement, voiding
from tests.web.issuer.conftest import EXAMPLES, MakeSite, Site, problem_of

PATH = "/api/v1/statements/moodle"


class Moodle:
    """A learning system that reports to a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        activate(
            site.world.database,
            site.world.body,
            scheme_bytes("bare"),
            actor="test",
            at=site.clock(),
        )
        site.clock.advance(timedelta(minutes=1))  # what is in force is read anew
        self.secret = self.add("moodle")

    def add(self, name: str) -> str:
        """Let a learning system report."""
        learning = self.site.world.candidates.learning
        return learning.add_sender(name, actor="test", at=self.site.clock())

    def send(self, sent: Any, **headers: str) -> TestResponse:
        """Send what is given as JSON, signed; `headers` replace those of the message."""
        body = json.dumps(sent).encode()
        return self.send_body(body, **headers)

    def send_body(self, body: bytes, path: str = PATH, **headers: str) -> TestResponse:
        """Send any bytes, signed."""
        made = {
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
            **signed(self.secret, body, self.site.clock()),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.site.client().post(path, data=body, headers=made)


@pytest.fixture
def moodle(make_site: MakeSite) -> Moodle:
    """Return a learning system and its site."""
    return Moodle(make_site())


@pytest.fixture(scope="module")
def still(shared: Site) -> Iterator[Moodle]:
    """Return one for tests that change nothing."""
    return Moodle(shared)


def passed(**changes: Any) -> dict[str, Any]:
    """Return a statement about a scheme that keeps no dossiers."""
    return statement("bare/written", **changes)


def test_a_statement_is_taken(moodle: Moodle) -> None:
    """200 with what became of it; the certificate is there, and not in the answer."""
    sent = passed()
    response = moodle.send(sent)
    assert response.status_code == 200
    attempt = f"moodle.{sent['context']['registration'][:8]}.{sent['id']}"
    answer = {"statement": sent["id"], "answer": "taken", "attempt": attempt}
    assert response.json == {"answers": [answer]}
    assert moodle.site.rows()["certificate"] == 1


def test_the_same_message_again(moodle: Moodle) -> None:
    """The same answer, byte by byte, and nothing is written."""
    sent = passed()
    first = moodle.send(sent)
    rows = moodle.site.rows()
    again = moodle.send(sent)
    assert (again.status_code, again.data) == (200, first.data)
    assert moodle.site.rows() == rows


def test_a_list(moodle: Moodle) -> None:
    """Each is answered in its place: taken, ignored, voided, noted."""
    first, second = passed(), passed()
    remark = passed() | {"verb": {"id": "http://adlnet.gov/expapi/verbs/initialized"}}
    response = moodle.send([first, remark, voiding(first), voiding(second)])
    assert response.status_code == 200
    answers = response.json["answers"]
    assert [each["answer"] for each in answers] == ["taken", "ignored", "voided", "noted"]
    assert [each["statement"] for each in answers][:2] == [first["id"], remark["id"]]
    assert answers[2]["attempt"] == answers[0]["attempt"]
    assert [review.attempt for review in moodle.site.world.candidates.appeals.reviews()] == [
        answers[0]["attempt"]
    ]


def test_a_list_of_fifty(moodle: Moodle) -> None:
    """50 are taken, one more is not."""
    sent = [passed() | {"verb": {"id": "http://adlnet.gov/expapi/verbs/completed"}}] * 50
    assert len(moodle.send(sent).json["answers"]) == 50
    problem_of(moodle.send([*sent, sent[0]]), 422, "document_invalid")


def test_a_list_in_part(moodle: Moodle) -> None:
    """422, for a sender looks at the status; what could be taken is taken, the others are named."""
    good, bad = passed(), passed()
    del bad["result"]["score"]
    odd = statement("other/written")
    response = moodle.send([good, bad, 7, odd])
    problem = problem_of(response, 422, "statements_refused")
    assert problem["detail"].startswith("1 of 4 statements were taken")
    told = {error["field"]: error["message"] for error in problem["errors"]}
    assert told["[1].result.score"] == "add it"
    assert told["[2]"] == "give an object"
    assert told["[3]"].startswith("No scheme in force names this activity")
    assert moodle.site.rows()["statement"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": "7"}, "id"),
        ({"actor": {}}, "actor.account"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"context": {}}, "context.registration"),
    ],
)
def test_a_mistake_is_named(still: Moodle, changes: dict[str, Any], field: str) -> None:
    """422 with its place; nothing is written."""
    rows = still.site.rows()
    problem = problem_of(still.send(passed() | changes), 422, "document_invalid")
    assert field in [error["field"] for error in problem["errors"]]
    assert still.site.rows() == rows


def test_a_refusal_is_a_sentence(still: Moodle) -> None:
    """422, in words of ours and without the name of anybody."""
    rows = still.site.rows()
    sent = passed(verb=Verb.FAILED)
    response = still.send(sent)
    problem = problem_of(response, 422, "statement_refused")
    assert problem["detail"].startswith("Failed, and yet all that the scheme asks")
    assert sent["actor"]["name"] not in response.text
    assert PERSON not in response.text
    assert still.site.rows() == rows


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"null", b'"x"', b"{", b'{"id": 1, "id": 2}', b'{"id": NaN}'),
        *(b'{"id": "\\ud800"}', b'{"a":' * 30_000, b'\xef\xbb\xbf{"id": 1}', b'{"id": "\xff"}'),
    ],
)
def test_what_is_no_json_of_ours(still: Moodle, body: bytes) -> None:
    """422 before anything of it is looked at."""
    problem_of(still.send_body(body), 422, "document_invalid")


def test_who_is_not_signed_in(still: Moodle) -> None:
    """401 for a wrong signature, a missing header, an unknown sender, and an API key instead."""
    rows, body = still.site.rows(), json.dumps(passed()).encode()
    wrong = [
        still.send_body(body, webhook_signature="v1,AAAA"),
        still.send_body(body, webhook_id=f"msg_{uuid4().hex}"),
        still.send_body(body, webhook_timestamp="0"),
        still.send_body(body, webhook_signature=""),
        still.send_body(body, path="/api/v1/statements/nobody"),
        still.send_body(body, path="/api/v1/statements/%00"),
        still.site.client().post(PATH, json=passed(), headers=still.site.bearer),
        still.site.client().post(PATH, json=passed()),
    ]
    for response in wrong:
        problem_of(response, 401, "signature_refused")
    assert still.site.rows() == rows


def test_who_is_not_known_is_not_told_what_is_wrong_with_the_body(still: Moodle) -> None:
    """The signature comes first: what is no JSON is 401 too."""
    problem_of(still.send_body(b"{", webhook_signature="v1,AAAA"), 401, "signature_refused")


@pytest.mark.parametrize("side", [1, -1])
def test_a_message_lives_five_minutes(moodle: Moodle, side: int) -> None:
    """Five minutes from when it was signed it is taken, a second more and it is not."""
    body = json.dumps(passed()).encode()
    headers = signed(moodle.secret, body, moodle.site.clock())
    moodle.site.clock.advance(side * timedelta(minutes=5))
    assert moodle.send_body(body, **headers).status_code == 200
    moodle.site.clock.advance(side * timedelta(seconds=1))
    problem_of(moodle.send_body(body, **headers), 401, "signature_refused")


def test_an_ended_sender(moodle: Moodle) -> None:
    """401 from then on."""
    moodle.site.world.candidates.learning.end_sender("moodle", actor="t", at=moodle.site.clock())
    problem_of(moodle.send(passed()), 401, "signature_refused")


def test_only_json_is_taken(still: Moodle) -> None:
    """A form or text is another type of content: 415."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/json", ""):
        response = still.send_body(b"{}", **{"Content-Type": kind})
        problem_of(response, 415, "unsupported_type")


def test_a_body_has_a_limit(moodle: Moodle) -> None:
    """256 KiB are read, one byte more is not."""
    body = json.dumps(passed()).encode()
    assert moodle.send_body(body.ljust(MAX_BYTES)).status_code == 200
    problem_of(moodle.send_body(body.ljust(MAX_BYTES + 1)), 413, "too_large")


def test_issuing_that_was_stopped(moodle: Moodle) -> None:
    """503 with Retry-After, also where the statement is one of a list; later it is taken."""
    with moodle.site.world.database.writing() as unit:
        unit.control.stop_issuing("drill")
    sent = passed()
    response = moodle.send([sent])
    problem_of(response, 503, "issuing_stopped")
    assert int(response.headers["Retry-After"]) > 0
    with moodle.site.world.database.writing() as unit:
        unit.control.stop_issuing(None)
    moodle.site.clock.advance(timedelta(minutes=2))
    assert moodle.send([sent]).status_code == 200


def test_it_is_described(still: Moodle) -> None:
    """The headers, the way to sign, and both forms of the body are in the description."""
    described = json.loads(still.site.client().get("/api/v1/openapi.json").text)
    operation = described["paths"]["/api/v1/statements/{sender}"]["post"]
    names = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
    assert names == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    (way,) = operation["security"]
    (name,) = way
    assert described["components"]["securitySchemes"][name]["name"] == "webhook-signature"
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["$ref"].rpartition("/")[2] in described["components"]["schemas"]


def test_the_example_in_the_manual() -> None:
    """What docs/learning-systems.md tells to send is read, and its activity is the example's."""
    manual = Path(__file__).parents[3] / "docs" / "learning-systems.md"
    example = manual.read_text("utf-8").partition("```json\n")[2].partition("```")[0]
    outcome = parse_statement(example.encode())
    assert isinstance(outcome, Outcome)
    scheme = parse_scheme((EXAMPLES / "botulinum-toxin.toml").read_bytes())
    assert scheme.written is not None
    assert outcome.activity == scheme.written.activity
    assert set(outcome.sections) == {section.id for section in scheme.written.sections}
    assert outcome.form in {form.id for form in scheme.written.forms}
