"""`probatum close`: years later a plain file server and a browser still tell what is true."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import BY_PERSON, BY_RULE, FOUNDING, Home
from tests.ports import own_port
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust
from verifier.trust_file import PinnedLists, parse_trust
from verifier.verify import Verifier

TODAY = datetime.now(UTC)
NAME = "Example Certification Board"
CLOSE = ("--why", "the board is dissolved", "--confirm", NAME)


def found(path: Path, url: str, scheme: bytes) -> Home:
    """Found a body at `url` with one scheme in force."""
    home = Home(path, {"PROBATUM_URL": url, "PROBATUM_JOURNAL": "off"})
    home.done(*FOUNDING)
    file = path.parent / f"{path.name}.toml"
    file.write_bytes(scheme)
    home.done("scheme", "activate", file)
    return home


def old_certificate(home: Home) -> str:
    """Import a certificate from before with 30 days left, and return its new number."""
    day = (TODAY - timedelta(days=100)).date().isoformat()
    cells = {
        "number": "OLD-7", "name": "Dr Ann Example", "profession": "physician", "scheme": "btx-1",
        "issued": day, "decided_on": day, "decided_by": "Dr Old Example-Chair",
        "valid_through": (TODAY + timedelta(days=30)).date().isoformat(),
    }  # fmt: skip
    path = home.path.parent / "old.csv"
    path.write_text(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    return str(home.json("import", path, "--as", "certificates")["decided"][0]["number"])


def tokens(home: Home, folder: Path) -> dict[str, str]:
    """Return the token of every certificate, from the record that was left."""
    assert home.path.exists()
    lines = (folder / "record" / "certificates.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["number"]: row["credentials"][0] for row in rows}


class _Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, without its log."""

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Return a port of this test alone."""
    with own_port() as found_port:
        yield found_port


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, port: int) -> tuple[Home, Path, dict[str, str]]:
    """Return a body that has closed, what it left, and its numbers by what became of them."""
    tmp_path = tmp_path_factory.mktemp("closed")
    home = found(tmp_path / "home", f"http://127.0.0.1:{port}", BY_RULE)
    numbers = {"long": home.issue(attempt="A-1")["number"]}
    numbers["withdrawn"] = home.issue(attempt="A-2")["number"]
    numbers["held"] = home.issue(attempt="A-3")["number"]
    numbers["short"] = old_certificate(home)
    home.done("revoke", numbers["withdrawn"], "--reason", "licence-lost")
    home.done("suspend", numbers["held"], "--reason", "audit-open")
    folder = tmp_path / "left"
    refused = home.run("close", folder, *CLOSE)
    assert "closing_refused: 1 certificates are suspended" in refused.output
    assert home.run("close", folder, *CLOSE[:2], "--confirm", "x").exit_code == 1
    told = home.json("close", folder, *CLOSE, "--keep-suspended")
    assert told["certificates"] == 4
    return home, folder, numbers


@pytest.mark.browser
def test_years_later(browser, left, port):
    """No server of ours: page, keys and final lists as files, and the browser's clock far ahead."""
    home, folder, numbers = left
    held = tokens(home, folder)
    handler = partial(_Quiet, directory=str(folder / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    trust = parse_trust((folder / "record" / "trust.toml").read_bytes())
    offline = Verifier(PinnedTrust(trust.trust), StatusLists(PinnedLists(trust.lists), trust.lists))

    def told(name: str, days: int) -> str:
        at = (TODAY + timedelta(days=days)).replace(microsecond=0)
        context = browser.new_context()
        context.clock.set_fixed_time(at)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/v#{held[numbers[name]]}")
        page.wait_for_selector("main[data-answer]:not([data-pending])")
        said = page.locator("main").get_attribute("data-answer")
        context.close()
        assert offline.verify(held[numbers[name]], at=at).reason.value == said
        return str(said)

    try:
        assert told("long", 600) == "valid"
        assert told("short", 29) == "valid"
        assert told("short", 600) == "expired"
        assert told("withdrawn", 600) == "revoked"
        assert told("held", 600) == "suspended"
        assert told("long", 365 * 9) == "expired"
    finally:
        server.shutdown()
        server.server_close()


def test_it_is_for_good(left, tmp_path):
    """Nothing is issued, withdrawn or opened again; its own server tells what it told."""
    home, folder, numbers = left
    assert "issuing_stopped" in home.run("issue", home.result(attempt="A-9")).output
    refused = home.run("revoke", numbers["long"], "--reason", "licence-lost")
    assert "wrong_state: the certification body has closed" in refused.output
    home.done("resume", "--break-glass", "for good?")
    assert "issuing_stopped" in home.run("issue", home.result(attempt="A-9")).output
    assert home.run("verify", numbers["long"]).exit_code == 0
    assert home.run("verify", "OLD-7 Ann Example").exit_code == 0
    again = home.json("close", tmp_path / "again", *CLOSE)
    assert again["certificates"] == 4
    assert (tmp_path / "again/site/s/1").read_bytes() == (folder / "site/s/1").read_bytes()


def test_the_record_is_verified_without_us(left, tmp_path):
    """By Python and openssl alone; a byte more is found. Nobody is named in numbers.csv."""
    _, folder, numbers = left
    record = tmp_path / "record"
    shutil.copytree(folder / "record", record)
    script = [sys.executable, "-I", record / "verify.py"]
    done = subprocess.run(script, capture_output=True, text=True, check=True, timeout=60)
    assert "events follow one another" in done.stdout
    public = (record / "numbers.csv").read_text()
    states = {row["number"]: row["state"] for row in csv.DictReader(public.splitlines())}
    assert states == {
        numbers["long"]: "active",
        numbers["short"]: "active",
        numbers["withdrawn"]: "revoked",
        numbers["held"]: "suspended",
    }
    assert "OLD-7" in public
    assert "Example" not in public
    assert (folder / "record" / "certificates.jsonl").stat().st_mode & 0o077 == 0
    with (record / "events.jsonl").open("a") as events:
        events.write("\n")
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (1, "events.jsonl was changed\n")


def test_a_successor_goes_on_with_the_numbers(left, tmp_path):
    """It imports what was handed over under its own scheme: the printed numbers answer there."""
    _, folder, numbers = left
    other = found(tmp_path / "successor", "https://other.example.org", BY_PERSON)
    handed = (folder / "record" / "handover.csv").read_text().replace("btx-1", "btx-2")
    path = tmp_path / "handover.csv"
    path.write_text(handed)
    (bad,) = other.json("import", path, "--as", "certificates", code=1)["bad"]
    assert "state: give 'in-force' or 'withdrawn'" in bad["errors"]  # somebody has to decide
    path.write_text(
        "".join(line for line in handed.splitlines(keepends=True) if "suspended" not in line)
    )
    assert len(other.json("import", path, "--as", "certificates")["decided"]) == 2
    assert other.json("verify", numbers["long"])["earlier_number"] == numbers["long"]
    assert other.json("verify", numbers["withdrawn"], code=1)["reason"] == "revoked"
