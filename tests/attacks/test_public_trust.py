"""What a hostile site publishes about itself, for whoever runs `probatum trust add` on it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response

from tests.factories import FakeBody
from tests.web.conftest import Site
from verifier import web_fetch
from verifier.cli_trust import trust_group
from verifier.trust import Trust
from verifier.trust_file import MEDIA_TYPE, PUBLISHED, TrustFile, format_trust
from verifier.web_fetch import FetchError, fetch


def _line(name: str, value: str) -> Callable[[str], str]:
    """Return what gives every `name` of a trust file another value."""
    return lambda text: "".join(
        f"{name} = {value}\n" if line.startswith(f"{name} =") else line
        for line in text.splitlines(keepends=True)
    )


def _words(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


# As JSON within TOML has them: the type's document is a text of its own.
_ESCAPE = r"\\u001b[2J"
HOSTILE = {
    "a list's address that is no text": _line("uri", "5"),
    "a list that is no text": _line("token", "[5]"),
    "a moment before all moments": _line("as_of", "0001-01-01T00:00:00+14:00"),
    "a moment after all moments": _line("as_of", "9999-12-31T23:59:59-14:00"),
    "a year that is not written back": _line("since", "0001-01-01T00:00:00Z"),
    "a name that drives the terminal": _words("Example Cert", r"\u001b]0;Example\u0007 Cert"),
    "a name that turns round": _words("Example Cert", r"\u202eExample Cert"),
    "a scheme that drives the terminal": _words(r"\"id\": \"btx", rf"\"id\": \"{_ESCAPE}btx"),
    "a version that drives the terminal": _words(r"\"2026.1\"", rf"\"{_ESCAPE}2026.1\""),
    "a scheme that is no text at all": _words(r"\"id\": \"btx", r"\"id\": \"\\ud800btx"),
    "words that are no text at all": _words(r"It is not a licence", r"\\ud800 It is not a licence"),
    "a name that fills the screen": _words("Example Cert", "x" * 100_000),
    "no name": _words("Example Certification Board", " "),
}


@contextmanager
def _publishing(change: Callable[[str], str]) -> Iterator[str]:
    body, site = FakeBody(), Site()

    def make(url: str) -> Flask:
        body.url = url
        lists = {f"{url}/s/1": body.fetch(f"{url}/s/1")}
        text = change(format_trust(TrustFile(Trust([body.trusted]), lists)))
        app = Flask(__name__)
        app.add_url_rule(PUBLISHED, "own", lambda: Response(text, mimetype=MEDIA_TYPE))
        return app

    try:
        yield site.serve(make)
    finally:
        site.close()


def _add(url: str, file: Path) -> Result:
    arguments = ["add", url, "--file", str(file)]
    return CliRunner().invoke(trust_group(None), arguments, input="y\n", color=True)


@pytest.mark.parametrize("fault", HOSTILE)
def test_nothing_odd_is_shown_pinned_or_a_traceback(tmp_path: Path, fault: str) -> None:
    """One line of our own words, no question asked, and no file; nothing that is not text."""
    file = tmp_path / "trust.toml"
    with _publishing(HOSTILE[fault]) as url:
        done = _add(url, file)
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1
    assert done.output.rstrip("\n").isprintable()
    assert not file.exists()


def test_what_is_not_changed_is_pinned(tmp_path: Path) -> None:
    """The same site, honest, is believed."""
    file = tmp_path / "trust.toml"
    with _publishing(lambda text: text) as url:
        assert _add(url, file).exit_code == 0
    assert file.exists()


def test_headers_that_drip_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then before the body keeps nobody longer than the body may."""
    monkeypatch.setattr(web_fetch, "DEADLINE", 0.3)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_drip, args=(listener, ended), daemon=True)
        thread.start()
        with pytest.raises(FetchError, match="no answer"):
            fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/", "text/plain", limit=10)
        assert not ended.is_set()
        thread.join(10)
    assert ended.is_set()


def _drip(listener: socket.socket, ended: threading.Event) -> None:
    """Begin an answer and never end its headers, until whoever asked hangs up."""
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        pause = threading.Event()
        try:
            while not pause.wait(0.02):
                connection.sendall(b"x")
        except OSError:
            ended.set()
