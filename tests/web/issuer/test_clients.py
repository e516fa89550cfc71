"""Who may call the issuer's API: programs with a key, sent as a bearer and in no other way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.issuer.conftest import RESULT, Desk, Site, problem_of

NUMBER = "BTX-7K3M-9QPC"
ROUTES = [
    ("GET", "/api/v1/certificates"),
    ("GET", f"/api/v1/certificates/{NUMBER}"),
    ("GET", f"/api/v1/certificates/{NUMBER}/certificate.pdf"),
    ("POST", f"/api/v1/certificates/{NUMBER}/revoke"),
    ("POST", f"/api/v1/certificates/{NUMBER}/suspend"),
    ("POST", f"/api/v1/certificates/{NUMBER}/reinstate"),
    ("POST", "/api/v1/exam-results"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_wants_a_key(shared: Site, method: str, path: str) -> None:
    """Without one: 401 with a challenge, before the body is looked at."""
    rows = shared.rows()
    response = shared.client().open(path, method=method, data=b"{", content_type="application/json")
    problem_of(response, 401, "not_signed_in")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="probatum"'
    assert shared.rows() == rows


def test_only_the_whole_key_opens(shared: Site) -> None:
    """A part of it, more than it, another case, another scheme or two of them do not."""
    key = shared.key
    for header in (
        "",
        "Bearer",
        "Bearer ",
        "Bearer prb_",
        f"Bearer {key[:-1]}",
        f"Bearer {key}A",
        f"Bearer {key.swapcase()}",
        f"Bearer {key[4:]}",
        f"Bearer {key[:-1]}é",
        f"Bearer {key}, Bearer {key}",
        f"Bearer {key} {key}",
        f"Basic {key}",
        f"Token {key}",
        key,
        f"Bearer {'A' * 1_000_000}",
        "Bearer \x00",
    ):
        response = shared.client().post(
            "/api/v1/exam-results", json=RESULT, headers={"Authorization": header}
        )
        problem_of(response, 401, "not_signed_in")
        assert key not in response.text
    assert shared.rows()["attempt"] == 0


def test_the_scheme_has_any_case(shared: Site) -> None:
    """`bearer` is `Bearer` (RFC 9110 section 11.1)."""
    headers = {"Authorization": f"bEaReR {shared.key}"}
    assert shared.client().get("/api/v1/certificates", headers=headers).status_code == 200


def test_a_key_elsewhere_is_not_looked_at(shared: Site) -> None:
    """Not in the query, not in the body, not in a cookie, not in a header of another name."""
    key, client = shared.key, shared.client()
    client.set_cookie("Authorization", f"Bearer {key}", domain="cert.example.org")
    for path in (f"?key={key}", f"?api_key={key}", f"?access_token={key}"):
        problem_of(client.get(f"/api/v1/certificates{path}"), 401, "not_signed_in")
    body = {**RESULT, "api_key": key}
    problem_of(client.post("/api/v1/exam-results", json=body), 401, "not_signed_in")
    headers = {"X-API-Key": key}
    problem_of(client.get("/api/v1/certificates", headers=headers), 401, "not_signed_in")


def test_an_ended_key_opens_nothing(site: Site) -> None:
    """From the moment it is ended."""
    assert site.get("/api/v1/certificates").status_code == 200
    with site.world.database.writing() as unit:
        assert unit.api_keys.end("exam system", site.clock())
    problem_of(site.get("/api/v1/certificates"), 401, "not_signed_in")


def test_a_key_whose_time_is_over_opens_nothing(site: Site) -> None:
    """A year, if nobody said otherwise; to the second."""
    assert site.get("/api/v1/certificates").status_code == 200
    site.clock.advance(timedelta(days=365, seconds=-1))
    assert site.get("/api/v1/certificates").status_code == 200
    site.clock.advance(timedelta(seconds=1))
    problem_of(site.get("/api/v1/certificates"), 401, "not_signed_in")


def test_a_desk_session_opens_no_api(site: Site) -> None:
    """A signed-in browser is not a program: nothing it holds is looked at."""
    desk = Desk(site).sign_in()
    problem_of(desk.get("/api/v1/certificates"), 401, "not_signed_in")


def test_the_api_is_not_shared_with_other_origins(shared: Site) -> None:
    """No CORS header, whatever the origin, on answers and on preflights."""
    for origin in ("https://evil.example", "null", "https://cert.example.org.evil.example"):
        headers = shared.bearer | {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for method in ("GET", "OPTIONS"):
            response = shared.client().open("/api/v1/certificates", method=method, headers=headers)
            assert not [name for name, _ in response.headers if "access-control" in name.lower()]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_other_methods_are_refused_with_what_is_allowed(
    shared: Site, method: str, path: str
) -> None:
    """TRACE, PUT, DELETE and made-up words are 405 and say what is; OPTIONS says it too."""
    for other in ("TRACE", "PUT", "DELETE", "PATCH", "FOO", "POST" if method == "GET" else "GET"):
        response = shared.client().open(path, method=other, headers=shared.bearer)
        problem_of(response, 405, "method_not_allowed")
        assert method in response.headers["Allow"]
    response = shared.client().options(path)
    assert (response.status_code, method in response.headers["Allow"]) == (200, True)


def test_head_is_get_without_a_body(shared: Site) -> None:
    """Same status and headers, nothing more."""
    response = shared.client().head("/api/v1/certificates", headers=shared.bearer)
    assert (response.status_code, response.data) == (200, b"")
    assert int(response.headers["Content-Length"]) > 0
