"""A certification body served by the started program, to be broken in a running state."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.story.running import PROBATUM, ROOT

SCHEME = ROOT / "docs" / "examples" / "btx-1.toml"
EXAMPLE: dict[str, Any] = json.loads((ROOT / "docs" / "examples" / "physician.json").read_text())
CREATED, TOO_MANY = 201, 429
AT_ONCE = 400  # certificates in a list
PATIENCE = 60  # seconds until a server must answer


def passed(attempt: str) -> dict[str, Any]:
    """Return the document of a passed examination."""
    attempt = re.sub("[^A-Za-z0-9]+", "-", attempt)
    candidate = {**EXAMPLE["candidate"], "reference": f"C-{attempt}"}
    return {**EXAMPLE, "attempt": attempt, "candidate": candidate}


@dataclass(frozen=True)
class Answer:
    """An answer; status 0 where there was none."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        """Return the code of a problem."""
        return str(self.body.get("code", ""))


@dataclass
class Served:
    """One app server: a home, a port, a database, and the process that serves."""

    home: Path
    port: int
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    wrap: Sequence[str] = ()  # what runs the server: strace
    key: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Return what every command and the server get."""
        own = {
            "PROBATUM_HOME": str(self.home),
            "PROBATUM_URL": "http://127.0.0.1:8000",  # a name; it listens elsewhere
            "PROBATUM_PORT": str(self.port),
            **({"PROBATUM_DATABASE": self.database} if self.database else {}),
            "PROBATUM_LOOKUP_LIMIT": "1000000 per minute",
        }
        return {**os.environ, **own, **self.settings}

    def found(self) -> None:
        """Found the body, put a scheme in force, and make a key for the exam system."""
        answers = "Example Board", "+1 555 0100", "Dr Example", "Chair"
        options = "--name", "--telephone", "--signatory", "--signatory-role"
        asked = [part for pair in zip(options, answers, strict=True) for part in pair]
        self.done("init", "--yes", *asked)
        self.done("scheme", "activate", SCHEME)
        self.key = self.done("api-key", "new", f"exam system {self.port}").split()[-1]

    def run(
        self, *arguments: str | Path, wrap: Sequence[str] = (), **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line."""
        return subprocess.run(
            [*wrap, PROBATUM, *arguments],
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def done(self, *arguments: str | Path) -> str:
        """Run what must succeed."""
        made = self.run(*arguments)
        if made.returncode:
            raise RuntimeError(f"{arguments}: {made.stdout}{made.stderr}")
        return made.stdout

    def listed_keys(self) -> list[dict[str, Any]]:
        """Return what `probatum keys list` says."""
        keys: list[dict[str, Any]] = json.loads(self.done("keys", "list", "--json"))
        return keys

    def start(self) -> float:
        """Start serving; return the seconds until it answers."""
        log = (self.home.parent / f"{self.home.name}.log").open("a")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*self.wrap, PROBATUM, "serve"],
            env=self.environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.wait_until_answering()
        return time.monotonic() - began

    def wait_until_answering(self) -> float:
        """Return the seconds until it answers."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            if self.ask("GET", "/healthz").status:
                return time.monotonic() - began
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"the server ended by itself: see its log beside {self.home}")
            time.sleep(0.02)
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """End the server and its workers as a loss of power would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        pid = self.process.pid if self.process else 0
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, wait: float = 30
    ) -> Answer:
        """Ask the API; whatever happens on the way is an answer of status 0."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=wait)
        headers = {"Host": "127.0.0.1:8000", "Authorization": f"Bearer {self.key}"}
        content = None
        if body is not None:
            content, headers["Content-Type"] = json.dumps(body), "application/json"
        try:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            return Answer(answer.status, json.loads(answer.read() or b"{}"))
        except (OSError, http.client.HTTPException, ValueError):
            return Answer(0, {})
        finally:
            connection.close()

    def report(self, attempt: str, *, wait: float = 30) -> Answer:
        """Report a passed examination."""
        return self.ask("POST", "/api/v1/exam-results", passed(attempt), wait=wait)

    def wait_until_issuing(self, name: str) -> float:
        """Return the seconds until a certificate is issued again."""
        began = time.monotonic()
        for each in count():
            if self.report(f"{name} {each} {began}", wait=10).status == CREATED:
                return time.monotonic() - began
            if time.monotonic() > began + PATIENCE:
                raise RuntimeError(f"{name}: it does not issue again")
            time.sleep(0.1)
        raise AssertionError

    def revoke(self, number: str, *, wait: float = 30) -> Answer:
        """Withdraw a certificate."""
        path = f"/api/v1/certificates/{number}/revoke"
        return self.ask("POST", path, {"reason": "issued-in-error"}, wait=wait)

    def verdicts(self, texts: Sequence[str]) -> list[str]:
        """Return the reason of each verdict; an empty one where there was no answer."""
        if len(texts) == 1:  # lists have an allowance of their own
            answer = self.ask("POST", "/api/v1/verify", {"text": texts[0]})
            return [str(answer.body.get("reason", ""))]
        told: list[str] = []
        for start in range(0, len(texts), AT_ONCE):
            rows = [{"text": text} for text in texts[start : start + AT_ONCE]]
            answer = self.ask("POST", "/api/v1/verify/batch", {"rows": rows}, wait=60)
            while answer.status == TOO_MANY:  # ten lists a minute
                time.sleep(5)
                answer = self.ask("POST", "/api/v1/verify/batch", {"rows": rows}, wait=60)
            if answer.status == 200:
                told += [row["verdict"]["reason"] for row in answer.body["rows"]]
            else:
                told += [""] * len(rows)
        return told
