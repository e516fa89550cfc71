"""`probatum trust add|list|remove`: whom a verifier believes is pinned by people."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from keys.jwk import thumbprint
from tests.factories import FakeBody
from verifier.cli_trust import trust_group
from verifier.fingerprint import fingerprint, parse_fingerprint
from verifier.trust import Trust
from verifier.trust_file import MEDIA_TYPE, PUBLISHED, TrustFile, format_trust, parse_trust


class Publishing:
    """A site that publishes what a test tells it to, about whomever."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.body = FakeBody(self.url)
        self.status, self.media_type = 200, MEDIA_TYPE
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self.text: bytes | None = None

    @property
    def fingerprints(self) -> list[str]:
        """Return those of its keys."""
        return [fingerprint(key.key) for key in self.body.trusted.keyring]

    def published(self) -> bytes:
        """Return what it says of itself, unless told otherwise."""
        lists = {f"{self.url}/s/1": self.body.fetch(f"{self.url}/s/1")}
        return self.text or format_trust(TrustFile(Trust([self.body.trusted]), lists)).encode()


@pytest.fixture
def site() -> Iterator[Publishing]:
    """Return a site on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            data = made.published()
            self.send_response(made.status)
            self.send_header("Content-Type", made.media_type)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Publishing(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the trust file is to be."""
    return tmp_path / "trust.toml"


