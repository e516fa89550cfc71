"""A verifier alone says what it does not have, and who has it; other addresses are nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bench.world import found_world
from issuer.web.app import create_app as create_issuer_app
from tests.factories import HOST, FakeBody, make_number, make_world
from tests.web.verifier.clients import SiteClient
from verifier.trust import PinnedTrust, Trust
from verifier.web.app import create_app
from verifier.web.not_here import is_issuers_own

OTHER = "https://other.example.org"
_ARGUMENT = re.compile(r"<(?:any\('?(?P<one>[^',)]+)[^>]*|int:[^>]*|[^>]*)>")


def alone(*more: FakeBody) -> SiteClient:
    """Return a caller of a verifier alone, which believes an issuer, and `more`."""
    world = make_world(has_ledger=False)
    issuers = [*world.trust.current().issuers, *(body.trusted for body in more)]
    return SiteClient(create_app(replace(world, trust=PinnedTrust(Trust(issuers)))))


def filled(rule: str) -> str:
    """Return an address that a rule matches."""
    return _ARGUMENT.sub(lambda found: found["one"] or "1", rule)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the issuer's app."""
    world = found_world(tmp_path_factory.mktemp("whole") / "home")
    yield create_issuer_app(world)
    world.database.dispose()


def test_all_that_an_issuer_has_besides_is_not_here(whole):
    """Every route of the issuer's app that this one lacks is told, whatever the method."""
    client = alone()
    own = {rule.rule for rule in client.application.url_map.iter_rules()}
    missing = {rule.rule: rule for rule in whole.url_map.iter_rules() if rule.rule not in own}
    assert len(missing) > 40
    for name, rule in missing.items():
        method = "GET" if "GET" in rule.methods else "POST"
        answer = client.open(filled(name), method=method)
        assert answer.status_code == 404, name
        code = answer.json["code"] if answer.is_json else "page"
        assert "not_here" in (code, *re.findall(r'data-answer="(\w+)"', answer.text)), name


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/administration", "/api/v1/nothing", "/v/a/b", "/.well-known/other", "/x/admin"],
)
def test_what_nobody_has_is_not_found(path):
    """A stranger's invention is no issuer's address."""
    assert not is_issuers_own(path)
    answer = alone().get(path)
    assert answer.status_code == 404
    assert "not_found" in answer.text
    assert "not_here" not in answer.text


def test_a_program_is_told_who_has_it():
    """The problem document names each issuer that is believed, with the same address there."""
    problem = alone(FakeBody(OTHER)).get("/api/v1/certificates/BTX-1").json
    assert problem["code"] == "not_here"
    assert problem["issuers"] == [
        {
            "name": "Example Certification Board",
            "url": f"https://{HOST}/api/v1/certificates/BTX-1",
        },
        {"name": "Example Certification Board", "url": f"{OTHER}/api/v1/certificates/BTX-1"},
    ]


def test_a_person_gets_a_link():
    """The page leads to the issuer's own; nothing of the address becomes markup."""
    answer = alone().get("/register/<b>x")
    assert f'<a href="https://{HOST}/register/%3Cb%3Ex">' in answer.text
    assert "<b>x" not in answer.text


@pytest.mark.parametrize("ask", ["path", "form"])
def test_a_number_is_looked_up_at_the_issuer(ask):
    """A verifier alone has no ledger; a slip of the hand is told all the same."""
    client, number = alone(), make_number()
    form = {"text": f"https://{HOST}/v/{number}"}
    by_path = ask == "path"
    answer = client.get(f"/v/{number.lower()}") if by_path else client.post("/v", data=form)
    assert answer.status_code == 404
    assert 'data-answer="not_here"' in answer.text
    assert f'<a href="https://{HOST}/v/{number}">' in answer.text
    assert 'data-answer="number_mistyped"' in client.get(f"/v/{number[:-1]}X").text


def test_the_issuer_itself_says_not_found():
    """Where there is a ledger nothing is elsewhere."""
    answer = SiteClient(create_app(make_world())).get("/admin")
    assert 'data-answer="not_found"' in answer.text
