"""Requests that ask for what they may not, or in a way that nobody asks: each answered as it must.

Who asks is nobody, a program with its key, or an officer who is signed in at the desk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from string import Template
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.attacks.answers import PROBLEM, check_calm, read_page, read_problem
from tests.attacks.asking import Askers, csrf_of
from tests.attacks.cases import load
from tests.attacks.watch import Watch
from tests.attacks.world import Site, make_result

CASES = [
    {**case, "id": f"{kind}/{case['id']}"}
    for kind in ("keys", "desk", "http")
    for case in load(f"requests-{kind}")
]
MAX_ANSWER = 24_576  # bytes, where nothing is drawn or packed


@pytest.fixture(scope="module")
def askers(site: Site) -> Askers:
    """Return who asks the shared site."""
    return Askers(site)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_it_is_answered_as_it_must_be(askers: Askers, watch: Watch, case: dict[str, Any]) -> None:
    """The status and code that were expected, no word of our inside, and nothing is written."""
    told = filled(case, askers.values)
    watching = watch.refused if case["status"] >= 400 else watch.quiet
    secrets = (askers.site.key, askers.values["cookie"], askers.token[-40:], askers.number)
    with watching(*secrets):
        answer = ask(askers, told)
    assert answer.status_code == case["status"], answer.text[:500]
    if case.get("binary"):
        return
    check_calm(answer, MAX_ANSWER)
    if case["code"] is not None:
        assert code_of(answer) == case["code"]
    absent = told.get("absent")
    assert absent is None or absent not in answer.text + str(answer.headers)


def ask(askers: Askers, told: dict[str, Any]) -> TestResponse:
    """Send the request that a case describes."""
    method, _, path = told["ask"].partition(" ")
    who = told.get("who", "nobody")
    sent: dict[str, Any] = {}
    if "json" in told:
        sent["json"] = told["json"]
    if "form" in told or "body" in told:
        sent["data"] = told.get("form", told.get("body"))
    if told.get("bomb"):
        sent["data"] = bytes(1_000_000)
    if told.get("result"):
        sent["json"] = make_result(attempt="EX-NEVER")
    if "host" in told:
        sent["environ_overrides"] = {"HTTP_HOST": told["host"]}
    headers = {**askers.headers(who), **told.get("headers", {})}
    return askers.client(who).open(path, method=method, headers=headers, **sent)


def code_of(answer: TestResponse) -> str:
    """Return the code of a problem, or what a page tells."""
    return read_problem(answer)[1] if answer.mimetype == PROBLEM else read_page(answer)[1]


def filled(case: dict[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """Return a case with its $names replaced, wherever they stand."""
    text = json.dumps(case)
    safe = {name: json.dumps(value)[1:-1] for name, value in values.items()}
    replaced: dict[str, Any] = json.loads(Template(text).substitute(safe))
    return replaced


def test_nobody_s_guesses_lock_anybody_out(own_site: Site) -> None:
    """Two hundred wrong codes from one address are slowed down; elsewhere a colleague signs in."""
    browser, told = own_site.client(), set()
    token = csrf_of(browser, "/admin/sign-in")
    for guess in range(200):
        form = {"secret": f"{guess:043d}", "csrf_token": token}
        answer = browser.post("/admin/sign-in", data=form)
        told.add(answer.status_code)
    assert told == {403, 429}
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    colleague = own_site.client()
    form = {
        "secret": own_site.sign_in_secret(),
        "csrf_token": csrf_of(colleague, "/admin/sign-in"),
    }
    answer = colleague.post("/admin/sign-in", data=form, environ_overrides=elsewhere)
    assert answer.status_code == 303


def test_who_may_reach_what(askers: Askers, site: Site) -> None:
    """Every route, tried as nobody, as a program and as an officer: the table says who passes."""
    wrong = []
    for rule in site.app.url_map.iter_rules():
        group = group_of(rule.rule)
        path = rule.rule.replace("<number>", askers.number).replace("<serial>", "1")
        path = re.sub(r"<any\(([^,)]+)[^>]*>", lambda m: m[1].strip("'\""), path)
        path = re.sub(r"<int:[^>]+>", "1", path)
        path = re.sub(r"<[^>]+>", askers.number, path)
        for who in ("nobody", "program", "officer"):
            if "GET" not in (rule.methods or set()):
                continue
            answer = askers.client(who).get(path, headers=askers.headers(who))
            passed = answer.status_code not in {303, 401, 403}
            if passed != (who in PASSES[group]):
                wrong.append((who, rule.rule, answer.status_code))
    assert wrong == []


PASSES = {
    "public": {"nobody", "program", "officer"},
    "api": {"program"},
    "desk": {"officer"},
    "door": {"nobody", "program"},  # who is in already is led on
    "home": set(),  # leads on, or to the door
    "link": set(),  # who has one: tests/web/issuer/test_{candidate,holder}_page.py
}


def group_of(rule: str) -> str:
    """Return to which group of the table a route belongs."""
    if rule == "/admin/join":  # an invitation opens there, with a button
        return "public"
    if rule == "/admin/sign-in":
        return "door"
    if rule in {
        "/admin/",
        "/admin/registers",
        "/admin/appeals/<appeal>/panel",
        "/admin/confirm/form",
    }:
        return "home"
    if rule.startswith("/admin"):
        return "desk"
    if rule.startswith(LINKED) and rule != "/me/lost":
        return "link"
    return "api" if rule.startswith(PROGRAMS) else "public"


LEAD_ON = {
    "/admin/",
    "/admin/appeals/<appeal>/panel",
    "/admin/confirm/form",
    "/admin/registers",
}
LINKED = ("/candidate/application", "/me/", "/watch/list", "/watch/webhook")
PROGRAMS = (
    "/api/v1/applications",
    "/api/v1/certificates",
    "/api/v1/documents",
    "/api/v1/exam-results",
    "/api/v1/registers",
)
