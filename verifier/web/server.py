"""The process that serves: gunicorn, which our own command line starts without a second start.

gunicorn because it is the server of Flask's own handbook that keeps several processes alive. The
workers are forked from a process that has loaded the program already: one that dies is replaced in
a moment, and what never changes is in memory once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it has no types
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]

_BEFORE = "WORKERS_BEFORE"  # whom a renewed process finds at work

MakeApp = Callable[[], Flask]


class Server(BaseApplication):  # type: ignore[misc]
    """An app, and how to serve it: `options` are gunicorn's settings, by their names."""

    def __init__(self, make_app: MakeApp, options: Mapping[str, object]) -> None:
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options before those of GUNICORN_CMD_ARGS, and none from files."""
        told = self.cfg.parser().parse_args(self.cfg.get_cmd_args_from_env())
        for name, value in {**vars(told), **self._options}.items():
            if name in self.cfg.settings and value is not None:
                self.cfg.set(name, value)
        self.cfg.set("post_worker_init", _relieve)

    def load(self) -> Flask:
        """Make the app: each worker its own, with connections of its own."""
        return self._make_app()

    def run(self) -> None:
        """Serve until somebody ends it."""
        _Master(self).run()


class _Master(Arbiter):  # type: ignore[misc]
    """Keeps the workers. A hang-up renews it: new code, the same process and the same socket."""

    def handle_hup(self) -> None:
        """Load the program anew while the workers of before go on serving.

        gunicorn's own way would fork new workers of the code that is loaded already.
        """
        os.environ[_BEFORE] = " ".join(map(str, self.WORKERS))
        os.environ["GUNICORN_PID"] = str(os.getpid())  # with this it takes over what listens
        os.environ["GUNICORN_FD"] = ",".join(str(each.fileno()) for each in self.LISTENERS)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a second one would end what only begins
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, as we were begun


def apart(work: Callable[[], None]) -> None:
    """Do `work` in a process of its own, and end as it ends if it fails.

    What it opens survives no fork: a database, a hardware token, the threads of a library.
    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        work()
        sys.exit()
    if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(abs(code))


def _relieve(worker: object) -> None:
    """Send the workers of before home, once the first of the new ones can answer."""
    if getattr(worker, "age", 0) != 1:
        return
    for pid in os.environ.pop(_BEFORE, "").split():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGTERM)
