"""`POST /api/v1/verify`: 200 for every verdict, a problem document for every bad request."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import FakeBody, FakeDocuments, make_number
from tests.web.verifier.clients import make_client
from verifier.answer import Answer
from verifier.scan.found import FoundToken
from verifier.status_list import Status
from verifier.strict_json import load_object
from verifier.web.http.bodies import MAX_BODY
from verifier.web.http.problems import ProblemDocument
from verifier.web.uploads import MAX_UPLOAD

PATH = "/api/v1/verify"
PDF = b"%PDF-1.7 ..."


def answer_of(response: TestResponse) -> dict[str, Any]:
    """Return the answer, which is strict JSON and as described."""
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    answer = load_object(response.data, max_bytes=8192, max_depth=8)
    Answer.model_validate(answer)
    return answer


def problem_of(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Return the problem document, which names its code and its request."""
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    problem = load_object(response.data, max_bytes=8192, max_depth=8)
    ProblemDocument.model_validate(problem)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == response.headers["X-Request-ID"]
    return problem


def test_a_token_is_judged(client: FlaskClient, body: FakeBody) -> None:
    """A token gets the whole answer."""
    answer = answer_of(client.post(PATH, json={"text": body.release()}))
    assert (answer["outcome"], answer["reason"]) == ("valid", "valid")
    assert answer["headline"] == "Valid today"
    assert answer["credential"]["number"] == make_number()
    assert [check["finding"] for check in answer["checks"]] == ["passed"] * 8


def test_text_is_taken_as_it_is(client: FlaskClient, body: FakeBody) -> None:
    """A space beside a token makes it another text, which is not a certificate."""
    token = body.release()
    for text in (f" {token}", f"{token}\n", f"{token}=", f"{token}~"):
        assert answer_of(client.post(PATH, json={"text": text}))["reason"] == "malformed"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.REVOKED, "revoked"),
        (Status.SUSPENDED, "suspended"),
        (Status.SUPERSEDED, "superseded"),
    ],
)
def test_every_verdict_is_200(
    client: FlaskClient, body: FakeBody, status: Status, reason: str
) -> None:
    """A withdrawn certificate is an answer, not an error; so is an unknown number."""
    token = body.release()
    body.change(status)
    assert answer_of(client.post(PATH, json={"text": token}))["reason"] == reason
    unknown = answer_of(client.post(PATH, json={"text": make_number("0000000")}))
    assert (unknown["reason"], unknown["credential"]) == ("unknown_number", None)


def test_every_way_to_send_a_document(
    client: FlaskClient, body: FakeBody, documents: FakeDocuments
) -> None:
    """A file part, or the bytes themselves under any document type: its own bytes decide."""
    documents.known[PDF] = FoundToken(body.release())
    form = client.post(PATH, data={"file": (io.BytesIO(PDF), "any name.exe")})
    assert answer_of(form)["reason"] == "valid"
    for kind in ("application/pdf", "image/png", "image/jpeg"):
        raw = client.post(PATH, data=PDF, content_type=kind)
        assert answer_of(raw)["reason"] == "valid"
    other = client.post(PATH, data=b"<html>", content_type="application/pdf")
    assert answer_of(other)["reason"] == "unreadable"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"{}",
        b'{"text":1}',
        b'{"text":null}',
        b'{"text":["x"]}',
        b'{"text":"a","text":"b"}',
        b'{"text":"a","more":1}',
        b'{"text":"\\ud800"}',
        b'{"text":"\\u0000"}',
        b'{"text":NaN}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b"[" * 30_000,
        b'{"text":' + b"9" * 5000 + b"}",
    ],
    ids=lambda data: data[:24].decode("latin-1"),
)
def test_what_is_not_the_one_json_object_is_malformed(client: FlaskClient, data: bytes) -> None:
    """Any other JSON, and what is none, is a 400 that says so without repeating it."""
    response = client.post(PATH, data=data, content_type="application/json")
    problem = problem_of(response, 400, "malformed_request")
    assert "9999" not in json.dumps(problem)


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/x-www-form-urlencoded"])
def test_other_types_are_refused(client: FlaskClient, kind: str) -> None:
    """What is neither JSON nor a document is told which types are taken."""
    response = client.post(PATH, data=b"text=x", content_type=kind)
    assert "application/pdf" in problem_of(response, 415, "unsupported_type")["detail"]


def test_no_type_at_all_is_refused(client: FlaskClient) -> None:
    """A body without a type is not guessed at."""
    problem_of(client.post(PATH, data=PDF), 415, "unsupported_type")


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"file": (io.BytesIO(b""), "empty.pdf")},
        {"other": (io.BytesIO(PDF), "x.pdf")},
        {"file": "not a file"},
    ],
)
def test_a_form_without_its_one_file_is_malformed(
    client: FlaskClient, parts: dict[str, Any]
) -> None:
    """One file, in the part called file, and nothing else."""
    response = client.post(PATH, data=parts, content_type="multipart/form-data")
    problem_of(response, 400, "malformed_request")


def test_two_files_are_malformed(client: FlaskClient) -> None:
    """Nobody chooses between two files."""
    files = [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(PDF), "b.pdf")]
    problem_of(client.post(PATH, data={"file": files}), 400, "malformed_request")


