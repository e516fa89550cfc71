"""Work while things break: results are reported, certificates withdrawn, verdicts asked for."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.chaos.served import Answer, Served

HONEST = frozenset({"status_unavailable", "stale", "clock", "key_compromised"})  # no verdict
PAUSE = 0.05  # seconds after what failed
BREATH = 0.01  # between two verdicts
WITHDRAWN = 3  # every third certificate is


@dataclass
class Told:
    """What was acknowledged, and what else was answered."""

    issued: dict[str, tuple[str, str]] = field(default_factory=dict)  # by attempt: number, token
    asked: set[str] = field(default_factory=set)  # numbers that somebody asked to withdraw
    revoked: set[str] = field(default_factory=set)  # numbers whose withdrawal was acknowledged
    statuses: Counter[str] = field(default_factory=Counter)  # "issue 201", "verify 200" ...
    wrong: list[str] = field(default_factory=list)
    last: float = 0.0  # when something was last acknowledged (monotonic seconds)

    @property
    def acknowledged(self) -> int:
        """Return how many acts were."""
        return len(self.issued) + len(self.revoked)

    @property
    def failures(self) -> int:
        """Return how many answers were an incident: neither a refusal nor a lost connection."""
        return sum(
            number
            for name, number in self.statuses.items()
            if name.split()[1].startswith("5") and not name.endswith(" 503")
        )


class Load:
    """Threads that work until they are told to stop."""

    def __init__(self, servers: list[Served], *, name: str, writers: int = 3) -> None:
        self.servers = servers
        self.told = Told()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        works = [*([self._write] * writers), self._read, self._read]
        self._threads = [
            threading.Thread(target=work, args=(f"{name}-{each}",), daemon=True)
            for each, work in enumerate(works)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> Told:
        """End, and return what was told."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return self.told

    def _write(self, name: str) -> None:
        server = self.servers[len(name) % len(self.servers)]
        for each in count():
            if self._stop.is_set():
                return
            attempt = f"{name}-{each}"
            answer = self._until(lambda attempt=attempt: server.report(attempt), "issue", {201})
            if answer is None:
                continue
            number = answer.body["certificate"]["number"]
            self._keep(issued={attempt: (number, answer.body["token"])})
            if each % WITHDRAWN == 0:
                with self._lock:
                    self.told.asked.add(number)
                made = self._until(lambda n=number: server.revoke(n), "revoke", {200, 409})
                if made is not None:
                    self._keep(revoked=number)

    def _until(self, ask: object, act: str, wanted: set[int]) -> Answer | None:
        """Ask again and again, as a client does that was not answered; None if it must wait."""
        assert callable(ask)
        while not self._stop.is_set():
            answer: Answer = ask()
            self._count(act, answer.status)
            if answer.status in wanted and answer.code in {"", "wrong_state"}:
                return answer
            if answer.code == "in_progress":  # it died halfway: in a minute it may be sent again
                return None
            time.sleep(PAUSE)
        return None

    def _keep(self, issued: dict[str, tuple[str, str]] | None = None, revoked: str = "") -> None:
        with self._lock:
            self.told.issued |= issued or {}
            if revoked:
                self.told.revoked.add(revoked)
            self.told.last = time.monotonic()

    def _count(self, act: str, status: int) -> None:
        with self._lock:
            self.told.statuses[f"{act} {status}"] += 1

    def _read(self, name: str) -> None:
        chance = Random(name)  # noqa: S311 - which certificate is asked about
        while not self._stop.is_set():
            with self._lock:
                known = list(self.told.issued.values())
                revoked = set(self.told.revoked)
            if not known:
                time.sleep(PAUSE)
                continue
            number, token = chance.choice(known)
            server = chance.choice(self.servers)
            answer = server.ask("POST", "/api/v1/verify", {"text": token})
            self._count("verify", answer.status)
            if answer.status == 200:
                self._judge(number, answer.body["reason"], was_revoked=number in revoked)
            time.sleep(PAUSE if answer.status != 200 else BREATH)

    def _judge(self, number: str, reason: str, *, was_revoked: bool) -> None:
        with self._lock:
            may = set(HONEST)
            if not was_revoked:
                may.add("valid")
            if number in self.told.asked:
                may.add("revoked")
            if reason not in may:
                self.told.wrong.append(f"{number}: {reason}")


@contextmanager
def working(servers: list[Served], name: str, *, writers: int = 3) -> Iterator[Load]:
    """Work while the block runs; at its end the threads are stopped."""
    load = Load(servers, name=name, writers=writers)
    load.start()
    try:
        yield load
    finally:
        load.stop()
