"""`probatum serve` as an operator starts it, with two workers on loopback; and who answered."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from issuer.settings import IssuerSettings
from issuer.wiring import IssuerWorld, make_world
from tests.attacks.command import Command
from tests.attacks.world import found_home
from tests.ports import own_port
from tests.source import ROOT
from verifier.clock import utc_now

WORKERS = 2
PATIENCE = 60.0  # seconds that a busy machine may take to start
_ACCESS = '%(p)s %(s)s %({x-request-id}o)s "%(r)s"'
_LINE = re.compile(r'<?(\d+)>? (\d{3}) (\S+) "(.*)"')


@dataclass(frozen=True)
class Answer:
    """What came back over a connection."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return what the body says in JSON."""
        return json.loads(self.body)


@dataclass
class Served:
    """A running server. `world` is a second view of its record, from this process."""

    settings: IssuerSettings
    port: int
    folder: Path
    world: IssuerWorld
    key: str = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def host(self) -> str:
        """Return the one name that it answers to."""
        return f"127.0.0.1:{self.port}"

    @property
    def bearer(self) -> dict[str, str]:
        """Return the header of a program that holds a key."""
        return {"Authorization": f"Bearer {self.key}"}

    def ask(
        self,
        method: str,
        path: str,
        *,
        json_body: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask over a connection of its own, so that either worker may answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = dict(headers or {})
        if json_body is not None:
            body = json.dumps(json_body).encode()
            sent["Content-Type"] = "application/json"
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """Return a connection, to say anything at all over it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def say(self, data: bytes, *, seconds: float = 10) -> bytes:
        """Send bytes, end the sending, and return all that comes back until the connection ends."""
        with self.connect() as connection:
            connection.settimeout(seconds)
            heard = bytearray()
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65_536):
                    heard += part
            except (ConnectionError, OSError):
                pass  # it hung up in the midst, which is an answer too
            return bytes(heard)

    def workers(self) -> set[int]:
        """Return the process IDs of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in path.read_text().split()}

    def worker_of(self, answer: Answer) -> int:
        """Return the process ID of the worker that gave an answer."""
        wanted, until = answer.headers["x-request-id"], time.monotonic() + 10
        while time.monotonic() < until:
            for line in self.access_lines():
                if line[2] == wanted:
                    return int(line[0])
            time.sleep(0.01)
        raise AssertionError("no worker says that it answered")

    def access_lines(self) -> list[tuple[str, ...]]:
        """Return process, status, name and first line of every request that was answered."""
        text = (self.folder / "access.log").read_text("latin-1")
        return [found.groups() for line in text.splitlines() if (found := _LINE.fullmatch(line))]

    def log(self) -> str:
        """Return all that the server and its workers said."""
        return (self.folder / "server.log").read_text("utf-8", "replace")


@contextmanager
def serve(folder: Path, tables: Path, *, database: str = "") -> Iterator[Served]:
    """Found a body in `folder` and serve it on a free port until the end."""
    with own_port() as port:
        url = f"http://127.0.0.1:{port}"
        settings = found_home(folder / "home", tables, url, at=utc_now(), database=database)
        world = make_world(settings)
        key = world.sign_in.make_api_key("exam system", actor="test", at=utc_now())
        process = _start(folder, settings, port)
        served = Served(settings, port, folder, world, key, process)
        try:
            _await(served)
            yield served
        finally:
            process.terminate()
            process.wait(timeout=30)
            world.database.dispose()


def _start(folder: Path, settings: IssuerSettings, port: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        **Command(settings).environment,
        "PROBATUM_PORT": str(port),
        "PROBATUM_WORKERS": str(WORKERS),
        "PROBATUM_LOOKUP_LIMIT": "1000000 per minute",
        "GUNICORN_CMD_ARGS": f"--access-logfile={folder / 'access.log'} "
        f"--access-logformat='{_ACCESS}'",
    }
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", "from wsgi import main; main()", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )


def _await(served: Served) -> None:
    """Wait until both workers have answered something."""
    until, answered = time.monotonic() + PATIENCE, set[int]()
    while time.monotonic() < until:
        try:
            answered.add(served.worker_of(served.ask("GET", "/readyz")))
        except OSError:
            time.sleep(0.05)
        if len(answered) == WORKERS:
            return
    raise AssertionError(served.log())
