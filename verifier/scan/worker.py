"""One child process, as its reader sees it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import weakref
from pathlib import Path

from verifier.scan.answer import AnswerError, parse_answer
from verifier.scan.channel import READY, Channel, ChannelError
from verifier.scan.found import Found
from verifier.scan.labels import format_labels

START_SECONDS = 30.0  # for Python and four libraries on a machine that has other things to do
MAX_DOCUMENTS = 500  # after which a child is replaced, so that what it leaks does not add up
MAX_ANSWER = 1024 * 1024  # bytes

_CODE = Path(__file__).resolve().parents[2]


class WorkerError(Exception):
    """The child is dead, late, or not to be believed. It has been ended."""


class Worker:
    """A child process that reads one document at a time, for one thread at a time.

    A process of its own and not multiprocessing: nothing of ours is forked into it, our main
    module is not imported again, no tracker stays behind, and it can be killed at any moment.
    """

    def __init__(self, *, seconds: float, memory_mib: int) -> None:
        """Start the child and wait until it is ready; raise `WorkerError` if it will not be."""
        self._seconds = seconds
        self._documents = 0
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours)
        with theirs:
            self._process = _start(theirs, str(seconds), str(memory_mib), format_labels())
        # A reader that is dropped unclosed leaves no child behind.
        weakref.finalize(self, _end, ours, self._process).atexit = False
        self._await_ready(time.monotonic() + START_SECONDS)

    @property
    def pid(self) -> int:
        """Return the child's process id."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Tell whether the child is alive and not worn out.

        In a process forked from the one that started it, it is nobody's child, and so not usable.
        """
        return self._documents < MAX_DOCUMENTS and self._process.poll() is None

    def read(self, data: bytes) -> Found:
        """Have a document read; raise `WorkerError` if that is more than the child can do."""
        self._documents += 1
        deadline = time.monotonic() + self._seconds
        try:
            self._channel.send(data, deadline=deadline)
            return parse_answer(self._channel.receive(at_most=MAX_ANSWER, deadline=deadline))
        except (ChannelError, AnswerError) as exc:
            raise self._ended(str(exc)) from exc

    def end(self) -> None:
        """Kill the child, if it is ours and alive, and take note of its death."""
        _end(self._channel.socket, self._process)

    def _await_ready(self, deadline: float) -> None:
        try:
            self._channel.receive(at_most=len(READY), deadline=deadline)
        except ChannelError as exc:
            raise self._ended(str(exc)) from exc

    def _ended(self, why: str) -> WorkerError:
        """End the child; return the error to raise, which says how it died."""
        self.end()
        return WorkerError(f"{why}, exit status {self._process.returncode}")


def _end(ours: socket.socket, process: subprocess.Popen[bytes]) -> None:
    ours.close()
    process.kill()
    process.wait()


def _start(theirs: socket.socket, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a child that gets this one socket, and nothing of our environment.

    In a session of its own: Ctrl-C at a terminal is for us alone, and closes its socket anyway.
    """
    path = os.pathsep.join([str(_CODE), *filter(os.path.isabs, sys.path)])
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-s", "-m", "verifier.scan.child", *arguments],
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": path},
        start_new_session=True,
    )
