"""What we are made of is listed, and a version with a known fault is told."""

from __future__ import annotations

import json
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from packaging.version import Version

from deploy import advisories
from tests.ports import own_port
from tests.story.running import ROOT

FAULTY = "GHSA-0000-0000-0000"


def test_the_bill_of_materials_names_what_is_locked() -> None:
    """After a change of the lock file, `make sbom`."""
    told = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text())["components"]
    parts = {each["purl"].removeprefix("pkg:pypi/").partition("@")[0]: each for each in told}
    locked = advisories.locked((ROOT / "requirements.lock").read_text())
    del parts["pip"]  # of the environment, not of ours
    assert {(name, Version(part["version"])) for name, part in parts.items()} <= locked
    assert {name for name, _ in locked} - parts.keys() <= _elsewhere()
    unlicensed = {name for name, part in parts.items() if not part.get("licenses")}
    assert unlicensed <= {"pypdfium2"}  # several, which its metadata tells in words


def _elsewhere() -> set[str]:
    """Return what is locked for other systems than the one that the list is made on."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return {line.partition("==")[0] for line in lines if "==" in line and " ; " in line}


def test_every_advisory_of_ours_is_about_something_we_lock() -> None:
    """One about nothing is a slip of the pen, and protects nobody."""
    known = _known()
    texts = [(ROOT / name).read_text() for name in advisories.LOCKS]
    everything = set().union(*map(advisories.locked, texts))
    assert {each["package"] for each in known} <= {name for name, _ in everything}
    assert not advisories.known_faults(everything, known)


def test_a_version_below_the_mended_one_is_told() -> None:
    (fault,) = advisories.known_faults({("pyjwt", Version("2.15.0"))}, _known())
    assert fault.startswith("pyjwt 2.15.0: ")


def test_what_the_world_knows_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _lock(tmp_path)
    with _osv() as url:
        monkeypatch.setenv("PROBATUM_OSV_URL", url)
        assert advisories.main(tmp_path) == 1
    assert f"flask 3.1.3: {FAULTY}" in capsys.readouterr().err


def test_without_a_network_it_is_said_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _lock(tmp_path)
    with own_port() as port:
        monkeypatch.setenv("PROBATUM_OSV_URL", f"http://127.0.0.1:{port}/v1/query")
        assert advisories.main(tmp_path) == 0
    assert "OSV could not be asked" in capsys.readouterr().out


def _known() -> list[dict[str, str]]:
    text = (ROOT / "deploy" / "advisories.toml").read_text()
    known: list[dict[str, str]] = tomllib.loads(text)["advisory"]
    return known


def _lock(folder: Path) -> None:
    for name in advisories.LOCKS:
        (folder / name).write_text(f"flask==3.1.3 --hash=sha256:{'0' * 64}\n")


@contextmanager
def _osv() -> Iterator[str]:
    """Answer as OSV does that everything has one fault."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            fault = {
                "id": FAULTY,
                "summary": "an example",
                "details": "an example",
                "modified": "2026-01-01T00:00:00Z",
                "published": "2026-01-01T00:00:00Z",
                "affected": [{"package": {"ecosystem": "PyPI", "name": "flask"}, "ranges": []}],
            }
            body = json.dumps({"vulns": [fault]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with own_port() as port:
        server = ThreadingHTTPServer(("127.0.0.1", port), Answers)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/v1/query"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