def test_a_form_without_boundary_is_malformed(client: FlaskClient) -> None:
    """A multipart body that cannot be taken apart is not an empty question."""
    response = client.post(PATH, data=PDF, content_type="multipart/form-data")
    problem_of(response, 400, "malformed_request")


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("application/json", MAX_BODY), ("application/pdf", MAX_UPLOAD), ("image/png", MAX_UPLOAD)],
)
def test_size_is_limited_by_what_is_declared(client: FlaskClient, kind: str, limit: int) -> None:
    """One byte over the limit is refused before the body is read; at the limit it is not."""

    class Unread(io.RawIOBase):
        def readinto(self, _: object) -> int:
            raise AssertionError("the body was read")

    environ = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(limit + 1)}
    response = client.post(PATH, environ_overrides=environ, content_type=kind)
    problem_of(response, 413, "too_large")
    fits = client.post(PATH, data=b"x" * limit, content_type=kind)
    assert fits.status_code == (400 if kind == "application/json" else 200)


@pytest.mark.parametrize("more", [0, 1, 100_000])
def test_size_is_limited_where_none_is_declared(client: FlaskClient, more: int) -> None:
    """A chunked body is read up to the limit; a longer one is refused and never cut short."""
    start, end = b'{"text":"', b'"}'
    size = MAX_BODY - len(start) - len(end) + more
    stream = io.BytesIO(start + b"x" * size + end)
    environ = {
        "wsgi.input": stream,
        "wsgi.input_terminated": True,
        "HTTP_TRANSFER_ENCODING": "chunked",
    }
    response = client.post(PATH, environ_overrides=environ, content_type="application/json")
    if more:
        problem_of(response, 413, "too_large")
        assert stream.tell() == MAX_BODY + 1
    else:
        assert answer_of(response)["reason"] == "malformed"


@pytest.mark.parametrize("is_chunked", [True, False])
@pytest.mark.parametrize("more", [0, 1])
def test_a_form_is_limited_too(client: FlaskClient, more: int, *, is_chunked: bool) -> None:
    """A multipart body may be as large as the limit, however it is sent, and no larger."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    tail = b"\r\n--b--\r\n"
    data = head + b"x" * (MAX_UPLOAD - len(head) - len(tail) + more) + tail
    environ = {
        "wsgi.input": io.BytesIO(data),
        "wsgi.input_terminated": True,
        "CONTENT_TYPE": "multipart/form-data; boundary=b",  # the client would make its own
    }
    how = (
        {"HTTP_TRANSFER_ENCODING": "chunked"} if is_chunked else {"CONTENT_LENGTH": str(len(data))}
    )
    response = client.post(PATH, environ_overrides=environ | how)
    assert response.status_code == (413 if more else 200)


def test_a_packed_body_is_refused(client: FlaskClient) -> None:
    """A compressed body is not unpacked: a small one may be a large one."""
    response = client.post(
        PATH,
        data=b"\x1f\x8b",
        content_type="application/json",
        headers={"Content-Encoding": "gzip"},
    )
    problem_of(response, 415, "unsupported_encoding")


def test_a_busy_reader_is_a_503(
    client: FlaskClient, documents: FakeDocuments, body: FakeBody
) -> None:
    """While all readers are busy documents must wait, and texts need not."""
    documents.is_busy = True
    response = client.post(PATH, data=PDF, content_type="application/pdf")
    problem_of(response, 503, "busy")
    assert response.headers["Retry-After"] == "3"  # the reader's own, not the allowance's minute
    assert answer_of(client.post(PATH, json={"text": body.release()}))["reason"] == "valid"


def test_any_page_may_ask_and_none_is_known(client: FlaskClient) -> None:
    """CORS is open on this address alone, never with credentials."""
    for response in (
        client.options(PATH, headers={"Origin": "https://evil.example"}),
        client.post(PATH, json={"text": "x"}, headers={"Origin": "null"}),
        client.post(PATH, data=b"{", content_type="application/json"),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
    assert client.options(PATH).headers["Access-Control-Allow-Headers"] == "Content-Type"
    for path in ("/v", "/healthz", "/readyz", "/metrics", "/nowhere"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


def test_other_methods_are_named(client: FlaskClient) -> None:
    """Another method is a 405 that says which one is taken."""
    for method in ("GET", "PUT", "DELETE", "TRACE", "FOO"):
        response = client.open(PATH, method=method)
        problem_of(response, 405, "method_not_allowed")
        assert response.headers["Allow"] == "OPTIONS, POST"


def test_the_description_is_the_api(client: FlaskClient) -> None:
    """The OpenAPI document names the operation, all it takes and all it may answer."""
    document = load_object(client.get("/api/v1/openapi.json").data, max_bytes=65536, max_depth=32)
    operation = document["paths"][PATH]["post"]
    assert operation["operationId"] == "verify"
    assert set(operation["requestBody"]["content"]) == {
        "application/json",
        "multipart/form-data",
        "application/pdf",
        "image/png",
        "image/jpeg",
    }
    assert set(operation["responses"]) == {"200", "400", "413", "415", "429", "503"}
    assert list(operation["responses"]["400"]["content"]) == ["application/problem+json"]
    answer = document["components"]["schemas"]["Answer"]
    assert set(answer["properties"]) == set(Answer.model_fields)
    assert {PATH, "/api/v1/ledger"} <= set(document["paths"])


def test_a_description_asked_for_twice_is_the_same(body: FakeBody) -> None:
    """Describing changes nothing, however often and by whichever app it is asked for."""
    first, second = make_client(body), make_client(body)
    texts = {c.get("/api/v1/openapi.json").text for c in (first, first, second)}
    assert len(texts) == 1
