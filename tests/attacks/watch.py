"""Looks at what a request must not do: write, call somebody, or leave a secret in the log."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.attacks.canary import Canary
from tests.attacks.world import HOLDER, Site, count_rows

REQUESTS = "probatum.requests"


class Watch:
    """Watches one site. `log` is the stream that its process logs to."""

    def __init__(self, site: Site, canary: Canary, log: io.StringIO) -> None:
        self._site = site
        self._canary = canary
        self._log = log
        self._file = sqlite3.connect(f"file:{site.path}?mode=ro", uri=True)

    def close(self) -> None:
        """Let go of the database's file."""
        self._file.close()

    @contextmanager
    def refused(self, *secrets: str, requests: int = 1) -> Iterator[None]:
        """Assert that what is asked meanwhile leaves nothing but a line a request in the log."""
        rows, version = count_rows(self._site.path), self._version()
        with self.quiet(*secrets, requests=requests):
            yield
        assert self._version() == version, "something was written"
        assert count_rows(self._site.path) == rows

    @contextmanager
    def quiet(self, *secrets: str, requests: int = 1) -> Iterator[None]:
        """Assert that nobody is called, and that the log has a line a request and no secret."""
        calls, start = self._canary.connections, self._log.tell()
        yield
        self._log.seek(start)
        lines = self._log.read()
        assert self._canary.connections == calls, "somebody was called"
        for secret in (HOLDER, *filter(None, secrets)):
            assert secret not in lines
            assert json.dumps(secret)[1:-1] not in lines
        logged = [json.loads(line) for line in lines.splitlines()]
        assert sum(line["logger"] == REQUESTS for line in logged) == requests
        assert not any(line["level"] == "error" for line in logged)

    def _version(self) -> Any:
        """Return a number that changes with every commit of another connection."""
        return self._file.execute("PRAGMA data_version").fetchone()[0]
