"""`POST /api/v1/verify/batch`: many rows, answered in their order, held to what is described."""

from __future__ import annotations

import json

import pytest

from tests.factories import FakeBody, make_number
from tests.web.verifier.clients import make_client
from verifier.status_list import Status
from verifier.web.batch_api import MAX_BATCH

PATH = "/api/v1/verify/batch"
NUMBER = make_number()
WITHDRAWN = make_number("8Z2K4TT")


@pytest.fixture
def body():
    """Return a body with one valid and one withdrawn certificate."""
    made = FakeBody()
    made.release()
    made.release(number=WITHDRAWN, name="Ann Example")
    made.change(Status.REVOKED, number=WITHDRAWN)
    made.statuses.clear()
    return made


def post(client, rows):
    """Ask about `rows` and return status and answer."""
    answer = client.post(PATH, json={"rows": rows})
    return answer.status_code, json.loads(answer.data)


def test_each_row_in_its_order(body):
    """Match and verdict of each, by number, link and token, with whatever else is in the list."""
    token = body.ledger.tokens[NUMBER]
    rows = [
        {"text": WITHDRAWN, "name": "Ann Example"},
        {"text": f" {NUMBER.lower()} ", "name": "Somebody Else"},
        {"text": f"https://cert.example.org/v#{token}", "name": "Example-Santos, Amelie"},
        {"text": "hello", "name": "Ann"},
        {"text": NUMBER, "on": "2026-05-01"},
    ]
    status, answer = post(make_client(body), rows)
    assert status == 200
    told = [
        (each["row"], each["match"]["result"], each["verdict"]["reason"]) for each in answer["rows"]
    ]
    assert told == [
        (1, "matches", "revoked"),
        (2, "differs", "valid"),
        (3, "matches", "valid"),
        (4, "not_told", "malformed"),
        (5, "not_told", "valid"),
    ]
    assert answer["checked_at"] == "2026-11-20T12:00:00Z"
    assert [each["on"] and each["on"]["result"] for each in answer["rows"]] == [
        *([None] * 4),
        "in_force",
    ]


def test_a_verdict_is_that_of_a_single_check(body):
    """What is told in a batch is what is told alone, member by member."""
    client = make_client(body)
    alone = json.loads(client.post("/api/v1/verify", json={"text": WITHDRAWN}).data)
    _, answer = post(client, [{"text": WITHDRAWN}])
    assert answer["rows"][0]["verdict"] == alone


def test_how_many(body):
    """A thousand rows, and none more; none is refused too."""
    client = make_client(body)
    status, answer = post(client, [{"text": "hello"}] * 1000)
    assert (status, len(answer["rows"])) == (200, 1000)
    for rows in ([{"text": "hello"}] * 1001, []):
        status, problem = post(client, rows)
        assert (status, problem["code"]) == (422, "invalid_request")
        assert problem["errors"][0]["field"] == "rows"


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"text": ""},
        {"text": "x" * 9001},
        {"text": 7},
        {"text": "x", "name": "x" * 201},
        {"text": "x", "shoe": "44"},
        {"text": "x", "on": "31.3.2026"},
        {"text": "x", "on": "2026-02-30"},
        {"text": "x", "on": 20260331},
        {"text": "x", "on": "20260331"},
        {"text": "x", "on": "2026-03-31T00:00:00"},
        {"text": "x", "scope": ["glabella"]},
        "x",
    ],
)
def test_a_row_that_is_none(body, row):
    """The whole request is refused, and the problem says which row and member."""
    status, problem = post(make_client(body), [{"text": "x"}, row])
    assert (status, problem["code"]) == (422, "invalid_request")
    assert problem["errors"][0]["field"].startswith("rows.1")


def test_how_large(body):
    """A body longer than the limit is not read."""
    client = make_client(body)
    for size, status in ((MAX_BATCH, 400), (MAX_BATCH + 1, 413)):
        answer = client.post(PATH, data=b"x" * size, content_type="application/json")
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
    assert client.post(PATH, data=b"x", content_type="text/csv").status_code in {415, 422}
    assert client.get(PATH).status_code == 405


def test_lists_have_an_allowance_of_their_own(body):
    """Ten lists a minute; what is left for single look-ups is the same as before."""
    client = make_client(body)
    told = [post(client, [{"text": "hello"}])[0] for _ in range(11)]
    assert told == [200] * 10 + [429]
    assert client.post("/api/v1/verify", json={"text": "hello"}).status_code == 200


def test_any_site_may_ask(body):
    """A public answer to a public question, kept by nobody."""
    answer = make_client(body).post(PATH, json={"rows": [{"text": NUMBER}]})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_it_is_described(body):
    """The description has the operation, its limits, and an example of each member of a row."""
    described = json.loads(make_client(body).get("/api/v1/openapi.json").data)
    operation = described["paths"][PATH]["post"]
    assert set(operation["responses"]) == {"200", "400", "413", "415", "422", "429"}
    schemas = described["components"]["schemas"]
    rows = schemas["BatchRequest"]["properties"]["rows"]
    assert (rows["minItems"], rows["maxItems"]) == (1, 1000)
    members = schemas["Row"]["properties"]
    assert set(members) == {"text", "name", "profession", "scope", "on"}
    assert all(member["examples"] for member in members.values())
    (example,) = schemas["BatchRequest"]["examples"]
    assert post(make_client(body), example["rows"])[0] == 200


def test_a_verifier_alone(body):
    """Without a ledger a token gets its verdict, and a number cannot be looked up."""
    client = make_client(body, has_ledger=False)
    _, answer = post(client, [{"text": body.ledger.tokens[NUMBER]}, {"text": NUMBER}])
    told = [each["verdict"]["reason"] for each in answer["rows"]]
    assert told == ["valid", "status_unavailable"]
