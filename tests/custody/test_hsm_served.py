"""The whole path with keys in an HSM: founded, served by two workers, rotated, started again."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.custody.keeping import Custody
from issuer.store.database import Database
from keys.keyring import Purpose
from tests.cli.conftest import BY_RULE, FOUNDING, Home
from tests.ports import own_port
from tests.story.running import PROBATUM, ROOT
from verifier.clock import utc_now

pytestmark = pytest.mark.hsm


@dataclass(frozen=True)
class Served:
    """A site with two workers, and a key to its API."""

    home: Home
    url: str
    key: str

    def ask(self, path: str, body: object = None) -> tuple[int, dict]:
        """Return status and content of an answer of a JSON address."""
        request = urllib.request.Request(self.url + path)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
            request.add_header("Authorization", f"Bearer {self.key}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read())

    def issue(self, attempt: str) -> tuple[int, dict]:
        """Report an exam that was passed."""
        result = json.loads(self.home.result(attempt=attempt).read_text())
        return self.ask("/api/v1/exam-results", result)

    def reason(self, number: str) -> str:
        """Return what the public page's API says of a certificate."""
        return self.ask("/api/v1/verify", {"text": number})[1]["reason"]


@contextmanager
def serving(home: Home, url: str) -> Iterator[None]:
    """Serve `home` until the power goes."""
    environment = {**os.environ, **{k: v for k, v in home.environment.items() if v is not None}}
    with (home.path / "log").open("a") as log:
        server = subprocess.Popen(
            [PROBATUM, "serve"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            until(lambda: answers(f"{url}/readyz/issuing"), "the site does not get ready")
            yield
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(30)


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except OSError:
        return False
    return True


def until(holds: Callable[[], bool], otherwise: str) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail(otherwise)


@pytest.fixture
def site(hsm, tmp_path: Path) -> Iterator[Served]:
    """Return a site that was founded with its keys in the HSM."""
    with own_port() as port:
        url = f"http://127.0.0.1:{port}"
        home = Home(tmp_path / "home", {**hsm.settings, "PROBATUM_WORKERS": "2"})
        home.settings |= {"PROBATUM_URL": url, "PROBATUM_PORT": str(port)}
        home.done(*FOUNDING)
        (tmp_path / "rule.toml").write_bytes(BY_RULE)
        home.done("scheme", "activate", tmp_path / "rule.toml")
        key = home.done("api-key", "new", "exam system").strip()
        yield Served(home, url, key)


@pytest.mark.timeout(300)  # two starts of a server, and a rotation in real time
def test_from_founding_to_restart(site, hsm):
    """No file holds a signing key, and everything that such a body does is done."""
    home = site.home
    assert {key["private_half"] for key in home.json("keys")} == {"in the HSM"}
    assert [path.name[:11] for path in (home.path / "keys").iterdir()] == ["checkpoint-"]
    with serving(home, site.url):
        numbers = [issued(site, f"A-{serial}") for serial in range(4)]
        assert {site.reason(number) for number in numbers} == {"valid"}
        rotate_while_issuing(site, hsm)
        home.done("revoke", numbers[0], "--reason", "licence-lost")
        until(lambda: site.reason(numbers[0]) == "revoked", "the lists are not signed")
        hsm.pull_out()
        until(lambda: site.issue("B-1")[0] == 503, "the token is away, and something is issued")
        assert site.issue("B-2")[1]["code"] == "key_unavailable"
        assert [site.reason(number) for number in numbers[:2]] == ["revoked", "valid"]
        assert not answers(f"{site.url}/readyz/issuing")
        hsm.put_back()
        issued(site, "B-3")
    with serving(home, site.url):
        issued(site, "C-1")
    told = home.json("check")
    assert (told["faults"], told["keys"]) == ([], "can sign")


def issued(site: Served, attempt: str) -> str:
    status, answer = site.issue(attempt)
    assert status == 201, answer
    return answer["certificate"]["number"]


def rotate_while_issuing(site: Served, hsm) -> None:
    """Issue until both workers sign with the new key: nothing is refused, each is valid."""
    settings = site.home
    database = Database(f"sqlite:///{settings.path / 'probatum.sqlite3'}")
    custody = Custody(database, site.url, hsm.open(), timedelta(seconds=8))
    new, _ = custody.rotate(at_once=False, actor="test", at=utc_now())
    assert new.purpose is Purpose.CREDENTIAL
    numbers = []
    for serial in itertools.count():
        numbers.append(issued(site, f"R-{serial}"))
        if utc_now() > new.since + timedelta(seconds=2):
            break
    assert {site.reason(number) for number in numbers} == {"valid"}
    with database.reading() as unit:
        use = unit.key_uses.in_force(utc_now())
    assert len(use) == 2
    assert use[new.kid].credentials >= 1
    database.dispose()