def run(file: Path, *arguments: str, typed: str | None = None) -> Result:
    """Run `probatum trust`, as a verifier alone has it."""
    env = {"PROBATUM_TRUST_FILE": str(file)}
    result = CliRunner().invoke(trust_group(None), arguments, input=typed, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def believed(file: Path) -> list[str]:
    """Return whom the file believes."""
    return [issuer.url for issuer in parse_trust(file.read_bytes()).trust.issuers]


def test_it_shows_and_asks_and_pins(site: Publishing, file: Path) -> None:
    """One request; name, address and fingerprints are shown before the question."""
    told = run(file, "add", site.url, typed="y\n")
    assert told.exit_code == 0, told.output
    assert site.asked == [PUBLISHED]
    shown, _, _ = told.output.partition("Did the body itself")
    assert "Example Certification Board" in shown
    assert site.url in shown
    for one in site.fingerprints:
        assert one in " ".join(shown.split())
    assert believed(file) == [site.url]
    assert list(parse_trust(file.read_bytes()).lists) == [f"{site.url}/s/1"]


@pytest.mark.parametrize("typed", ["n\n", "", "\n"])
def test_without_a_yes_nothing_is_pinned(site: Publishing, file: Path, typed: str) -> None:
    """No answer is no."""
    assert run(file, "add", site.url, typed=typed).exit_code == 1
    assert not file.exists()


def test_a_script_pins_nothing_blindly(site: Publishing, file: Path) -> None:
    """`--yes` alone is wrong usage, and nobody is even asked."""
    assert run(file, "add", site.url, "--yes").exit_code == 2
    assert (site.asked, file.exists()) == ([], False)


def given(prints: list[str]) -> list[str]:
    """Return the options that tell `prints`."""
    return [word for one in prints for word in ("--fingerprint", one)]


def test_a_script_gives_every_fingerprint(site: Publishing, file: Path) -> None:
    """Each key must be named, none may be too many; grouping and case make no difference."""
    first, second = site.fingerprints
    for wrong in ([first], [first, second, "0" * 64], [first, "0" * 64]):
        told = run(file, "add", site.url, "--yes", *given(wrong))
        assert told.exit_code == 1, wrong
        assert not file.exists()
    spelled = [first.upper().replace(" ", ":"), second.replace(" ", "")]
    assert run(file, "add", site.url, "--yes", *given(spelled)).exit_code == 0
    assert believed(file) == [site.url]


def test_other_keys_of_a_believed_issuer_are_refused(site: Publishing, file: Path) -> None:
    """The difference is told, and the file stays as it was."""
    run(file, "add", site.url, typed="y\n")
    before, old = file.read_bytes(), site.fingerprints
    site.body = FakeBody(site.url)
    told = run(file, "add", site.url, "--yes", *given(site.fingerprints))
    assert told.exit_code == 1
    for sign, prints in (("+", site.fingerprints), ("-", old)):
        assert all(
            f"{sign} {purpose} {one}" in told.output
            for purpose, one in zip(("credential", "status"), prints, strict=True)
        )
    assert file.read_bytes() == before


def test_the_same_keys_bring_what_is_new(site: Publishing, file: Path) -> None:
    """Types and lists follow; whoever else is believed stays, in their place."""
    other = FakeBody("https://other.example.org")
    lists = {f"{other.url}/s/1": other.fetch(f"{other.url}/s/1")}
    file.write_text(format_trust(TrustFile(Trust([site.body.trusted, other.trusted]), lists)))
    assert run(file, "add", site.url + "/", typed="y\n").exit_code == 0
    assert believed(file) == [site.url, other.url]
    assert set(parse_trust(file.read_bytes()).lists) == {*lists, f"{site.url}/s/1"}


@pytest.mark.parametrize(
    "url",
    [
        "http://cert.example.org",
        "cert.example.org",
        "file:///etc",
        "https://cert.example.org/v",
        "https://a@cert.example.org",
    ],
)
def test_what_is_no_issuer_s_address_is_not_asked(url: str, file: Path) -> None:
    """Https alone, or http on loopback; no path, no user."""
    assert run(file, "add", url).exit_code == 2


@pytest.mark.parametrize("fault", ["elsewhere", "missing", "page", "garbage", "other", "control"])
def test_what_cannot_be_believed_is_refused(site: Publishing, file: Path, fault: str) -> None:
    """A redirect is not followed; a site speaks for itself alone, in words that print."""
    if fault == "elsewhere":
        site.status, site.headers = 302, {"Location": "/elsewhere"}
    elif fault == "missing":
        site.status = 404
    elif fault == "page":
        site.media_type = "text/html"
    elif fault == "garbage":
        site.text = b"\xff\x00 = \x1b[2J"
    elif fault == "other":
        site.text = format_trust(TrustFile(Trust([FakeBody().trusted]), {})).encode()
    else:
        site.text = site.published().replace(b"Example Cert", b"\\u001b[2JExample Cert")
    told = run(file, "add", site.url, typed="y\n")
    assert told.exit_code == 1
    assert not file.exists()
    assert site.asked == [PUBLISHED]
    assert "\x1b" not in told.output
    assert "Traceback" not in told.output


def test_list_and_remove(site: Publishing, file: Path) -> None:
    """The list has what was pinned; the last issuer is not removed unseen."""
    other = FakeBody("https://other.example.org")
    file.write_text(format_trust(TrustFile(Trust([site.body.trusted, other.trusted]), {})))
    first, second = json.loads(run(file, "list", "--json").output)
    assert [first["url"], second["url"]] == [site.url, other.url]
    assert [key["fingerprint"] for key in first["keys"]] == site.fingerprints
    assert "SPECIMEN" in run(file, "list").output
    assert run(file, "remove", "https://nobody.example.org").exit_code == 1
    assert run(file, "remove", site.url).exit_code == 0
    assert believed(file) == [other.url]
    assert run(file, "remove", other.url).exit_code == 1
    assert believed(file) == [other.url]


def test_a_broken_file_is_not_replaced(site: Publishing, file: Path) -> None:
    """What cannot be read is told, and stays for whoever can mend it."""
    file.write_text("not = [toml")
    assert run(file, "add", site.url, typed="y\n").exit_code == 2
    assert file.read_text() == "not = [toml"


def test_a_fingerprint_has_one_meaning(site: Publishing) -> None:
    """Read back as written; RFC 7638's own spelling is the same; anything else is none."""
    key = next(iter(site.body.trusted.keyring))
    told = fingerprint(key.key)
    assert parse_fingerprint(told) == parse_fingerprint(thumbprint(key.key)) == told
    for wrong in ("", "0" * 63, "0" * 65, "g" * 64, "é" * 43, "\u0660" * 64, "=" * 43):
        with pytest.raises(ValueError, match=r"\w"):
            parse_fingerprint(wrong)
