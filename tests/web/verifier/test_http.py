"""What every answer has in common: names, headers, limits, problems, logs, figures."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from tests.factories import HOST, FakeBody, make_number
from tests.web.verifier.clients import make_client
from verifier.settings import WrongSettingsError
from verifier.web.http.headers import set_policy
from verifier.web.http.logs import configure_logs
from verifier.web.http.problems import Problem
from verifier.web.services import Services

PATHS = ["/v", f"/v/{make_number('0000000')}", "/healthz", "/nowhere", "/api/nowhere", "/metrics"]
NAME = "Dr Secret Person"


def break_things(app: Flask, _: Services) -> None:
    """Add routes that go wrong, as an issuer's might."""
    broken = Blueprint("broken", __name__)

    @broken.get("/api/bug")
    @broken.get("/bug")
    def bug() -> ResponseReturnValue:
        raise RuntimeError("the cause")

    @broken.get("/api/overfull")
    @broken.get("/overfull")
    def overfull() -> ResponseReturnValue:
        raise MemoryError

    @broken.get("/refused")
    def refused() -> ResponseReturnValue:
        raise Problem(409, "wrong_state", "It is not in that state.")

    set_policy(broken, "default-src 'self'")
    app.register_blueprint(broken)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what is logged, and put the process's logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"{HOST}:8080",
        f"user@{HOST}",
        f" {HOST}",
        f"{HOST},evil.example",
        f"{HOST}.evil.example",
        "",
        "[::1",
        "\xff",
    ],
)
@pytest.mark.parametrize("path", ["/v", "/api/v1/verify"])
def test_another_host_is_refused_and_not_repeated(
    client: FlaskClient, host: str, path: str
) -> None:
    """The site answers to its own name alone, and never says another one."""
    response = client.get(path, environ_overrides={"HTTP_HOST": host})
    assert response.status_code == 400
    assert "evil" not in response.text
    assert "does not answer to that name" in response.text


def test_no_hosts_answer_nobody(body: FakeBody) -> None:
    """An empty rule refuses."""
    assert make_client(body, hosts=frozenset()).get("/v").status_code == 400


def test_case_of_the_host_does_not_matter(client: FlaskClient) -> None:
    """A QR code in capitals leads here too."""
    assert client.get("/V", environ_overrides={"HTTP_HOST": HOST.upper()}).status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/static/verify.js"])
def test_headers_of_every_answer(client: FlaskClient, path: str) -> None:
    """Errors and files carry the same protection as pages, and no version of anything."""
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    camera = "camera=(self)" if path.startswith("/v") else "camera=()"
    assert camera in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-ID"])
    assert "Server" not in headers


def test_only_https_is_told_to_stay(client: FlaskClient) -> None:
    """HSTS goes out over https alone."""
    assert "Strict-Transport-Security" in client.get("/v").headers
    plain = client.get("/v", base_url=f"http://{HOST}")
    assert plain.status_code == 200
    assert "Strict-Transport-Security" not in plain.headers


def test_a_request_has_a_name_of_our_making(client: FlaskClient) -> None:
    """Each request has another name, and not the one it came with."""
    sent = {"X-Request-ID": "mine"}
    names = {client.get("/v", headers=sent).headers["X-Request-ID"] for _ in range(3)}
    assert len(names) == 3
    assert "mine" not in names


def test_forwarding_headers_of_strangers_change_nothing(body: FakeBody) -> None:
    """Unless the proxies were counted, what a caller says of scheme and address is not believed."""
    claims = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    plain = f"http://{HOST}"
    client = make_client(body)
    assert (
        "Strict-Transport-Security" not in client.get("/v", base_url=plain, headers=claims).headers
    )
    proxied = make_client(body, trusted_proxies=1)
    response = proxied.get("/v", base_url=plain, headers=claims)
    assert response.status_code == 200
    assert "Strict-Transport-Security" in response.headers
    assert "evil" not in response.text


@pytest.mark.parametrize("path", ["/bug", "/api/bug"])
def test_a_bug_is_an_incident(body: FakeBody, lines: io.StringIO, path: str) -> None:
    """The caller gets a number and nothing else; the log has the rest under the same number."""
    response = make_client(body, break_things).get(path)
    assert response.status_code == 500
    assert "the cause" not in response.text
    assert "Traceback" not in response.text
    number = response.headers["X-Request-ID"]
    assert number in response.text
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    incident = next(record for record in records if record["event"] == "incident")
    assert incident["request_id"] == number
    assert "RuntimeError: the cause" in incident["exception"]


