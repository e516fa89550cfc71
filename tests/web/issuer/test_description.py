"""`/api/v1/openapi.json` describes the whole API, and readiness says what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from issuer.notify.message import Topic
from issuer.notify.webhooks import body_of
from issuer.web.api.webhooks import SENT
from tests.notify.telling import make_message
from tests.web.issuer.conftest import Site

OPERATIONS = {
    ("post", "/api/v1/verify"),
    ("post", "/api/v1/verify/batch"),
    ("post", "/api/v1/exam-results"),
    ("get", "/api/v1/certificates"),
    ("get", "/api/v1/certificates/{number}"),
    ("get", "/api/v1/certificates/{number}/certificate.pdf"),
    ("post", "/api/v1/certificates/{number}/suspend"),
    ("post", "/api/v1/certificates/{number}/reinstate"),
    ("post", "/api/v1/certificates/{number}/revoke"),
    ("post", "/api/v1/applications"),
    ("get", "/api/v1/applications"),
    ("get", "/api/v1/applications/{application}"),
    ("post", "/api/v1/applications/{application}/withdraw"),
    ("post", "/api/v1/applications/{application}/documents"),
    ("get", "/api/v1/applications/{application}/documents"),
    ("post", "/api/v1/documents/{document}/strike"),
    ("get", "/api/v1/registers/{kind}"),
    ("get", "/api/v1/registers/{kind}/{entry}"),
    ("put", "/api/v1/registers/{kind}/{entry}"),
    ("post", "/api/v1/statements/{sender}"),
    ("post", "/api/v1/ledger"),
}

OTHERWISE: dict[str, Any] = {
    "/api/v1/verify": None,
    "/api/v1/verify/batch": None,
    "/api/v1/ledger": None,
    "/api/v1/statements/{sender}": [{"signedMessage": []}],
}


@pytest.fixture(scope="module")
def description(shared: Site) -> dict[str, Any]:
    """Return the description."""
    answer: dict[str, Any] = json.loads(shared.client().get("/api/v1/openapi.json").data)
    return answer


def test_every_route_of_the_api_is_described(shared: Site, description: dict[str, Any]) -> None:
    """What the app serves under /api/v1 and what is described are the same."""
    found = {(method, path) for path, item in description["paths"].items() for method in item}
    served = {
        (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
        for rule in shared.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
    }
    assert found == served == OPERATIONS


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    """No schema is missing."""
    schemas = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    references = set(_references(description))
    assert references
    assert references <= schemas


def test_what_needs_a_key_says_so(description: dict[str, Any]) -> None:
    """All but verifying names the way to prove who asks, which is described too."""
    assert description["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    for path, item in description["paths"].items():
        for operation in item.values():
            assert operation.get("security") == OTHERWISE.get(path, [{"apiKey": []}])


def test_problems_are_described(description: dict[str, Any]) -> None:
    """Every operation that needs a key describes its 401, as a problem document."""
    for path, item in description["paths"].items():
        for operation in item.values():
            if OTHERWISE.get(path, "a key") is not None:
                assert "application/problem+json" in operation["responses"]["401"]["content"]


def test_what_we_post_is_described(description: dict[str, Any]) -> None:
    """Every kind of message, in OpenAPI's own place for it, and as it is sent."""
    assert description["openapi"].startswith("3.1")
    note = {"note": "cert.example.org/record", "name": "1.txt", "size": "1"}
    messages = (
        make_message(topic=Topic.WATCH_CHANGES, data={"number": "BTX-7K3M-9QPD"}),
        make_message(topic=Topic.WATCH_TEST, data={}),
        make_message(topic=Topic.CHECKPOINT, data=note),
    )
    told = [json.loads(body_of(each)) for each in messages]
    assert [each["type"] for each in told] == list(SENT) == list(description["webhooks"])
    for each in told:
        SENT[each["type"]].model_validate_json(json.dumps(each), strict=True)
        posted = description["webhooks"][each["type"]]["post"]
        assert posted["parameters"][0]["name"] == "webhook-id"


def test_names_are_unique(description: dict[str, Any]) -> None:
    """An operation's name makes a client's method."""
    names = [
        operation["operationId"]
        for item in description["paths"].values()
        for operation in item.values()
    ]
    assert len(set(names)) == len(names) == len(OPERATIONS)


def test_readiness_asks_the_database(site: Site) -> None:
    """Verifying needs the database; a schema that is too old is no database."""
    assert site.client().get("/readyz").json == {"status": "ready", "missing": []}
    site.ask("UPDATE alembic_version SET version_num = '0000'")
    response = site.client().get("/readyz")
    assert (response.status_code, response.json["missing"]) == (503, ["database"])
    assert site.client().get("/readyz/issuing").json["missing"] == ["database"]


def test_readiness_to_issue_is_told_apart(site: Site) -> None:
    """Keys and the stop switch stop issuing, and `/readyz` stays as it is."""
    assert site.client().get("/readyz/issuing").status_code == 200
    for key in site.world.settings.key_folder.glob("*.pem"):
        key.chmod(0o644)
    with site.world.database.writing() as unit:
        unit.control.stop_issuing("drill")
    response = site.client().get("/readyz/issuing")
    assert (response.status_code, response.json) == (
        503,
        {"status": "not ready", "missing": ["credential_key", "status_key", "issuing_open"]},
    )
    assert site.client().get("/readyz").status_code == 200


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, held in value.items():
            if name == "$ref":
                yield held
            elif name == "mapping":
                yield from held.values()
            else:
                yield from _references(held)
    elif isinstance(value, list):
        for held in value:
            yield from _references(held)
