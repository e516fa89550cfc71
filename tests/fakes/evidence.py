"""The hash chain, in memory."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from issuer.errors import NotFoundedError
from issuer.evidence.chain import GENESIS, SALT_SIZE, Link, Opened, commit, link_hash
from issuer.evidence.event import Event
from tests.fakes.record import Record


@dataclass(frozen=True)
class FakeEvents:
    record: Record

    def append(self, events: Iterable[Event]) -> None:
        for event in events:
            if not self.record.bodies:
                raise NotFoundedError("no body")
            self.record.chain.append(self._link(event))

    def _link(self, event: Event) -> Opened:
        seq, previous = FakeChain(self.record).head()
        salt, data = secrets.token_bytes(SALT_SIZE), event.data_bytes()
        hidden, kind = commit(salt, data), event.kind.value
        hashed = link_hash(previous, seq + 1, event.at, kind, event.subject, hidden)
        return Opened(Link(seq + 1, event.at, kind, event.subject, hidden, hashed), salt, data)


@dataclass(frozen=True)
class FakeChain:
    record: Record

    def links(self, after: int, limit: int) -> list[Opened]:
        return self.record.chain[after : after + limit]

    def newest(
        self, limit: int, *, subject: str | None = None, before: int | None = None
    ) -> list[Opened]:
        chain = self.record.chain if before is None else self.record.chain[: before - 1]
        wanted = [one for one in chain if subject in (None, one.link.subject)]
        return wanted[::-1][:limit]

    def hashes(self, after: int, limit: int) -> list[bytes]:
        return [opened.link.hash for opened in self.record.chain[after : after + limit]]

    def head(self) -> tuple[int, bytes]:
        if not self.record.chain:
            return 0, GENESIS
        last = self.record.chain[-1].link
        return last.seq, last.hash
