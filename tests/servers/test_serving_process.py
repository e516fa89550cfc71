"""The process that serves: its workers are replaced, and a hang-up loads the program anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import own_port
from tests.story.running import ROOT

PATIENCE = 60
PROGRAM = """
import os, sys, time
from flask import Flask
from verifier.web.server import Server, apart
import said

def make_app():
    time.sleep(0.2)  # in which it may be hung up on
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: f"{said.WORD} {os.getppid()}")
    return app

apart(lambda: print("apart", flush=True))
options = {"bind": sys.argv[1], "workers": 2, "worker_class": "gthread", "graceful_timeout": 5}
Server(make_app, {**options, "loglevel": "error", "control_socket_disable": True}).run()
"""


@dataclass(frozen=True)
class Program:
    """A program that says a word and the process its workers have come from."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def say(self, word: str) -> None:
        """Change its code."""
        (self.folder / "said.py").write_text(f"WORD = {word!r}\n")

    def ask(self) -> str:
        """Return what it says."""
        url = f"http://127.0.0.1:{self.port}/"
        with closing(urllib.request.urlopen(url, timeout=PATIENCE)) as answer:
            return str(answer.read(), "utf-8")

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return set(map(int, path.read_text().split()))

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds; what does not listen yet refuses connections."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, (self.folder / "log").read_text()
            try:
                if holds():
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise AssertionError("it never held")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Run one that says *one*."""
    with own_port() as port, _running(tmp_path, port) as made:
        made.until(made.ask)
        made.until(lambda: len(made.workers()) == 2)
        yield made


@contextmanager
def _running(folder: Path, port: int) -> Iterator[Program]:
    (folder / "program.py").write_text(PROGRAM)
    (folder / "said.py").write_text("WORD = 'one'\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(folder / "program.py"), f"127.0.0.1:{port}"],
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield Program(folder, port, process)
        finally:
            process.kill()
            process.wait()


def test_a_hang_up_loads_the_program_anew(program: Program) -> None:
    """New code answers, in the process it was; nobody was refused, and no old worker is left."""
    before, told, stop = program.workers(), set[str](), threading.Event()

    def visit() -> None:
        while not stop.is_set():
            told.add(program.ask())

    visitor = threading.Thread(target=visit)
    visitor.start()
    program.say("two")
    program.process.send_signal(signal.SIGHUP)
    program.until(lambda: program.ask().startswith("two"))
    program.until(lambda: not before & program.workers())
    stop.set()
    visitor.join()
    assert told == {f"{word} {program.process.pid}" for word in ("one", "two")}
    assert len(program.workers()) == 2


def test_hang_ups_one_after_the_other_end_nothing(program: Program) -> None:
    """Whatever it is at, a hang-up more is no end and leaves no worker behind."""
    before = program.workers()
    program.say("two")
    for _ in range(150):
        program.process.send_signal(signal.SIGHUP)
        time.sleep(0.02)
    program.until(lambda: not before & program.workers() and len(program.workers()) == 2)
    last = program.workers()
    program.process.send_signal(signal.SIGHUP)
    program.until(lambda: not last & program.workers() and len(program.workers()) == 2)
    assert program.ask().startswith("two")


def test_killed_workers_are_replaced(program: Program) -> None:
    """Nobody has to start them again, before a hang-up and after it."""
    for _ in range(2):
        before = program.workers()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        program.until(program.ask)
        program.until(lambda before=before: not before & program.workers())
        program.process.send_signal(signal.SIGHUP)
        known = program.workers()
        program.until(lambda known=known: program.workers() and not known & program.workers())


def test_it_ends_when_it_is_asked_to(program: Program) -> None:
    """After a hang-up too: the port is free, and no worker goes on without it."""
    before = program.workers()
    program.process.send_signal(signal.SIGHUP)
    program.until(lambda: program.workers() and not before & program.workers())
    last = program.workers()
    program.process.terminate()
    assert program.process.wait(PATIENCE) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in last)


def test_work_apart_that_fails_ends_it() -> None:
    """With the status of what failed; what follows is not begun."""
    words = "from verifier.web.server import apart; apart(lambda: exit(3)); print(1)"
    made = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, check=False)
    assert (made.returncode, made.stdout) == (3, b"")
