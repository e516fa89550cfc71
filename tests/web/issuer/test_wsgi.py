"""`wsgi.py`: the role chooses the app and the command, and importing it does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.web.issuer.conftest import MakeSite, Site
from verifier.clock import utc_now
from verifier.trust_file import TrustFile, format_trust

ROOT = Path(__file__).parents[3]
LOADED = "sorted(n for n in sys.modules if n.partition('.')[0] in ('issuer', 'sqlalchemy'))"


def _run(code: str, *, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**kept, **settings},
        capture_output=True,
        input=given,
        text=True,
        check=False,
    )


def test_importing_it_does_nothing(tmp_path: Path) -> None:
    """No app, no setting, no issuer, and nothing written."""
    done = _run(f"import sys, wsgi; print({LOADED})", PROBATUM_HOME=str(tmp_path / "none"))
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
    assert not (tmp_path / "none").exists()


def test_a_verifier_alone_has_no_issuer(make_site: MakeSite, tmp_path: Path) -> None:
    """Its app serves the pages, knows no route of an issuer and never loaded its code."""
    trust = tmp_path / "trust.toml"
    trust.write_bytes(_trust_file(make_site()))
    code = (
        "import sys, wsgi\n"
        "client = wsgi.create_app().test_client()\n"
        "for path in ('/v', '/admin/', '/api/v1/certificates', '/s/1', '/t/1',"
        " '/.well-known/jwt-vc-issuer'):\n"
        "    print(client.get(path, base_url='https://check.example').status_code)\n"
        f"print({LOADED})"
    )
    done = _run(
        code,
        PROBATUM_ROLE="verifier",
        PROBATUM_TRUST_FILE=str(trust),
        PROBATUM_HOSTS="check.example",
    )
    assert done.stdout.split() == ["200", "404", "404", "404", "404", "404", "[]"], done.stderr


def test_an_issuer_serves_what_is_on_record(make_site: MakeSite) -> None:
    """Made from the environment alone, it has the issuer's routes."""
    home = make_site().world.settings.home
    code = (
        "import wsgi\n"
        "client = wsgi.create_app().test_client()\n"
        "for path in ('/v', '/admin/sign-in', '/.well-known/jwt-vc-issuer'):\n"
        "    print(client.get(path, base_url='https://cert.example.org').status_code)"
    )
    done = _run(code, PROBATUM_HOME=str(home))
    assert done.stdout.split() == ["200", "200", "200"], done.stderr


def test_what_is_missing_stops_the_start_and_is_named(make_site: MakeSite) -> None:
    """A setting by its name, a database by itself; there is no app then."""
    home = str(make_site().world.settings.home)
    cases = [
        ({"PROBATUM_ROLE": "verifier"}, "PROBATUM_TRUST_FILE"),
        ({"PROBATUM_ROLE": "both"}, "PROBATUM_ROLE"),
        ({"PROBATUM_PORT": "0"}, "PROBATUM_PORT"),
        ({"PROBATUM_HOME": f"{home}/none"}, "database"),
        ({"PROBATUM_HOME": home, "PROBATUM_URL": "https://other.example"}, "PROBATUM_URL"),
    ]
    code = (
        "import os, wsgi\n"
        f"for settings, _ in {cases!r}:\n"
        "    os.environ.update(settings)\n"
        "    try: print(wsgi.create_app())\n"
        "    except Exception as error: print(error)\n"
        "    for name in settings: del os.environ[name]\n"
    )
    lines = _run(code).stdout.splitlines()
    assert [said in line for line, (_, said) in zip(lines, cases, strict=True)] == [True] * 5, lines


def test_the_command_of_a_verifier_verifies(make_site: MakeSite, tmp_path: Path) -> None:
    """`probatum verify` believes whom the settings name, and knows no issuer's command."""
    site = make_site("http://127.0.0.1:8296", clock=utc_now)  # nobody listens there
    token = site.report().json["token"]
    trust = tmp_path / "trust.toml"
    trust.write_bytes(_trust_file(site, lists={"/s/1": site.client().get("/s/1").text}))
    told = {"PROBATUM_ROLE": "verifier", "PROBATUM_HOSTS": "check.example"}
    code = "import sys, wsgi; sys.argv[1:] = ['verify', '-', '--json']; wsgi.main()"
    done = _run(code, given=token, PROBATUM_TRUST_FILE=str(trust), **told)
    assert (done.returncode, '"reason": "valid"' in done.stdout) == (0, True), done.stderr
    refused = _run(code, PROBATUM_ROLE="verifier")
    assert (refused.returncode, "PROBATUM_TRUST_FILE" in refused.stderr) == (2, True)
    unknown = _run("import sys, wsgi; sys.argv[1:] = ['revoke']; wsgi.main()", **told)
    assert (unknown.returncode, "No such command" in unknown.stderr) == (2, True)


def test_a_wrong_role_is_said_in_one_line() -> None:
    """The command too names the setting."""
    done = _run("import wsgi; wsgi.main()", PROBATUM_ROLE="both")
    assert (done.returncode, done.stderr.startswith("probatum: PROBATUM_ROLE")) == (1, True)


def _trust_file(site: Site, lists: Mapping[str, str] | None = None) -> bytes:
    """Return whom a verifier alone is to believe: this issuer."""
    tokens = {site.world.body.url + path: token for path, token in (lists or {}).items()}
    return format_trust(TrustFile(site.world.trust.current(), tokens)).encode()
