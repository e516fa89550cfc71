"""A verifier that stands alone: no issuer's code, no network, no database, no home."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import Home

ALONE = """
import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "sqlite3.connect"}:
        print("used", event, file=sys.stderr)
        raise RuntimeError(event)

sys.addaudithook(refuse)
import wsgi

try:
    wsgi.main()
finally:
    loaded = {name.partition(".")[0] for name in sys.modules}
    print("loaded", *sorted({"issuer", "sqlalchemy", "typst", "psycopg"} & loaded), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def held(shared: Home, tmp_path_factory):
    """A certificate, and the trust file to check it with."""
    report = shared.issue()
    folder = tmp_path_factory.mktemp("alone")
    (folder / "trust.toml").write_text(shared.done("trust"))
    shared.done("print", report["number"], "--out", folder / "certificate.pdf")
    return report | {"folder": folder, "pdf": folder / "certificate.pdf"}


def alone(folder, *arguments, **settings):
    """Run `probatum` as somebody does who has nothing but the trust file."""
    return subprocess.run(
        [sys.executable, "-c", ALONE, *map(str, arguments)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("way", ["token", "pdf"])
def test_a_verifier(held, way):
    """It reads token and PDF offline; nothing of the issuer is loaded, and nobody is asked."""
    arguments = ("verify", held[way], "--offline", "--trust", "trust.toml")
    told = alone(held["folder"], *arguments, PROBATUM_ROLE="verifier")
    assert told.stdout.startswith("Valid today\n"), told.stderr
    assert (told.returncode, told.stderr) == (0, "loaded\n")


def test_an_issuers_command_line(held):
    """In the issuer's role too an offline check asks nobody and opens no database."""
    arguments = ("verify", held["token"], "--offline", "--trust", "trust.toml")
    told = alone(held["folder"], *arguments)
    assert told.returncode == 0, told.stderr
    assert "used" not in told.stderr
    assert sorted(path.name for path in held["folder"].iterdir()) == [
        *("certificate.pdf", "trust.toml"),
    ]


def test_nobody_to_believe(held):
    """Without a trust file a verifier says what is missing: wrong usage, and no verdict."""
    told = alone(held["folder"], "verify", held["token"], PROBATUM_ROLE="verifier")
    assert told.returncode == 2
    assert "PROBATUM_TRUST_FILE" in told.stderr
    assert told.stdout == ""


def test_no_other_command(held):
    """It has no issuer's command to offer."""
    told = alone(held["folder"], "list", PROBATUM_ROLE="verifier")
    assert told.returncode == 2
    assert "No such command" in told.stderr
