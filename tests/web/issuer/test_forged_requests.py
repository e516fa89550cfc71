"""Requests that other sites make a browser send: refused, and nothing is changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.web.issuer.conftest import Desk, Site
from verifier.status_list import Status

SIGN_IN = "/admin/sign-in"


def _fields(number: str, token: str | None) -> dict[str, str]:
    fields = {"reason": "licence-lost", "note": "", "number": number}
    return fields if token is None else {**fields, "csrf_token": token}


def _refused(response: TestResponse) -> None:
    assert (response.status_code, response.mimetype) == (403, "text/html")
    assert "Nothing was changed" in response.text


def test_a_form_of_ours_is_taken(site: Site, desk: Desk) -> None:
    """The one below that must work, so that the others fail for their own reason."""
    number = site.issue()
    path = f"/admin/certificates/{number}/revoke"
    data = _fields(number, desk.token(path))
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "https://cert.example.org"}
    assert desk.browser.post(path, data=data, headers=headers).status_code == 303
    assert site.status(number) is Status.REVOKED


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://cert.example.org"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://cert.example.org.evil.example"},
        {"Origin": "https://cert.example.org:8443"},
        {"Origin": ""},
    ],
)
def test_a_request_from_another_site_is_refused(
    site: Site, desk: Desk, headers: dict[str, str]
) -> None:
    """Even with the right token, because the browser says where it comes from."""
    number = site.issue()
    path = f"/admin/certificates/{number}/revoke"
    data = _fields(number, desk.token(path))
    rows = site.rows()
    _refused(desk.browser.post(path, data=data, headers=headers))
    assert site.rows() == rows
    assert site.status(number) is Status.VALID


def test_a_token_is_of_one_session(site: Site, desk: Desk) -> None:
    """None, a wrong one, another session's, a stranger's or one of before the sign-in: refused."""
    number = site.issue()
    path, rows = f"/admin/certificates/{number}/revoke", site.rows()
    own = desk.token(path)
    stranger = Desk(site).token(SIGN_IN)
    early = Desk(site)
    before = early.token(SIGN_IN)
    other = Desk(site).sign_in("Other Officer").token(path)
    for token in (None, "", "x", own[:-1], own + "x", other, stranger, "." * 10_000):
        _refused(desk.browser.post(path, data=_fields(number, token)))
    early.sign_in("Third Officer")
    _refused(early.browser.post(path, data=_fields(number, before)))
    signed_in = dict.fromkeys(
        ("session", "event", "event_detail", "officer", "officer_role", "account"), 0
    )
    assert site.rows() | signed_in == rows | signed_in
    assert site.status(number) is Status.VALID


def test_a_token_is_read_from_the_form_alone(site: Site, desk: Desk) -> None:
    """Not from a header, not from the address, not from JSON, whatever it calls itself."""
    number = site.issue()
    path = f"/admin/certificates/{number}/revoke"
    token = desk.token(path)
    body = json.dumps(_fields(number, token))
    attempts: list[dict[str, Any]] = [
        {"data": _fields(number, None), "headers": {"X-CSRFToken": token}},
        {"data": _fields(number, None), "query_string": {"csrf_token": token}},
        {"data": body, "content_type": "application/json"},
        {"data": body, "content_type": "text/plain"},
    ]
    for options in attempts:
        _refused(desk.browser.post(path, **options))
    assert site.status(number) is Status.VALID


@pytest.mark.parametrize("path", [SIGN_IN, "/admin/sign-out", "/admin/waiting/attempt"])
def test_every_form_is_guarded(shared: Site, path: str) -> None:
    """The sign-in's too: nobody is signed in by another site."""
    desk = Desk(shared).sign_in()
    _refused(desk.browser.post(path, data={"secret": shared.link()}))
    _refused(Desk(shared).browser.post(path, data={"secret": shared.link()}))


def test_nothing_changes_by_a_link(site: Site, desk: Desk) -> None:
    """GET with all that a form would hold shows the form."""
    number = site.issue()
    path = f"/admin/certificates/{number}/revoke"
    answer = desk.get(path, query_string=_fields(number, desk.token(path)))
    assert answer.status_code == 200
    assert desk.browser.head(path).status_code == 200
    assert site.status(number) is Status.VALID


def test_pages_are_not_framed_kept_or_scripted(site: Site, desk: Desk) -> None:
    """Every page of the desk, refusals too, has the headers that keep strangers out of it."""
    number = site.issue()
    for path in (
        SIGN_IN,
        "/admin/certificates",
        f"/admin/certificates/{number}",
        f"/admin/certificates/{number}/revoke",
        "/admin/certificates/BTX-0000-0000",
        "/admin/waiting",
        "/admin/waiting/attempt",
        "/admin/certificates?page=x",
    ):
        headers = desk.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "data:" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert not [name for name, _ in headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "FOO"])
def test_other_methods_are_refused(shared: Site, method: str) -> None:
    """405 with what is allowed, signed in or not."""
    for path in ("/admin/certificates", SIGN_IN, "/admin/waiting"):
        response = Desk(shared).browser.open(path, method=method)
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]


def test_a_form_has_a_size(site: Site, desk: Desk) -> None:
    """Too many bytes are not read: 413; too many fields are only bytes."""
    number = site.issue()
    path = f"/admin/certificates/{number}/revoke"
    fields = _fields(number, desk.token(path)) | {"note": "a" * 40_000}
    assert desk.browser.post(path, data=fields).status_code == 413
    assert site.status(number) is Status.VALID
