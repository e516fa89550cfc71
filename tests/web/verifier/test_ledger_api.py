"""`POST /api/v1/ledger`: what is on record, by number and digest, without a name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import FakeBody, make_number, make_token
from tests.web.verifier.clients import make_client
from verifier import jws
from verifier.status_list import Status
from verifier.strict_json import load_object
from verifier.web.ledger_api import PATH, LedgerAnswer

NUMBER = make_number()
MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)


def question(token: str, **changes: Any) -> dict[str, Any]:
    """Return what is asked about `token`, with `changes`."""
    return {"number": NUMBER, "digest": jws.parse(token).digest.hex()} | changes


def ask(client: FlaskClient, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the answer, which is strict JSON, as described, and open to every page."""
    response = client.post(PATH, json=asked)
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    LedgerAnswer.model_validate_json(response.data)
    return load_object(response.data, max_bytes=1024, max_depth=2)


def test_a_released_credential_is_known(client: FlaskClient, body: FakeBody) -> None:
    """What was released is told as such, in force, at the site's own time; and no more."""
    assert ask(client, question(body.release())) == {
        "status": "released",
        "state": "valid",
        "since": None,
        "successor": None,
        "checked_at": "2026-11-20T12:00:00Z",
    }


@pytest.mark.parametrize("status", [Status.REVOKED, Status.SUSPENDED, Status.SUPERSEDED])
def test_a_change_is_told(client: FlaskClient, body: FakeBody, status: Status) -> None:
    """The state on record has the word of the reasons, with its day and its successor."""
    token = body.release()
    body.change(status, since=MARCH, successor=make_number("8Z2K4TT"))
    answer = ask(client, question(token))
    assert answer["state"] == status.name.lower()
    assert answer["since"] == "2026-03-03T15:00:00Z"
    assert answer["successor"] == make_number("8Z2K4TT")


def test_both_must_fit(client: FlaskClient, body: FakeBody) -> None:
    """A digest that was never released, or another's number, is unknown."""
    token = body.release()
    forged = question(make_token(body, name="Mallory Forged"))
    for asked in (forged, question(token, number=make_number("0000000"))):
        answer = ask(client, asked)
        assert (answer["status"], answer["state"], answer["since"]) == ("unknown", None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "0" * 63},
        {"digest": "0" * 65},
        {"digest": "0" * 64 + "\n"},
        {"digest": "A" * 64},
        {"digest": 0},
        {"number": "9" * 41},
        {"number": None},
        {"name": "Dr Example"},
    ],
)
def test_other_questions_are_refused(
    client: FlaskClient, body: FakeBody, changes: dict[str, Any]
) -> None:
    """A number and a digest in lower-case hex, and nothing else."""
    response = client.post(PATH, json=question(body.release(), **changes))
    assert (response.status_code, response.get_json()["code"]) == (422, "invalid_request")


def test_a_ledger_that_is_down_says_so(client: FlaskClient, body: FakeBody) -> None:
    """It is never taken for one that does not know."""
    token = body.release()
    body.ledger.down = True
    response = client.post(PATH, json=question(token))
    assert (response.status_code, response.get_json()["code"]) == (503, "unavailable")
    assert int(response.headers["Retry-After"]) > 0


def test_a_verifier_alone_has_none(body: FakeBody) -> None:
    """Without a ledger the answer is that it is not here, which is no word on the certificate."""
    response = make_client(body, has_ledger=False).post(PATH, json=question(body.release()))
    assert (response.status_code, response.get_json()["code"]) == (404, "not_here")
