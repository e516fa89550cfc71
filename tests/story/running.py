"""The demonstration as a program of its own, and its command line beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import own_port

PORTS = range(8500, 8600)
ROOT = Path(__file__).parents[2]
PROBATUM = Path(sys.executable).with_name("probatum")


@dataclass(frozen=True)
class Running:
    """A served demonstration."""

    url: str
    environment: dict[str, str]

    def probatum(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command line in the same home."""
        return subprocess.run(
            [PROBATUM, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def done(self, *arguments: str | Path) -> str:
        """Run what must succeed on the command line."""
        made = self.probatum(*arguments)
        assert made.returncode == 0, made.stdout + made.stderr
        return made.stdout


@contextmanager
def start_demo(home: Path, **settings: str) -> Iterator[Running]:
    """Start `probatum demo` in `home`, wait until it answers, and end it afterwards.

    `settings` are further ones, as in the environment.
    """
    with own_port(PORTS) as port:
        yield from _serve(home, port, settings)


def _serve(home: Path, port: int, settings: dict[str, str]) -> Iterator[Running]:
    own = {"PROBATUM_HOME": str(home), "PROBATUM_PORT": str(port)}
    environment = {**os.environ, **settings, **own}
    log = (home / "log").open("w")
    server = subprocess.Popen([PROBATUM, "demo"], env=environment, cwd=ROOT, stdout=log, stderr=log)
    running = Running(f"http://127.0.0.1:{port}", environment)
    try:
        _wait(running.url, server)
        yield running
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the demonstration ended by itself")
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the demonstration does not answer")