@pytest.mark.parametrize("path", ["/overfull", "/api/overfull"])
def test_a_request_without_memory_is_refused(body: FakeBody, lines: io.StringIO, path: str) -> None:
    """It may come again in a moment; somebody is told, and it is no incident."""
    response = make_client(body, break_things).get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "3")
    assert "Try again in a few seconds." in response.text
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = [(record["level"], record["event"]) for record in records]
    assert ("critical", "there was no memory for a request") in told
    assert "incident" not in lines.getvalue()


def test_a_refusal_keeps_its_page_readable(body: FakeBody) -> None:
    """A problem page has the policy of its own style, whatever its blueprint's pages have."""
    response = make_client(body, break_things).get("/refused")
    assert response.status_code == 409
    assert "It is not in that state." in response.text
    assert "style-src 'sha256-" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "kind"), [("/nowhere", "text/html"), ("/v", "text/html")])
def test_people_get_pages(client: FlaskClient, path: str, kind: str) -> None:
    """Where people read, an error is a page, and says it is none about a certificate."""
    response = client.delete(path)
    assert response.status_code in {404, 405}
    assert response.mimetype == kind
    assert "This says nothing about any certificate." in response.text


@pytest.mark.parametrize("path", ["/api/nowhere", "/.well-known/x", "/s/1", "/t/1"])
def test_programs_get_documents(client: FlaskClient, path: str) -> None:
    """Where programs read, an error is a problem document, whatever they accept."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.json is not None
    assert response.json["code"] == "not_found"


def test_lookups_are_counted_together(body: FakeBody) -> None:
    """Page, number and API share one allowance; past it comes a 429 that says when to return."""
    client = make_client(body, lookup_limit="3 per minute")
    assert "Retry-After" not in client.get(f"/v/{make_number()}").headers
    client.post("/v", data={"text": "x"})
    client.post("/api/v1/verify", json={"text": "x"})
    response = client.post("/api/v1/verify", json={"text": "x"})
    assert response.status_code == 429
    assert response.json is not None
    assert response.json["code"] == "too_many_requests"
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert client.get(f"/v/{make_number()}").status_code == 429
    assert client.get("/v").status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/v", data={"text": "x"}, environ_overrides=other).status_code == 200


def test_one_network_is_one_caller(body: FakeBody) -> None:
    """Of IPv6 the network is counted, because one caller owns all addresses of it."""
    client = make_client(body, lookup_limit="1 per minute")

    def ask(address: str) -> int:
        environ = {"REMOTE_ADDR": address}
        return client.post("/v", data={"text": "x"}, environ_overrides=environ).status_code

    assert [ask("2001:db8::1"), ask("2001:db8::2"), ask("2001:db8:0:1::1")] == [200, 429, 200]


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"lookup_limit": "many"}, "PROBATUM_LOOKUP_LIMIT"),
        ({"lookup_limit": ""}, "PROBATUM_LOOKUP_LIMIT"),
        ({"redis_url": "nothing://10.0.0.1"}, "PROBATUM_REDIS_URL"),
    ],
)
def test_a_limit_that_cannot_be_kept_stops_the_start(
    body: FakeBody, settings: dict[str, str], name: str
) -> None:
    """A limit nobody can read, or count, is not silently no limit."""
    with pytest.raises(WrongSettingsError, match=name):
        make_client(body, **settings)


def test_logs_hold_no_secret(body: FakeBody, lines: io.StringIO) -> None:
    """One line a request, JSON, without token, name, number, address or query."""
    token = body.release(name=NAME)
    client = make_client(body, lookup_limit="3 per minute")
    client.post("/api/v1/verify?q=private", json={"text": token})
    client.post("/v", data={"text": token})
    agent = {"HTTP_USER_AGENT": "a\nb"}
    client.get(f"/v/{make_number()}?q=private", environ_overrides=agent)
    client.get(f"/v/{make_number()}")
    client.get(f"/{token}")
    client.get("/v", environ_overrides={"HTTP_HOST": "evil.example"})
    text = lines.getvalue()
    for secret in (token[-40:], NAME, make_number(), "private", "127.0.0.1", "evil", "a\\nb"):
        assert secret not in text
    records = [json.loads(line) for line in text.splitlines()]
    requests = [record for record in records if record["logger"] == "probatum.requests"]
    assert [record["status"] for record in requests] == [200, 200, 200, 429, 404, 400]
    assert [record.get("code") for record in requests[2:]] == [
        None,
        "too_many_requests",
        "not_found",
        "bad_host",
    ]
    assert requests[2]["route"] == "/v/<typed>"
    assert requests[4]["route"] == "none"
    assert all(record["request_id"] for record in requests)


def test_what_the_core_logs_names_the_request(body: FakeBody, lines: io.StringIO) -> None:
    """A refusal that the verifier logs stands under the number of the request that met it."""
    response = make_client(body).post("/api/v1/verify", json={"text": "x"})
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    refused = next(record for record in records if record["logger"] == "verifier.verify")
    assert refused["request_id"] == response.headers["X-Request-ID"]


def test_alive_asks_nothing_and_ready_asks_all(body: FakeBody) -> None:
    """A process is alive whatever it lacks, and ready when it lacks nothing."""
    there = {"store": True, "trust": True}
    checks = {"store": lambda: there["store"], "trust": lambda: there["trust"]}
    client = make_client(body, readiness=checks)
    assert client.get("/readyz").json == {"status": "ready", "missing": []}
    there["store"] = False
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (
        503,
        {"status": "not ready", "missing": ["store"]},
    )
    assert client.get("/healthz").json == {"status": "alive"}


def test_figures_are_counted(client: FlaskClient, body: FakeBody) -> None:
    """Verdicts are counted by reason and way, requests by route; unknown words are one label."""
    client.post("/api/v1/verify", json={"text": body.release()})
    client.get(f"/v/{make_number()}")
    client.open("/v", method="MADEUP")
    text = client.get("/metrics").text
    assert 'probatum_verdicts_total{reason="valid",way="api"} 1.0' in text
    assert 'probatum_verdicts_total{reason="valid",way="number"} 1.0' in text
    assert 'route="/v/<typed>",status="200"' in text
    assert "MADEUP" not in text
    assert make_number() not in text


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.7"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
    ],
)
def test_figures_are_for_this_machine(
    client: FlaskClient, environ: dict[str, str], status: int
) -> None:
    """Loopback may look, but not the world through a proxy on this machine."""
    assert client.get("/metrics", environ_overrides=environ).status_code == status


def test_figures_may_be_opened(body: FakeBody) -> None:
    """A setting shows them to everyone."""
    client = make_client(body, metrics_public=True)
    environ = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_overrides=environ).status_code == 200


def test_static_files_are_kept_by_digest(client: FlaskClient) -> None:
    """A file named by its digest is kept for a year, another soon asked for again."""
    address = re.search(r'src="(/static/verify\.js\?v=[0-9a-f]+)"', client.get("/v").text)
    assert address
    kept = client.get(address[1]).headers["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"
    assert client.get("/static/verify.js").headers["Cache-Control"] == "public, max-age=300"
    for path in ("/static/page.css", "/static/../app.py", "/static/"):
        assert client.get(path).status_code == 404


def test_the_style_is_small(client: FlaskClient) -> None:
    """The style sheet of the public pages has at most 3 KB; a form's page without data has 8."""
    html = client.get("/v").text
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)
    assert style
    assert len(style[1].encode()) <= 3072
    shown = re.sub("<(template|script type).*</(template|script)>", "", html, flags=re.DOTALL)
    assert len(shown.encode()) <= 8192


def test_the_verifier_runs_alone() -> None:
    """Nothing of the issuer, no database, and no typesetter before a report is asked for."""
    script = (
        "import sys\n"
        "import wsgi\n"
        "from tests.factories import make_world\n"
        "from verifier.web.app import create_app\n"
        "create_app(make_world())\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.replace("'", '"')))
    assert "verifier" in loaded
    assert not loaded & {"issuer", "sqlalchemy", "sqlmodel", "alembic", "psycopg", "typst"}


def test_processes_count_together(tmp_path: object) -> None:
    """With a shared directory, the figures are those of every process."""
    script = (
        "from tests.factories import FakeBody\n"
        "from tests.web.verifier.clients import make_client\n"
        "client = make_client(FakeBody())\n"
        "client.post('/api/v1/verify', json={'text': 'x'})\n"
        "print(client.get('/metrics').text)\n"
    )
    environ = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PATH": ""}
    for count in ("1.0", "2.0"):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environ
        )
        assert f'probatum_verdicts_total{{reason="malformed",way="api"}} {count}' in done.stdout
